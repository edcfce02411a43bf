internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/config`: what new schemas must keep, for all subjects, for those of a context, and for one.
enum Configurations {
    private static let writing: [RegistryError.Code] = [
        .invalidCompatibilityLevel, .invalidSubject, .invalidRuleSet, .operationNotPermitted, .storeFailure, .conflict,
    ]

    static let routes: [Route<Endpoint>] = [
        Route(.get, "/config", Endpoint("getGlobalConfig", .may(.read), refusals: [.storeFailure], readGlobal)),
        Route(
            .put, "/config",
            Endpoint("updateGlobalConfig", .may(.administer), input: .body, refusals: writing, updateGlobal)),
        Route(
            .delete, "/config",
            Endpoint(
                "deleteGlobalConfig", .may(.administer), refusals: [.operationNotPermitted, .storeFailure, .conflict],
                deleteGlobal)),
        Route(
            .get, "/config/{subject}",
            Endpoint("getSubjectConfig", .may(.read), refusals: [.compatibilityNotConfigured, .storeFailure], read)),
        Route(
            .put, "/config/{subject}",
            Endpoint("updateSubjectConfig", .may(.configure), input: .body, refusals: writing, update)),
        Route(
            .delete, "/config/{subject}",
            Endpoint(
                "deleteSubjectConfig", .may(.configure),
                refusals: [.subjectNotFound, .operationNotPermitted, .storeFailure, .conflict],
                delete)),
    ]

    // MARK: Reading

    @Sendable private static func readGlobal(_ call: Call) throws(RegistryError) -> Answer {
        try read(.global, call)
    }

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        try read(try call.scope(orThrow: RegistryError.compatibilityNotConfigured), call)
    }

    private static func read(_ scope: Scope, _ call: Call) throws(RegistryError) -> Answer {
        switch call.inheritance {
        case .own: answer(try call.registry.configuration(of: scope))
        case .inForce: answer(try call.registry.configurationInForce(for: scope))
        }
    }

    // MARK: Writing

    @Sendable private static func updateGlobal(_ call: Call) throws(RegistryError) -> Answer {
        try update(.global, call)
    }

    @Sendable private static func update(_ call: Call) throws(RegistryError) -> Answer {
        try update(try call.scope(), call)
    }

    private static func update(_ scope: Scope, _ call: Call) throws(RegistryError) -> Answer {
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
    private static func apply(_ fields: Fields, to configuration: inout Configuration) throws(RegistryError) {
        var own = [Configuration.levelName]
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

    @Sendable private static func deleteGlobal(_ call: Call) throws(RegistryError) -> Answer {
        answer(try call.registry.clearConfiguration(of: .global, by: call.caller))
    }

    @Sendable private static func delete(_ call: Call) throws(RegistryError) -> Answer {
        let scope = try call.scope(orThrow: RegistryError.subjectNotFound)
        return answer(try call.registry.clearConfiguration(of: scope, by: call.caller))
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
