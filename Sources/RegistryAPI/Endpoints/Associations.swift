internal import Governance
internal import HTTP
internal import RegistryCore
internal import SchemaCore

/// `/associations`: which subjects describe the data of a topic.
///
/// Confluent's serializers ask before they first use a topic, and derive the subject from the topic's name when the
/// answer is empty.
enum Associations {
    static let creating: [RegistryError.Code] = [
        .associationExists, .associationForSubjectExists, .strongAssociationExists, .tooManyAssociations,
        .noActiveVersion, .associationFrozen, .invalidAssociation, .incompatibleSchema, .invalidSchema, .invalidSubject,
        .invalidRuleSet, .operationNotPermitted, .storeFailure, .conflict,
    ]
    private static let listing: [RegistryError.Code] = [.malformedRequest, .routeNotFound, .storeFailure]

    static let routes: [Route<Endpoint>] = [
        Route(
            .post, "/associations",
            Endpoint("createAssociations", .may(.register), input: .body, refusals: creating, create)),
        Route(
            .put, "/associations/resources/{resource}",
            Endpoint("updateAssociations", .may(.register), input: .body, refusals: creating, update)),
        Route(
            .get, "/associations/resources/{resource}",
            Endpoint("listAssociationsOfResource", .may(.read), source: .store, refusals: listing, listOfResource)),
        Route(
            .delete, "/associations/resources/{resource}",
            Endpoint(
                "deleteAssociations", .may(.register), success: 204,
                refusals: [
                    .malformedRequest, .associationNotFound, .associationFrozen, .operationNotPermitted,
                    .referenceExists, .storeFailure, .conflict,
                ], delete)),
        Route(
            .get, "/associations/resources/{namespace}/{name}",
            Endpoint("listAssociations", .may(.read), source: .store, refusals: listing, list)),
        Route(
            .get, "/associations/subjects/{subject}",
            Endpoint("listAssociationsOfSubject", .may(.read), source: .store, refusals: listing, listOfSubject)),
    ]

    // MARK: Reading

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        answer(
            try call.registry.associations(
                ofResourcesNamed: call.parameters["name"], in: call.parameters["namespace"]),
            try AssociationFilter(call), try call.page())
    }

    @Sendable private static func listOfResource(_ call: Call) throws(RegistryError) -> Answer {
        answer(
            try call.registry.associations(ofResource: call.parameters["resource"]), try AssociationFilter(call),
            try call.page())
    }

    @Sendable private static func listOfSubject(_ call: Call) throws(RegistryError) -> Answer {
        answer(
            try call.registry.associations(with: Subject(qualifiedName: call.parameters["subject"])),
            try AssociationFilter(call), try call.page())
    }

    private static func answer(
        _ associations: [Association], _ filter: AssociationFilter, _ page: Page
    ) -> Answer {
        .json { body in body.array(page.of(associations.filter(filter.includes))) { $0.value($1) } }
    }

    // MARK: Writing

    @Sendable private static func create(_ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        return try associate(fields, resource: try fields.optional("resourceId", .string) ?? "", .create, call)
    }

    @Sendable private static func update(_ call: Call) throws(RegistryError) -> Answer {
        try associate(try call.fields(), resource: call.parameters["resource"], .createOrUpdate, call)
    }

    private static func associate(
        _ fields: Fields, resource id: String, _ action: AssociationRequest.Action, _ call: Call
    ) throws(RegistryError) -> Answer {
        let request = try AssociationRequest(fields, resource: id, in: try call.contextOfSubjects()) { _ in action }
        let results = try call.registry.associate(request, call.execution, by: call.caller)
        return .json { $0.value(results, of: request.resource) }
    }

    @Sendable private static func delete(_ call: Call) throws(RegistryError) -> Answer {
        let filter = try AssociationFilter(call)
        try call.registry.dissociate(
            resource: call.parameters["resource"], type: filter.resourceType, parts: filter.parts,
            cascades: call.flag("cascadeLifecycle"), call.execution, by: call.caller)
        return .nothing
    }
}

/// Which associations a request is about.
struct AssociationFilter {
    var resourceType: String?
    /// None for all.
    var parts: [Association.Part] = []
    /// None for all.
    var lifecycles: [Association.Lifecycle] = []

    /// Whether the request names nothing to filter by.
    var isOpen: Bool { resourceType == nil && parts.isEmpty && lifecycles.isEmpty }

