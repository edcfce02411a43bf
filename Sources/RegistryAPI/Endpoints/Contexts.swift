internal import Governance
internal import HTTP
internal import RegistryCore
internal import SchemaCore

/// `/contexts`: the namespaces of subjects and schema numbers.
enum Contexts {
    static let routes: [Route<Endpoint>] = [
        Route(
            .get, "/contexts",
            Endpoint("listContexts", .may(.read), source: .store, refusals: [.routeNotFound, .storeFailure], list)),
        Route(
            .delete, "/contexts/{context}",
            Endpoint(
                "deleteContext", .may(.administer), success: 204,
                refusals: [.malformedRequest, .contextNotEmpty, .storeFailure, .conflict], delete)),
    ]

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let page = try call.page()
        let prefix = call.request.query["contextPrefix"] ?? ""
        let contexts = try call.registry.contexts().filter { $0.name.utf8.starts(with: prefix.utf8) }
        return .json { body in body.array(page.of(contexts)) { $0.value($1.name) } }
    }

    @Sendable private static func delete(_ call: Call) throws(RegistryError) -> Answer {
        try call.registry.deleteContext(try Context(inPath: call.parameters["context"]), by: call.caller)
        return .nothing
    }
}
