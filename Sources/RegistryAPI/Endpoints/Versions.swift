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
                "listVersions", source: .storeAlone, refusals: [.subjectNotFound, .routeNotFound, .storeFailure], list)),
        Route(
            .post, "/subjects/{subject}/versions",
            Endpoint(
                "register", input: .body,
                refusals: [
                    .incompatibleSchema, .invalidSchema, .invalidSubject, .operationNotPermitted, .storeFailure,
                    .conflict,
                ], register)),
        Route(
            .get, "/subjects/{subject}/versions/{version}",
            Endpoint("getVersion", source: .storeAlone, refusals: readingRefusals, read)),
        Route(
            .get, "/subjects/{subject}/versions/{version}/schema",
            Endpoint("getVersionText", source: .storeAlone, refusals: readingRefusals, readText)),
        Route(
            .get, "/subjects/{subject}/versions/{version}/referencedby",
            Endpoint("listReferrers", refusals: readingRefusals + [.routeNotFound], listReferrers)),
        Route(
            .delete, "/subjects/{subject}/versions/{version}",
            Endpoint(
                "deleteVersion",
                refusals: readingRefusals + [
                    .versionSoftDeleted, .versionNotSoftDeleted, .referenceExists, .conflict,
                ], delete)),
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
        let registered = try call.registry.register(
            RegistrationRequest(
                candidate: try Candidate(fields, in: subject.context), subject: subject, target: try target(fields),
                id: try fields.optional("id", .integer).flatMap { $0 < 0 ? nil : Int($0) },
                normalization: call.normalization),
            by: call.principal)
        return .json(capacity: Answer.capacity(for: registered.schema)) { body in
            body.object {
                $0.member("id", registered.schema.id.number)
                $0.member("version", registered.version.number)
                $0.content(of: registered.schema, in: subject.context)
                $0.state(of: registered)
            }
        }
    }

    private static func target(_ fields: Fields) throws(RegistryError) -> RegistrationRequest.Target {
        switch try fields.optional("version", .integer) {
        case nil, 0: .any
        case -1: .latest
        case let number?: .number(Int(number))
        }
    }

    private static func version(_ call: Call, _ deleted: Deleted) throws(RegistryError) -> RegisteredVersion {
        let selector = try call.version()
        return try call.registry.version(selector, of: try call.existingSubject(), deleted: deleted)
    }

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        .version(try version(call, call.deleted), call.referenceFormat)
    }

    @Sendable private static func readText(_ call: Call) throws(RegistryError) -> Answer {
        .text(try version(call, call.deleted).schema)
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
            selector, of: try call.existingSubject(), call.deletion, by: call.principal)
        return .json { $0.value(version.number) }
    }
}