    func includes(_ association: Association) -> Bool {
        (resourceType == nil || association.resource.type == resourceType)
            && (parts.isEmpty || parts.contains(association.part))
            && (lifecycles.isEmpty || lifecycles.contains(association.lifecycle))
    }
}

extension AssociationFilter {
    /// - Throws: `.malformedRequest` for a part or a lifecycle that there is not.
    init(_ call: Call) throws(RegistryError) {
        self.init(
            resourceType: call.request.query["resourceType"], parts: try call.named("associationType"),
            lifecycles: try call.named("lifecycle"))
    }
}

extension Call {
    /// The values of a parameter that may be repeated, as names of an enumeration in any case.
    fileprivate func named<Name: RawRepresentable<String> & CaseIterable>(
        _ parameter: String
    ) throws(RegistryError) -> [Name] {
        var names: [Name] = []
        for text in request.query.all(parameter) where !text.isEmpty {
            guard let name = Name.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else {
                throw .invalidParameter(parameter, text, allowed: Name.allCases.map(\.rawValue))
            }
            names.append(name)
        }
        return names
    }
}

extension Call {
    /// What subjects without a context are in.
    func contextOfSubjects() throws(RegistryError) -> Context {
        guard let text = request.query["context"] else { return .standard }
        return try Context(inPath: text)
    }

    var execution: Execution { flag("dryRun") ? .dry : .real }
}

extension AssociationRequest {
    /// - Parameters:
    ///   - context: what a subject without a context is in.
    ///   - action: what is to be done, as an object of `associations` says.
    init(
        _ fields: Fields, resource id: String, in context: Context,
        _ action: (Fields) throws(RegistryError) -> Action
    ) throws(RegistryError) {
        let resource = Association.Resource(
            id: id, namespace: try fields.optional("resourceNamespace", .string) ?? "-",
            name: try fields.optional("resourceName", .string) ?? "",
            type: try fields.optional("resourceType", .string) ?? Association.Resource.topic)
        var entries: [Entry] = []
        for entry in try fields.objects("associations") {
            entries.append(try Entry(try action(entry), entry, of: resource, in: context))
        }
        self.init(resource: resource, entries: entries)
    }
}

extension AssociationRequest.Entry {
    fileprivate init(
        _ action: AssociationRequest.Action, _ fields: Fields, of resource: Association.Resource,
        in context: Context
    ) throws(RegistryError) {
        let part: Association.Part = try fields.optional("associationType", .named()) ?? .value
        let name = try fields.optional("subject", .string).flatMap { $0.isEmpty ? nil : $0 }
        let subject = try name.map { (name) throws(RegistryError) in try Subject(parsing: name, from: context) }
        let own = subject ?? Subject(qualifiedName: Association.standardSubject(of: resource, part))
        let schema = try fields.object("schema").map {
            (fields) throws(RegistryError) in try Candidate(fields, in: own.context)
        }
        self.init(
            action, part: part, subject: subject, lifecycle: try fields.optional("lifecycle", .named()),
            isFrozen: try fields.optional("frozen", .boolean), schema: schema,
            normalization: try fields.optional("normalize", .boolean) == true ? .always : .asConfigured)
    }
}

extension JSONBody {
    /// Associations of a resource, as answers to those who make them have them.
    mutating func value(_ results: [AssociationResult], of resource: Association.Resource) {
        object {
            $0.members(of: resource)
            $0.member("associations") { $0.array(results) { $0.value($1) } }
        }
    }

    fileprivate mutating func members(of resource: Association.Resource) {
        member("resourceName", resource.name)
        member("resourceNamespace", resource.namespace)
        member("resourceId", resource.id)
        member("resourceType", resource.type)
    }

    mutating func value(_ association: Association) {
        object {
            $0.member("subject", association.subject.qualifiedName)
            $0.member("guid") { $0.value(association.guid) }
            $0.members(of: association.resource)
            $0.member("associationType", association.part.rawValue)
            $0.member("lifecycle", association.lifecycle.rawValue)
            $0.member("frozen", association.isFrozen)
            if let created = association.created { $0.member("createTs", created.milliseconds) }
            if let updated = association.updated { $0.member("updateTs", updated.milliseconds) }
        }
    }

    fileprivate mutating func value(_ result: AssociationResult) {
        object {
            $0.member("subject", result.association.subject.qualifiedName)
            $0.member("associationType", result.association.part.rawValue)
            $0.member("lifecycle", result.association.lifecycle.rawValue)
            $0.member("frozen", result.association.isFrozen)
            if let schema = result.schema { $0.member("schema") { $0.value(schema) } }
        }
    }
}
