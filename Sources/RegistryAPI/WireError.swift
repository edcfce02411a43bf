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
    /// The status and number of this refusal, as Confluent's registry (8.x) has them.
    var wire: WireCode {
        switch self {
        case .malformedRequest: WireCode(400)
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
        case .methodNotAllowed: WireCode(405)
        case .notAcceptable: WireCode(406)
        case .incompatibleSchema: WireCode(409, 40901)
        case .tooManyAssociations: WireCode(409, 40902)
        case .associationExists: WireCode(409, 40903)
        case .associationForSubjectExists: WireCode(409, 40904)
        case .strongAssociationExists: WireCode(409, 40905)
        case .noActiveVersion: WireCode(409, 40907)
        case .associationFrozen: WireCode(409, 40908)
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
        body.object {
            $0.member("error_code", number)
            $0.member("message", message)
        }
        return body.bytes
    }
}
