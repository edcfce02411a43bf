/// Why the registry does not do what was asked: what happened, where, and what to do.
///
/// All wording is in the files of this type, a family in each; a code has its HTTP status and its number on the wire
/// where the API is.
public struct RegistryError: Error, Sendable, Hashable {
    /// The kinds of refusal that clients tell apart.
    public enum Code: Sendable, CaseIterable {
        case subjectNotFound, versionNotFound, schemaNotFound
        case subjectSoftDeleted, subjectNotSoftDeleted, versionSoftDeleted, versionNotSoftDeleted
        case compatibilityNotConfigured, modeNotConfigured, associationNotFound
        case incompatibleSchema
        case invalidSchema, invalidVersion, invalidCompatibilityLevel, invalidMode, invalidSubject, referenceExists
        case operationNotPermitted, invalidRuleSet, contextNotEmpty
        case tooManyAssociations, associationExists, associationForSubjectExists, strongAssociationExists
        case noActiveVersion, associationFrozen, invalidAssociation
        case unauthenticated, forbidden, preconditionFailed
        case teamNotFound, ownerNotFound, transferNotFound, policyNotFound, waiverNotFound, tokenNotFound,
            webhookNotFound
        case illegalMove, teamInUse, waiverDecided
        case versionRetired, invalidLifecycle, policyViolation, invalidGovernance
        case keyNotFound, keySoftDeleted, keyNotSoftDeleted, keyExists, invalidKey, keyInUse
        case malformedRequest, missingBody
        case routeNotFound, methodNotAllowed, notAcceptable, unsupportedMediaType, bodyTooLarge
        case storedSchemaUnreadable
        case storeFailure, conflict, unavailable, internalFailure
    }

    public let code: Code
    /// A sentence or more for people; stable, tests pin it.
    public let message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension RegistryError: CustomStringConvertible {
    public var description: String { message }
}
