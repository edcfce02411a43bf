internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/config`: what new schemas must keep, for all subjects, for those of a context, and for one.
enum Configurations {
    static let routes = ScopedSettings(
        path: "/config", name: "Config", missing: { .compatibilityNotConfigured($0) }, right: .configure,
        writing: [
            .invalidCompatibilityLevel, .invalidSubject, .invalidRuleSet, .operationNotPermitted, .storeFailure,
            .conflict,
        ],
        read: read, update: update, delete: delete
    ).routes

    @Sendable private static func read(_ scope: Scope, _ call: Call) throws(RegistryError) -> Answer {
        switch call.inheritance {
        case .own: answer(try call.registry.configuration(of: scope))
        case .inForce: answer(try call.registry.configurationInForce(for: scope))
        }
    }

    // MARK: Writing

    @Sendable private static func update(_ scope: Scope, _ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        let configuration = try call.registry.configure(scope, by: call.caller) {
            (configuration) throws(RegistryError) in
            try apply(fields, to: &configuration)
        }
        return answer(configuration, levelAs: "compatibility")
    }

    /// Takes over what a request says.
    ///
    /// Levels have any case and two names: that of answers to GET is taken as well, where upstream would drop what is
    /// written under it in silence. A policy that is not known changes nothing, as upstream has it.
    ///
    /// - Parameter others: members that are there for something else.
    static func apply(
        _ fields: Fields, to configuration: inout Configuration, without others: [String] = []
    ) throws(RegistryError) {
        var own = [Configuration.levelName] + others
        let levelName = fields.has("compatibility") ? "compatibility" : Configuration.levelName
        if fields.has(levelName) {
            configuration.level = try fields.optional(levelName, .string).map {
                (name) throws(RegistryError) in try CompatibilityLevel(parsing: name)
            }
        }
        if let policy = try fields.optional("compatibilityPolicy", .string) {
            own.append("compatibilityPolicy")
            configuration.policy = CompatibilityPolicy(rawValue: policy.uppercased()) ?? configuration.policy
        }
        try fields.merge(into: &configuration, without: own)
    }

    @Sendable private static func delete(_ scope: Scope, _ call: Call) throws(RegistryError) -> Answer {
        answer(try call.registry.clearConfiguration(of: scope, by: call.caller))
    }

    // MARK: Answers

    private static func answer(
        _ configuration: Configuration, levelAs levelName: String = Configuration.levelName
    ) -> Answer {
        .json { body in
            body.object { body in
                for member in configuration.payload.object?.members ?? [] {
                    body.member(member.name == Configuration.levelName ? levelName : member.name) {
                        $0.value(member.value)
                    }
                }
            }
        }
    }
}
