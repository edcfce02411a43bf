internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/mode`: what may be written, for all subjects, for those of a context, and for one.
enum Modes {
    private static let writing: [RegistryError.Code] = [
        .invalidMode, .operationNotPermitted, .referenceExists, .storeFailure, .conflict,
    ]

    static let routes: [Route<Endpoint>] = [
        Route(.get, "/mode", Endpoint("getGlobalMode", .may(.read), refusals: [.storeFailure], readGlobal)),
        Route(
            .put, "/mode",
            Endpoint("updateGlobalMode", .may(.administer), input: .body, refusals: writing, updateGlobal)),
        Route(
            .delete, "/mode",
            Endpoint(
                "deleteGlobalMode", .may(.administer), refusals: [.operationNotPermitted, .storeFailure, .conflict],
                deleteGlobal)),
        Route(
            .get, "/mode/{subject}",
            Endpoint("getSubjectMode", .may(.read), refusals: [.modeNotConfigured, .storeFailure], read)),
        Route(
            .put, "/mode/{subject}",
            Endpoint("updateSubjectMode", .may(.setMode), input: .body, refusals: writing + [.invalidSubject], update)),
        Route(
            .delete, "/mode/{subject}",
            Endpoint(
                "deleteSubjectMode", .may(.setMode),
                refusals: [.subjectNotFound, .operationNotPermitted, .storeFailure, .conflict],
                delete)),
    ]

    @Sendable private static func readGlobal(_ call: Call) throws(RegistryError) -> Answer {
        try read(.global, call)
    }

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        try read(try call.scope(orThrow: RegistryError.modeNotConfigured), call)
    }

    private static func read(_ scope: Scope, _ call: Call) throws(RegistryError) -> Answer {
        switch call.inheritance {
        case .own: answer(try call.registry.mode(of: scope))
        case .inForce: answer(try call.registry.modeInForce(for: scope))
        }
    }

    @Sendable private static func updateGlobal(_ call: Call) throws(RegistryError) -> Answer {
        try update(.global, call)
    }

    @Sendable private static func update(_ call: Call) throws(RegistryError) -> Answer {
        try update(try call.scope(), call)
    }

    /// `null` removes the mode; a body without one is a mistake rather than that.
    private static func update(_ scope: Scope, _ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        guard fields.has("mode") else { throw .invalidMode }
        let mode = try fields.optional("mode", .string).map { (name) throws(RegistryError) in try Mode(parsing: name) }
        try call.registry.setMode(mode, of: scope, call.flag("force") ? .forced : .checked, by: call.caller)
        return answer(mode)
    }

    @Sendable private static func deleteGlobal(_ call: Call) throws(RegistryError) -> Answer {
        try delete(.global, call)
    }

    @Sendable private static func delete(_ call: Call) throws(RegistryError) -> Answer {
        try delete(try call.scope(orThrow: RegistryError.subjectNotFound), call)
    }

    private static func delete(_ scope: Scope, _ call: Call) throws(RegistryError) -> Answer {
        let removal: ModeRemoval = call.flag("recursive") ? .recursive : .scopeAlone
        return answer(try call.registry.clearMode(of: scope, removal, by: call.caller))
    }

    private static func answer(_ mode: Mode?) -> Answer {
        .json { body in
            body.object { if let mode { $0.member("mode", mode.rawValue) } }
        }
    }
}
