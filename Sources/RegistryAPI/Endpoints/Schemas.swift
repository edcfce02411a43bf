internal import HTTP
internal import RegistryCore
internal import SchemaCore

/// `/schemas`: schemas by number and by identity, whatever subjects carry them.
enum Schemas {
    /// The most that one answer of the list holds.
    private static let listLimit = 1000

    private static let readingRefusals: [RegistryError.Code] = [.schemaNotFound, .routeNotFound, .storeFailure]

    static let routes: [Route<Endpoint>] = [
        Route(.get, "/schemas", Endpoint("listSchemas", refusals: [.routeNotFound, .storeFailure], list)),
        Route(.get, "/schemas/types", Endpoint("listSchemaTypes", listTypes)),
        Route(.get, "/schemas/ids/{id}", Endpoint("getSchema", source: .storeAlone, refusals: readingRefusals, read)),
        Route(
            .get, "/schemas/ids/{id}/schema",
            Endpoint("getSchemaText", source: .storeAlone, refusals: readingRefusals, readText)),
        Route(
            .get, "/schemas/ids/{id}/subjects",
            Endpoint("listSubjectsOfSchema", refusals: readingRefusals, listSubjects)),
        Route(
            .get, "/schemas/ids/{id}/versions",
            Endpoint("listVersionsOfSchema", refusals: readingRefusals, listVersions)),
        Route(
            .get, "/schemas/guids/{guid}",
            Endpoint("getSchemaByGUID", source: .storeAlone, refusals: [.schemaNotFound, .storeFailure], readByGUID)),
        Route(.get, "/schemas/guids/{guid}/ids", Endpoint("listIDsOfGUID", refusals: [.storeFailure], listIDs)),
    ]

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let prefix = SubjectPrefix(call.request.query["subjectPrefix"] ?? "")
        let versions = try call.registry.registeredVersions(
            in: prefix.context, prefix: prefix.name, deleted: call.deleted,
            depth: call.flag("latestOnly") ? .latest : .all, page: try call.page(maximum: listLimit))
        return .json { body in body.array(versions) { $0.value($1, call.referenceFormat) } }
    }

    @Sendable private static func listTypes(_ call: Call) -> Answer {
        .json { body in body.array(call.registry.types) { $0.value($1.name) } }
    }

    // MARK: By number

    /// The context that a request for a number means: that of the `subject` it names, else the default one.
    private static func subject(_ call: Call) -> Subject? {
        call.request.query["subject"].map(Subject.init(qualifiedName:))
    }

    private static func version(_ call: Call) throws(RegistryError) -> RegisteredVersion {
        let subject = subject(call)
        return try call.registry.schema(try call.id(), in: subject?.context ?? .standard, under: subject)
    }

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        let version = try version(call)
        let highest = call.flag("fetchMaxId") ? try call.registry.highestID(in: version.subject.context) : nil
        return .json(capacity: Answer.capacity(for: version.schema)) { body in
            body.object {
                $0.place(of: version)
                $0.content(of: version.schema, in: version.subject.context, call.referenceFormat)
                $0.state(of: version)
                if let highest { $0.member("maxId", highest.number) }
            }
        }
    }

    @Sendable private static func readText(_ call: Call) throws(RegistryError) -> Answer {
        .text(try version(call).schema)
    }

    @Sendable private static func listSubjects(_ call: Call) throws(RegistryError) -> Answer {
        let page = try call.page()
        let context = subject(call)?.context ?? .standard
        let uses = try call.registry.uses(of: try call.id(), in: context, deleted: call.deleted)
        // Several versions of a subject may carry one schema; they stand side by side.
        var subjects: [Subject] = []
        for use in uses where subjects.last != use.subject { subjects.append(use.subject) }
        return .json { body in body.array(page.of(subjects)) { $0.value($1.qualifiedName) } }
    }

    @Sendable private static func listVersions(_ call: Call) throws(RegistryError) -> Answer {
        let page = try call.page()
        let context = subject(call)?.context ?? .standard
        let uses = try call.registry.uses(of: try call.id(), in: context, deleted: call.deleted)
        return .json { body in
            body.array(page.of(uses)) { body, use in
                body.object {
                    $0.member("subject", use.subject.qualifiedName)
                    $0.member("version", use.version.number)
                }
            }
        }
    }

    // MARK: By identity

    @Sendable private static func readByGUID(_ call: Call) throws(RegistryError) -> Answer {
        let text = call.parameters["guid"]
        guard let guid = GUID(parsing: text) else { throw .schemaNotFound(text) }
        let schema = try call.registry.schema(guid)
        return .json(capacity: Answer.capacity(for: schema)) { body in
            body.object { $0.content(of: schema, in: .standard) }
        }
    }

    @Sendable private static func listIDs(_ call: Call) throws(RegistryError) -> Answer {
        let ids = try GUID(parsing: call.parameters["guid"]).map { (guid) throws(RegistryError) in
            try call.registry.ids(of: guid)
        }
        return .json { body in
            body.array(ids ?? []) { body, entry in
                body.object {
                    $0.member("context", entry.context.name)
                    $0.member("id", entry.id.number)
                }
            }
        }
    }
}
