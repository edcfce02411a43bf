internal import Governance
internal import HTTP
internal import RegistryCore
internal import SchemaCore

/// `/schemas`: schemas by number and by identity, whatever subjects carry them.
enum Schemas {
    /// The most that one answer of the list holds.
    private static let listLimit = 1000

    private static let readingRefusals: [RegistryError.Code] = [.schemaNotFound, .routeNotFound, .storeFailure]

    static let routes: [Route<Endpoint>] = [
        Route(
            .get, "/schemas",
            Endpoint(
                "listSchemas", .may(.read), source: .store,
                refusals: [.malformedRequest, .routeNotFound, .storeFailure], list)),
        Route(.get, "/schemas/types", Endpoint("listSchemaTypes", .may(.read), listTypes)),
        Route(
            .get, "/schemas/ids/{id}",
            Endpoint("getSchema", .may(.read), source: .storeKept, refusals: readingRefusals, read)),
        Route(
            .get, "/schemas/ids/{id}/schema",
            Endpoint("getSchemaText", .may(.read), source: .storeKept, refusals: readingRefusals, readText)),
        Route(
            .get, "/schemas/ids/{id}/subjects",
            Endpoint("listSubjectsOfSchema", .may(.read), source: .store, refusals: readingRefusals, listSubjects)),
        Route(
            .get, "/schemas/ids/{id}/versions",
            Endpoint("listVersionsOfSchema", .may(.read), source: .store, refusals: readingRefusals, listVersions)),
        Route(
            .get, "/schemas/guids/{guid}",
            Endpoint(
                "getSchemaByGUID", .may(.read), source: .storeKept, refusals: [.schemaNotFound, .storeFailure],
                readByGUID)),
        Route(
            .get, "/schemas/guids/{guid}/ids",
            Endpoint("listIDsOfGUID", .may(.read), source: .store, refusals: [.storeFailure], listIDs)),
    ]

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let prefix = SubjectPrefix(call.request.query["subjectPrefix"] ?? "")
        let ruleType = call.request.query["ruleType"].flatMap { $0.isEmpty ? nil : $0 }
        let versions = try call.registry.registeredVersions(
            in: prefix.context, prefix: prefix.name, deleted: call.deleted,
            depth: call.flag("latestOnly") ? .latest : .all, ruleType: ruleType,
            page: try call.page(maximum: listLimit))
        let additions = try Additions(to: versions, call)
        return .json { body in
            body.array(versions) { body, version in
                body.value(version, call.referenceFormat) { additions.write(for: version.subject, into: &$0) }
            }
        }
    }

    /// What is added to the versions of a list, where the request asks for it.
    private struct Additions {
        private var aliases: [Subject: [Subject]] = [:]
        private var associations: [Subject: [Association]] = [:]

        init(to versions: [RegisteredVersion], _ call: Call) throws(RegistryError) {
            let wantsAliases = call.flag("aliases")
            let filter = try AssociationFilter(call)
            guard wantsAliases || !filter.isOpen else { return }
            for subject in Set(versions.map(\.subject)) {
                if wantsAliases { aliases[subject] = try call.registry.aliases(of: subject) }
                guard !filter.isOpen else { continue }
                associations[subject] = try call.registry.associations(with: subject).filter(filter.includes)
            }
        }

        func write(for subject: Subject, into body: inout JSONBody) {
            if let aliases = aliases[subject], !aliases.isEmpty {
                body.member("aliases") { $0.array(aliases) { $0.value($1.qualifiedName) } }
            }
            if let associations = associations[subject], !associations.isEmpty {
                body.member("associations") { $0.array(associations) { $0.value($1) } }
            }
        }
    }

    @Sendable private static func listTypes(_ call: Call) -> Answer {
        .json { body in body.array(call.registry.types) { $0.value($1.name) } }
    }

    // MARK: By number

    private static func version(_ call: Call) throws(RegistryError) -> RegisteredVersion {
        try call.registry.schema(try call.id(), under: try call.subjectOfID())
    }

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        let version = try version(call)
        let highest = call.flag("fetchMaxId") ? try call.registry.highestID(in: version.subject.context) : nil
        let tags = try call.foundTags(in: version.schema)
        let answer = Answer.json(capacity: Answer.capacity(for: version.schema)) { body in
            body.object {
                $0.place(of: version)
                $0.content(of: version.schema, in: version.subject.context, call.referenceFormat)
                $0.schemaTags(tags)
                $0.state(of: version)
                if let highest { $0.member("maxId", highest.number) }
            }
        }
        return answer.telling(of: version)
    }

    @Sendable private static func readText(_ call: Call) throws(RegistryError) -> Answer {
        .text(try version(call))
    }

    private static func uses(_ call: Call) throws(RegistryError) -> [VersionEntry] {
        let id = try call.id()
        let context = try call.registry.context(of: id, under: try call.subjectOfID())
        return try call.registry.uses(of: id, in: context, deleted: call.deleted)
    }

    @Sendable private static func listSubjects(_ call: Call) throws(RegistryError) -> Answer {
        let page = try call.page()
        let uses = try uses(call)
        // Several versions of a subject may carry one schema; they stand side by side.
        var subjects: [Subject] = []
        for use in uses where subjects.last != use.subject { subjects.append(use.subject) }
        return .json { body in body.array(page.of(subjects)) { $0.value($1.qualifiedName) } }
    }

    @Sendable private static func listVersions(_ call: Call) throws(RegistryError) -> Answer {
        let page = try call.page()
        let uses = try uses(call)
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
        let version = try call.registry.version(carrying: guid)
        let answer = Answer.json(capacity: Answer.capacity(for: version.schema)) { body in
            body.object { $0.content(of: version.schema, in: .standard) }
        }
        return answer.telling(of: version)
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
