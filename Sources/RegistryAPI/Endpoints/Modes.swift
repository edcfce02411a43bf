internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/mode`: what may be written, for all subjects, for those of a context, and for one.
enum Modes {
    static let routes = ScopedSettings(
        path: "/mode", name: "Mode", missing: { .modeNotConfigured($0) }, right: .setMode,
        writing: [.invalidMode, .operationNotPermitted, .referenceExists, .storeFailure, .conflict],
        read: read, update: update, delete: delete
    ).routes

    @Sendable private static func read(_ scope: Scope, _ call: Call) throws(RegistryError) -> Answer {
        switch call.inheritance {
        case .own: answer(try call.registry.mode(of: scope))
        case .inForce: answer(try call.registry.modeInForce(for: scope))
        }
    }

    /// `null` removes the mode; a body without one is a mistake rather than that.
    @Sendable private static func update(_ scope: Scope, _ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        guard fields.has("mode") else { throw .invalidMode }
        let mode = try fields.optional("mode", .string).map { (name) throws(RegistryError) in try Mode(parsing: name) }
        try call.registry.setMode(mode, of: scope, call.flag("force") ? .forced : .checked, by: call.caller)
        return answer(mode)
    }

    @Sendable private static func delete(_ scope: Scope, _ call: Call) throws(RegistryError) -> Answer {
        let removal: ModeRemoval = call.flag("recursive") ? .recursive : .scopeAlone
        return answer(try call.registry.clearMode(of: scope, removal, by: call.caller))
    }

    private static func answer(_ mode: Mode?) -> Answer {
        .json { body in
            body.object { if let mode { $0.member("mode", mode.rawValue) } }
        }
    }
}
