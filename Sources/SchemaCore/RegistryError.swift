/// Why the registry does not do what was asked: what happened, where, and what to do.
///
/// All wording is in this file; a code has its HTTP status and its number on the wire where the API is.
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

// MARK: - What is not there

extension RegistryError {
    public static func subjectNotFound(_ subject: Subject) -> RegistryError {
        RegistryError(.subjectNotFound, "Subject '\(subject)' not found.")
    }

    public static func versionNotFound(_ selector: VersionSelector) -> RegistryError {
        switch selector {
        case .number(let version): RegistryError(.versionNotFound, "Version \(version) not found.")
        case .latest: RegistryError(.versionNotFound, "Version -1 not found.")
        }
    }

    /// A lookup that found nothing.
    public static let schemaNotFound = RegistryError(.schemaNotFound, "Schema not found")

    public static func schemaNotFound(_ id: SchemaID) -> RegistryError {
        RegistryError(.schemaNotFound, "Schema \(id) not found")
    }

    public static func schemaNotFound(_ guid: String) -> RegistryError {
        RegistryError(.schemaNotFound, "Schema \(guid) not found")
    }

    public static func compatibilityNotConfigured(_ subject: Subject) -> RegistryError {
        RegistryError(
            .compatibilityNotConfigured,
            "Subject '\(subject)' does not have subject-level compatibility configured")
    }

    public static func modeNotConfigured(_ subject: Subject) -> RegistryError {
        RegistryError(.modeNotConfigured, "Subject '\(subject)' does not have subject-level mode configured")
    }
}

// MARK: - Deleting

extension RegistryError {
    public static func subjectSoftDeleted(_ subject: Subject) -> RegistryError {
        RegistryError(
            .subjectSoftDeleted,
            "Subject '\(subject)' was soft deleted.Set permanent=true to delete permanently")
    }

    public static func subjectNotSoftDeleted(_ subject: Subject) -> RegistryError {
        RegistryError(
            .subjectNotSoftDeleted,
            "Subject '\(subject)' was not deleted first before being permanently deleted")
    }

    public static func versionSoftDeleted(_ subject: Subject, _ version: Version) -> RegistryError {
        RegistryError(
            .versionSoftDeleted,
            "Subject '\(subject)' Version \(version) was soft deleted.Set permanent=true to delete permanently")
    }

    public static func versionNotSoftDeleted(_ subject: Subject, _ version: Version) -> RegistryError {
        RegistryError(
            .versionNotSoftDeleted,
            "Subject '\(subject)' Version \(version) was not deleted first before being permanently deleted")
    }

    public static func referenceExists(_ subject: Subject, _ version: Version) -> RegistryError {
        RegistryError(
            .referenceExists,
            "One or more references exist to the schema "
                + "{magic=1,keytype=SCHEMA,subject=\(subject),version=\(version)}.")
    }
}

// MARK: - Schemas

extension RegistryError {
    public static func invalidSchema(type: SchemaType, _ reason: String) -> RegistryError {
        RegistryError(.invalidSchema, "Invalid schema of type \(type.name), details: \(reason)")
    }

    /// The same error, when several schemas were given and it is about one of them.
    public func about(_ role: String) -> RegistryError {
        RegistryError(code, "The \(role)'s schema: \(message)")
    }

    public static let emptySchema = RegistryError(.invalidSchema, "Empty schema")

    public static func unsupportedType(_ type: SchemaType, supported: [SchemaType]) -> RegistryError {
        let names = supported.map(\.name).joined(separator: ", ")
        return RegistryError(
            .invalidSchema,
            "Invalid schema type \(type.name): schema type \(type.name) is not supported by this server, "
                + "which supports \(names)")
    }

    public static func typeNotNamed(supported: [SchemaType]) -> RegistryError {
        let example = supported.first?.name ?? ""
        return RegistryError(
            .invalidSchema,
            "Invalid schema type AVRO: a request without \"schemaType\" means AVRO, and schema type AVRO is not "
                + "supported by this server; for a JSON Schema say \"schemaType\": \"\(example)\"")
    }

