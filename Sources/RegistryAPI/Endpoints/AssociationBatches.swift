internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/associations:batchGet` and `/associations:batchMutate`: the associations of many resources in one request.
///
/// Each of `requests` is about one resource and has one of `results` in its place, with `result` or with `error`. One
/// that fails changes nothing, and leaves the others as they are.
enum AssociationBatches {
    static let routes: [Route<Endpoint>] = [
        Route(
            .post, "/associations:batchGet",
            Endpoint("getAssociationBatch", .may(.read), input: .body, success: 207, read)),
        Route(
            .post, "/associations:batchMutate",
            Endpoint("changeAssociationBatch", .may(.register), input: .body, success: 207, change)),
    ]

    /// What came of one request of many.
    private typealias Outcome = Result<(resource: Association.Resource, results: [AssociationResult]), RegistryError>

    private static func answer(
        _ call: Call, _ one: (Fields) throws(RegistryError) -> (Association.Resource, [AssociationResult])
    ) throws(RegistryError) -> Answer {
        var outcomes: [Outcome] = []
        for fields in try call.fields().objects("requests") {
            do throws(RegistryError) {
                outcomes.append(.success(try one(fields)))
            } catch {
                outcomes.append(.failure(error))
            }
        }
        return .json { body in
            body.object {
                $0.member("results") {
                    $0.array(outcomes) { body, outcome in
                        body.object {
                            switch outcome {
                            case .success(let (resource, results)):
                                $0.member("result") { $0.value(results, of: resource) }
                            case .failure(let error): $0.member("error") { $0.value(error) }
                            }
                        }
                    }
                }
            }
        }
    }

    // MARK: Reading

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        let withSchemas = call.flag("includeSchemas")
        return try answer(call) { (fields) throws(RegistryError) in
            let associations = try associations(fields, call.registry)
            guard let resource = associations.first?.resource else {
                throw .associationNotFound(try name(fields))
            }
            guard associations.allSatisfy({ $0.resource == resource }) else {
                throw .invalidAssociation(
                    "resourceNamespace", "must be given where several have a resource of the name")
            }
            var results: [AssociationResult] = []
            for association in associations {
                let schema = withSchemas ? try call.registry.latestVersion(of: association.subject) : nil
                results.append(AssociationResult(association: association, schema: schema))
            }
            return (resource, results)
        }
    }

    private static func associations(
        _ fields: Fields, _ registry: Registry
    ) throws(RegistryError) -> [Association] {
        let filter = try AssociationFilter(fields)
        let found: [Association]
        if let id = try fields.optional("resourceId", .string), !id.isEmpty {
            found = try registry.associations(ofResource: id)
        } else {
            let namespace = try fields.optional("resourceNamespace", .string) ?? "-"
            found = try registry.associations(ofResourcesNamed: try name(fields), in: namespace)
        }
        return found.filter(filter.includes)
    }

    /// What the resource is asked for by.
    private static func name(_ fields: Fields) throws(RegistryError) -> String {
        for name in ["resourceId", "resourceName"] {
            if let text = try fields.optional(name, .string), !text.isEmpty { return text }
        }
        throw .invalidAssociation("resourceName", "must be given where no resourceId is")
    }

    // MARK: Writing

    @Sendable private static func change(_ call: Call) throws(RegistryError) -> Answer {
        let context = try call.contextOfSubjects()
        return try answer(call) { (fields) throws(RegistryError) in
            let request = try AssociationRequest(
                fields, resource: try fields.optional("resourceId", .string) ?? "", in: context
            ) { (entry) throws(RegistryError) in
                try entry.optional("type", .named()) ?? .createOrUpdate
            }
            return (request.resource, try call.registry.associate(request, call.execution, by: call.caller))
        }
    }
}

extension AssociationFilter {
    /// The same conditions as members of an object.
    fileprivate init(_ fields: Fields) throws(RegistryError) {
        self.init(
            resourceType: try fields.optional("resourceType", .string),
            parts: try fields.array("associationTypes", .named()),
            lifecycles: try fields.optional("lifecycle", .named()).map { [$0] } ?? [])
    }
}
