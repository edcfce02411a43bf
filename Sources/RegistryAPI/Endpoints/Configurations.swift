internal import HTTP
internal import RegistryCore
internal import SchemaCore

/// `/config`: the level that new schemas must keep, for all subjects and for one.
enum Configurations {
    static let routes: [Route<Endpoint>] = [
        Route(.get, "/config", Endpoint("getGlobalConfig", refusals: [.storeFailure], readGlobal)),
        Route(
            .put, "/config",
            Endpoint(
                "updateGlobalConfig", input: .body, refusals: [.invalidCompatibilityLevel, .storeFailure, .conflict],
                updateGlobal)),
        Route(.delete, "/config", Endpoint("deleteGlobalConfig", refusals: [.storeFailure, .conflict], deleteGlobal)),
        Route(
            .get, "/config/{subject}",
            Endpoint("getSubjectConfig", refusals: [.compatibilityNotConfigured, .storeFailure], read)),
        Route(
            .put, "/config/{subject}",
            Endpoint(
                "updateSubjectConfig", input: .body,
                refusals: [.invalidCompatibilityLevel, .invalidSubject, .storeFailure, .conflict], update)),
        Route(
            .delete, "/config/{subject}",
            Endpoint("deleteSubjectConfig", refusals: [.subjectNotFound, .storeFailure, .conflict], delete)),
    ]

    // MARK: Global

    @Sendable private static func readGlobal(_ call: Call) throws(RegistryError) -> Answer {
        answer(try call.registry.configuration(of: .global), levelAs: "compatibilityLevel")
    }

    @Sendable private static func updateGlobal(_ call: Call) throws(RegistryError) -> Answer {
        try update(.global, call)
    }

    @Sendable private static func deleteGlobal(_ call: Call) throws(RegistryError) -> Answer {
        answer(
            try call.registry.clearConfiguration(of: .global, by: call.principal), levelAs: "compatibilityLevel")
    }

    // MARK: Of a subject

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        let subject = try call.subject(orThrow: RegistryError.compatibilityNotConfigured)
        let configuration =
            call.flag("defaultToGlobal")
            ? try call.registry.configurationInForce(for: .subject(subject))
            : try call.registry.configuration(of: .subject(subject))
        return answer(configuration, levelAs: "compatibilityLevel")
    }

    @Sendable private static func update(_ call: Call) throws(RegistryError) -> Answer {
        try update(.subject(try call.subject()), call)
    }

    @Sendable private static func delete(_ call: Call) throws(RegistryError) -> Answer {
        let scope = Scope.subject(try call.existingSubject())
        return answer(
            try call.registry.clearConfiguration(of: scope, by: call.principal), levelAs: "compatibilityLevel")
    }

    // MARK: Both

    private static func update(_ scope: Scope, _ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        // The name in answers to GET is taken as well; upstream would drop what is written under it in silence.
        let level = try fields.patch(fields.has("compatibility") ? "compatibility" : "compatibilityLevel", .string)
        let patch = ConfigurationPatch(
            level: try level.map { (name) throws(RegistryError) in try CompatibilityLevel(parsing: name) },
            normalize: try fields.patch("normalize", .boolean))
        return answer(try call.registry.configure(scope, patch, by: call.principal), levelAs: "compatibility")
    }

    private static func answer(_ configuration: Configuration, levelAs name: String) -> Answer {
        .json { body in
            body.object {
                if let normalize = configuration.normalize { $0.member("normalize", normalize) }
                if let level = configuration.level { $0.member(name, level.rawValue) }
            }
        }
    }
}