    public static func referenceNotFound(_ subject: Subject, version: Int) -> RegistryError {
        RegistryError(
            .invalidSchema, "No schema reference found for subject \"\(subject)\" and version \(version)")
    }

    /// A reference that cannot be followed.
    public static func invalidReference(_ name: String, _ reason: String) -> RegistryError {
        RegistryError(.invalidSchema, "Invalid reference: the reference \"\(name)\" \(reason)")
    }

    /// One name that leads to two schemas, somewhere among all that a schema refers to.
    public static func conflictingReferences(
        _ name: String, _ first: (subject: Subject, version: Version), _ second: (subject: Subject, version: Version)
    ) -> RegistryError {
        RegistryError(
            .invalidSchema,
            "Conflicting reference versions for \"\(name)\": it means version \(first.version) of "
                + "\"\(first.subject)\" and version \(second.version) of \"\(second.subject)\"")
    }

    public static func tooManyReferences(limit: Int) -> RegistryError {
        RegistryError(
            .invalidSchema,
            "Invalid reference: the schema refers, directly and over others, to more than \(limit) schemas")
    }

    /// An id that no schema can have.
    public static func invalidID(_ number: Int) -> RegistryError {
        RegistryError(.invalidSchema, "Invalid schema id \(number): ids are from 1 to 2^31-1")
    }

    /// Names of fields that begin with `$$`, which are reserved.
    public static func reservedFields(_ names: [String]) -> RegistryError {
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        return RegistryError(
            .invalidSchema, "Invalid schema: names of fields that begin with \"$$\" are reserved: \(list)")
    }

    /// A part of a schema that is not there, to be tagged.
    public static func entityNotFound(_ path: String) -> RegistryError {
        RegistryError(.invalidSchema, "Invalid schema: there is no entity with path '\(path)' to tag")
    }

    public static let versionIsNotNext = RegistryError(
        .invalidSchema, "Version is not one more than previous version")

    public static func incompatible(_ subject: Subject, _ messages: [String]) -> RegistryError {
        RegistryError(
            .incompatibleSchema,
            "Schema being registered is incompatible with an earlier schema for subject \"\(subject)\", "
                + "details: [\(messages.joined(separator: ", "))]")
    }
}

// MARK: - What is not permitted

extension RegistryError {
    /// A registration that names its own id, which only an import may.
    public static func notInImportMode(_ subject: Subject) -> RegistryError {
        notPermitted(subject, "is not in import mode")
    }

    /// A registration without an id where only imports may write.
    public static func notInReadWriteMode(_ subject: Subject) -> RegistryError {
        notPermitted(subject, "is not in read-write mode")
    }

    public static func inReadOnlyMode(_ subject: Subject) -> RegistryError {
        notPermitted(subject, "is in read-only mode")
    }

    private static func notPermitted(_ subject: Subject, _ why: String) -> RegistryError {
        let context = subject.context.isStandard ? "" : subject.context.name
        return RegistryError(.operationNotPermitted, "Subject \(subject) in context \(context) \(why)")
    }

    /// Settings of a context, or of all, that may not be changed.
    public static func inReadOnlyMode(_ context: Context) -> RegistryError {
        RegistryError(
            .operationNotPermitted,
            "Subject null in context \(context.isStandard ? "" : context.name) is in read-only mode")
    }

    /// An import of another schema under an id that is taken.
    public static func idIsTaken(_ id: SchemaID, in context: Context) -> RegistryError {
        RegistryError(
            .operationNotPermitted,
            "Overwrite new schema with id \(id) in context \(context.name) is not permitted.")
    }

    /// An import of another schema as a version that is taken.
    public static func versionIsTaken(_ subject: Subject, _ version: Version) -> RegistryError {
        RegistryError(
            .operationNotPermitted,
            "Subject '\(subject)' has another schema as version \(version); an import does not replace it.")
    }

    public static let subjectsExist = RegistryError(
        .operationNotPermitted, "Cannot import since found existing subjects")

