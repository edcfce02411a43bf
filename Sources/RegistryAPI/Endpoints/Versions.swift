internal import Governance
internal import HTTP
internal import RegistryCore
internal import SchemaCore

/// `/subjects/{subject}/versions`: registering, reading and deleting versions.
enum Versions {
    private static let readingRefusals: [RegistryError.Code] = [
        .subjectNotFound, .versionNotFound, .invalidVersion, .storeFailure,
    ]

    static let routes: [Route<Endpoint>] = [
        Route(
            .get, "/subjects/{subject}/versions",
            Endpoint(
                "listVersions", .may(.read), source: .storeKept,
                refusals: [.subjectNotFound, .routeNotFound, .storeFailure], list)),
        Route(
            .post, "/subjects/{subject}/versions",
            Endpoint(
                "register", .may(.register), input: .body,
                refusals: [
                    .incompatibleSchema, .invalidSchema, .invalidSubject, .invalidRuleSet, .operationNotPermitted,
                    .policyViolation, .versionRetired, .storeFailure, .conflict,
                ], register)),
        Route(
            .get, "/subjects/{subject}/versions/{version}",
            Endpoint("getVersion", .may(.read), source: .storeKept, refusals: readingRefusals, read)),
        Route(
            .get, "/subjects/{subject}/versions/{version}/schema",
            Endpoint("getVersionText", .may(.read), source: .storeKept, refusals: readingRefusals, readText)),
        Route(
            .get, "/subjects/{subject}/versions/{version}/referencedby",
            Endpoint(
                "listReferrers", .may(.read), source: .store, refusals: readingRefusals + [.routeNotFound],
                listReferrers)),
        Route(
            .delete, "/subjects/{subject}/versions/{version}",
            Endpoint(
                "deleteVersion", .may(.delete),
                refusals: readingRefusals + [
                    .versionSoftDeleted, .versionNotSoftDeleted, .referenceExists, .operationNotPermitted, .conflict,
                ], delete)),
        Route(
            .post, "/subjects/{subject}/versions/{version}/tags",
            Endpoint(
                "tagVersion", .may(.register), input: .body,
                refusals: readingRefusals + [
                    .invalidSchema, .invalidRuleSet, .incompatibleSchema, .operationNotPermitted,
                    .policyViolation, .versionRetired, .conflict,
                ], tag)),
    ]

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let versions = try call.registry.versions(
            of: try call.existingSubject(), deleted: call.deletedInList, page: try call.page())
        let marksDeleted = call.flag("deletedAsNegative")
        return .json { body in
            body.array(versions) { body, version in
                body.value(marksDeleted && version.isDeleted ? -version.version.number : version.version.number)
            }
        }
    }

    @Sendable private static func register(_ call: Call) throws(RegistryError) -> Answer {
        let subject = try call.subject()
        let fields = try call.fields()
        return .registered(
            try call.registry.register(try RegistrationRequest(fields, under: subject, call), by: call.caller))
    }

    private static func version(_ call: Call, _ deleted: Deleted) throws(RegistryError) -> RegisteredVersion {
        let selector = try call.version()
        return try call.registry.version(selector, of: try call.existingSubject(), deleted: deleted)
    }

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        let version = try version(call, call.deleted)
        return .version(version, call.referenceFormat, tags: try call.foundTags(in: version.schema))
    }

    /// Registers a version's schema anew with other tags, metadata or rules.
    @Sendable private static func tag(_ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        let subject = try call.existingSubject()
        let definition = try call.registry.version(try call.version(), of: subject).schema.definition
        var candidate = Candidate(definition)
        candidate.metadata = try fields.optional("metadata", as: Metadata.init(json:)) ?? definition.metadata
        candidate.ruleSet = try ruleSet(fields, changing: definition.ruleSet)
        return .registered(
            try call.registry.register(
                RegistrationRequest(
                    candidate: candidate, subject: subject,
                    target: try RegistrationRequest.Target(fields, "newVersion"),
                    tagChanges: TagChanges(
                        adding: try fields.entityTags("tagsToAdd"), removing: try fields.entityTags("tagsToRemove"))),
                by: call.caller))
    }

    /// The rules that a request gives, or those that are there with its changes.
    private static func ruleSet(_ fields: Fields, changing present: RuleSet?) throws(RegistryError) -> RuleSet? {
        let own = try fields.optional("ruleSet", as: RuleSet.init(json:))
        let merged = try fields.optional("rulesToMerge", as: RuleSet.init(json:))
        let removed = try fields.optional("rulesToRemove", .strings) ?? []
        guard merged != nil || !removed.isEmpty else { return own ?? present }
        guard own == nil else { throw .ruleSetAndChanges }
        return RuleSet.merged(present?.without(removed), merged)
    }

    @Sendable private static func readText(_ call: Call) throws(RegistryError) -> Answer {
        .text(try version(call, call.deleted))
    }

    @Sendable private static func listReferrers(_ call: Call) throws(RegistryError) -> Answer {
        let selector = try call.version()
        let page = try call.page()
        let ids = try call.registry.referrers(to: selector, of: try call.existingSubject(), deleted: call.deleted)
        return .json { body in body.array(page.of(ids)) { $0.value($1.number) } }
    }

    @Sendable private static func delete(_ call: Call) throws(RegistryError) -> Answer {
        let selector = try call.version()
        let version = try call.registry.delete(
            selector, of: try call.existingSubject(), call.deletion, by: call.caller)
        return .json { $0.value(version.number) }
    }
}
