internal import SchemaCore

/// How a refusal goes over the wire.
struct WireCode: Hashable {
    /// The status of the answer.
    var status: Int
    /// What the answer's `error_code` says; five digits where clients tell several reasons for one status apart.
    var number: Int

    init(_ status: Int, _ number: Int? = nil) {
        self.status = status
        self.number = number ?? status
    }
}

extension RegistryError.Code {
    /// The status and number of this refusal, as Confluent's registry (8.x) has them; our own have a tens digit of 2.
    var wire: WireCode {
        switch self {
        case .malformedRequest: WireCode(400)
        case .unauthenticated: WireCode(401, 40101)
        case .forbidden: WireCode(403, 40301)
        case .routeNotFound: WireCode(404)
        case .subjectNotFound: WireCode(404, 40401)
        case .versionNotFound: WireCode(404, 40402)
        case .schemaNotFound: WireCode(404, 40403)
        case .subjectSoftDeleted: WireCode(404, 40404)
        case .subjectNotSoftDeleted: WireCode(404, 40405)
        case .versionSoftDeleted: WireCode(404, 40406)
        case .versionNotSoftDeleted: WireCode(404, 40407)
        case .compatibilityNotConfigured: WireCode(404, 40408)
        case .modeNotConfigured: WireCode(404, 40409)
        case .associationNotFound: WireCode(404, 40410)
        case .teamNotFound: WireCode(404, 40420)
        case .ownerNotFound: WireCode(404, 40421)
        case .transferNotFound: WireCode(404, 40422)
        case .policyNotFound: WireCode(404, 40423)
        case .waiverNotFound: WireCode(404, 40424)
        case .tokenNotFound: WireCode(404, 40425)
        case .webhookNotFound: WireCode(404, 40426)
        case .keyNotFound: WireCode(404, 40470)
        case .keySoftDeleted: WireCode(404, 40471)
        case .keyNotSoftDeleted: WireCode(404, 40472)
        case .methodNotAllowed: WireCode(405)
        case .notAcceptable: WireCode(406)
        case .incompatibleSchema: WireCode(409, 40901)
        case .tooManyAssociations: WireCode(409, 40902)
        case .associationExists: WireCode(409, 40903)
        case .associationForSubjectExists: WireCode(409, 40904)
        case .strongAssociationExists: WireCode(409, 40905)
        case .noActiveVersion: WireCode(409, 40907)
        case .associationFrozen: WireCode(409, 40908)
        case .illegalMove: WireCode(409, 40920)
        case .teamInUse: WireCode(409, 40921)
        case .waiverDecided: WireCode(409, 40922)
        case .keyExists: WireCode(409, 40971)
        case .preconditionFailed: WireCode(412, 41201)
        case .bodyTooLarge: WireCode(413)
        case .unsupportedMediaType: WireCode(415)
        case .missingBody: WireCode(422)
        case .invalidSchema, .storedSchemaUnreadable: WireCode(422, 42201)
        case .invalidVersion: WireCode(422, 42202)
        case .invalidCompatibilityLevel: WireCode(422, 42203)
        case .invalidMode: WireCode(422, 42204)
        case .operationNotPermitted: WireCode(422, 42205)
        case .referenceExists: WireCode(422, 42206)
        case .invalidSubject: WireCode(422, 42208)
        case .invalidRuleSet: WireCode(422, 42210)
        case .contextNotEmpty: WireCode(422, 42211)
        case .invalidAssociation: WireCode(422, 42212)
        case .versionRetired: WireCode(422, 42220)
        case .invalidLifecycle: WireCode(422, 42221)
        case .policyViolation: WireCode(422, 42222)
        case .invalidGovernance: WireCode(422, 42223)
        case .invalidKey: WireCode(422, 42271)
        case .keyInUse: WireCode(422, 42272)
        case .internalFailure: WireCode(500)
        case .storeFailure: WireCode(500, 50001)
        // Both pass, and clients try again on 503.
        case .conflict, .unavailable: WireCode(503)
        }
    }
}

extension RegistryError {
    /// The body of the answer.
    var wireBody: [UInt8] { Self.wireBody(code.wire.number, message) }

    /// The body of every answer that refuses something: these two members and no other.
    static func wireBody(_ number: Int, _ message: String) -> [UInt8] {
        var body = JSONBody()
        body.error(number, message)
        return body.bytes
    }
}

extension JSONBody {
    /// An error inside an answer.
    mutating func value(_ error: RegistryError) { self.error(error.code.wire.number, error.message) }

    fileprivate mutating func error(_ number: Int, _ message: String) {
        object {
            $0.member("error_code", number)
            $0.member("message", message)
        }
    }
}