    public static let modesAreFixed = RegistryError(.operationNotPermitted, "Mode changes are not allowed")

    public static func contextNotEmpty(_ context: Context) -> RegistryError {
        RegistryError(.contextNotEmpty, "The specified context '\(context.name)' is not empty.")
    }

    public static func noVersionLeft(_ subject: Subject) -> RegistryError {
        RegistryError(
            .operationNotPermitted, "Subject '\(subject)' has a version 2^31-1, after which no number is left")
    }
}

// MARK: - What a request says

extension RegistryError {
    public static func invalidSubject(_ text: String) -> RegistryError {
        RegistryError(.invalidSubject, "The specified subject '\(text)' is not a valid.")
    }

    public static func invalidVersion(_ text: String) -> RegistryError {
        RegistryError(
            .invalidVersion,
            "The specified version '\(text)' is not a valid version id. "
                + "Allowed values are between [1, 2^31-1] and the string \"latest\"")
    }

    public static let invalidCompatibilityLevel = RegistryError(
        .invalidCompatibilityLevel,
        "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, "
            + "forward_transitive, and full_transitive")

    public static let invalidMode = RegistryError(
        .invalidMode, "Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD.")

    public static let forwardIsGlobal = RegistryError(.invalidMode, "Forward mode only supported on global level")

    /// A context whose name cannot stand in a path.
    public static func invalidContext(_ text: String) -> RegistryError {
        RegistryError(.malformedRequest, "The context '\(text)' holds a colon inside its name")
    }

    /// A body that is not JSON.
    public static func malformedBody(_ reason: String) -> RegistryError {
        RegistryError(.malformedRequest, "The request body is not JSON: \(reason)")
    }

    /// A field of the wrong type: where it is, what it should be.
    public static func malformedField(_ pointer: String, expected: String) -> RegistryError {
        RegistryError(.malformedRequest, "The request body is malformed: \(pointer) must be \(expected)")
    }

    /// A parameter of the query that has another value than it may have.
    public static func invalidParameter(_ name: String, _ value: String, allowed: [String]) -> RegistryError {
        RegistryError(
            .malformedRequest,
            "The parameter \(name) is '\(value)'; it must be one of \(allowed.joined(separator: ", "))")
    }

    public static func missingBody(_ argument: String) -> RegistryError {
        RegistryError(.missingBody, "\(argument) must not be null (was null)")
    }

    /// A refusal of the HTTP layer itself, in the words of the protocol.
    public static func http(_ code: Code, _ status: Int, _ reason: String) -> RegistryError {
        RegistryError(code, "HTTP \(status) \(reason)")
    }
}

// MARK: - Rule sets

extension RegistryError {
    private static func invalidRuleSet(_ reason: String) -> RegistryError {
        RegistryError(.invalidRuleSet, "Invalid rule set: \(reason)")
    }

    public static func invalidRuleName(_ name: String, limit: Int) -> RegistryError {
        invalidRuleSet(
            "the name '\(name)' of a rule must begin with a letter or an underscore and have at most \(limit) characters"
        )
    }

    public static func repeatedRuleName(_ name: String) -> RegistryError {
        invalidRuleSet("the name '\(name)' is given to two rules")
    }

    public static func ruleWithoutType(_ name: String) -> RegistryError {
        invalidRuleSet("the rule '\(name)' has no type")
    }

    public static func ruleModeMisplaced(_ rule: RuleSet.Rule, _ phase: RuleSet.Phase) -> RegistryError {
        let modes = phase.modes.map(\.rawValue).joined(separator: ", ")
        return invalidRuleSet(
            "the rule '\(rule.name)' of \(phase.rawValue) has mode \(rule.mode.rawValue), which must be one of \(modes)"
        )
    }

    public static let ruleSetAndChanges = invalidRuleSet("ruleSet excludes rulesToMerge and rulesToRemove")
}

// MARK: - The store

extension RegistryError {
    public static func storeFailure(_ what: String) -> RegistryError { RegistryError(.storeFailure, what) }

    /// A schema that was accepted once and is refused now.
    public static func storedSchemaUnreadable(
        _ subject: Subject, _ version: Version, _ reason: RegistryError,
        consequence: String = "nothing can be compared with it"
    ) -> RegistryError {
        RegistryError(
            .storedSchemaUnreadable,
            "Version \(version) of '\(subject)' is stored but cannot be read, so \(consequence): \(reason.message)")
    }

    /// An answer that has to wait for the end of the body and cannot.
    public static func answerNotKept(_ reason: String) -> RegistryError {
        RegistryError(.internalFailure, "The answer cannot be kept until the body ends: \(reason)")
    }

    /// An answer that is much longer than its request.
    public static func answerTooLong(limit: Int) -> RegistryError {
        RegistryError(
            .bodyTooLarge,
            "The answer to this body would be longer than \(limit) bytes; ask for output=flag or for answer=summary")
    }

    /// The server does not serve, for a while or for good.
    public static func unavailable(_ reason: String) -> RegistryError { RegistryError(.unavailable, reason) }

    public static let serverIsStopping = unavailable("The server is about to stop.")

    public static let storeIsFull = storeFailure(
        "The disk of the registry's store is full; nothing was changed. Free some space and try again.")

    public static let storeIsReadOnly = storeFailure(
        "The registry's store cannot be written to: its file or disk is read-only; nothing was changed.")

    public static let storeIsBusy = storeFailure(
        "The registry's store is locked by another process for too long; try again.")

    public static let storeIsDamaged = storeFailure(
        "The registry's store is damaged. Restore it from a backup; the server's log names the place.")

    public static let storeDiskFails = storeFailure(
        "The disk of the registry's store reports errors; the server's log names them.")

    public static let storeFails = storeFailure(
        "The registry's store failed; the server's log says how.")

    public static let storeIsClosed = storeFailure("The registry's store is closed.")

    public static let storeIsNewer = storeFailure(
        "The registry's store was upgraded by a newer program while this one was running; restart with that program.")

    /// An event of the log that is not what this program writes.
    public static func eventUnreadable(kind: String, member: String) -> RegistryError {
        storeFailure("The registry's log is damaged: an event of kind '\(kind)' has no readable \"\(member)\".")
    }

    /// A context in which every number was given once.
    public static func idsExhausted(_ context: Context) -> RegistryError {
        storeFailure("Context '\(context.name)' has given its last schema id, 2^31-1.")
    }

    /// The state that a decision was taken on has changed since; take it again.
    public static let conflict = RegistryError(
        .conflict, "The subject was changed by others at the same time; try again.")
}

// MARK: - Opening the store

extension RegistryError {
    public static func storeNotOpened(_ path: String, _ reason: StoreOpenReason) -> RegistryError {
        let what =
            switch reason {
            case .directoryMissing: "its directory does not exist"
            case .isDirectory: "it is a directory; name a file in it"
            case .notPermitted: "this user may not read and write the file or may not create files in its directory"
            case .readOnly: "the file or its directory is read-only"
            case .noFile: "the path names no file"
            case .foreign: "the file is an SQLite database of another program"
            case .notDatabase: "the file is not an SQLite database"
            case .damaged: "the file is damaged; restore it from a backup"
            case .busy: "another process holds it locked"
            case .full: "the disk is full"
            case .newer(let version, let known):
                "it was written by a newer version of this program (format \(version), this one knows up to \(known)); "
                    + "use that version"
            case .noWriteAheadLog:
                "its file system has no shared memory, which the write-ahead log needs; use a local disk"
            case .other(let message): message
            }
        return storeFailure("The store '\(path)' cannot be opened: \(what).")
    }

    /// Why a store's file is not opened.
    public enum StoreOpenReason: Sendable, Hashable {
        case directoryMissing, isDirectory, notPermitted, readOnly, noFile
        case foreign, notDatabase, damaged
        case busy, full
        /// The format of the file, and the newest one that this program knows.
        case newer(version: Int, known: Int)
        case noWriteAheadLog
        /// In the words of the engine.
        case other(String)
    }
}
