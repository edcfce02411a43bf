import JSONCore
import TestSupport
import Testing

@testable import HTTP
@testable import RegistryAPI

/// Every endpoint that changes something, asked what would come of it.
@Suite struct TrialTests {
    private static func send(_ route: Route<Endpoint>, _ query: String, to store: MemoryStore) throws -> Response {
        let (target, body) = RouteExamples.changing(route)
        return try InMemory(api: try Station(store: store).api).send(
            route.method, target + query, [], Array(body.utf8))
    }

    @Test func whatIsTriedIsAnsweredAsIfItWasDoneAndIsNot() throws {
        var tried = 0
        for route in API.routes where route.method != .get && route.endpoint.mayWrite {
            let store = MemoryStore()
            for change in RouteExamples.changes(before: route) { store.force(change) }
            let head = try store.head()
            let trial = try Self.send(route, "?dryRun=true", to: store)
            let place = "\(route.method.rawValue) \(route.template)"
            #expect(try store.head() == head, "\(place) wrote")
            guard route.endpoint.canBeTried else {
                #expect(trial.status == 400, "\(place)")
                continue
            }
            #expect(trial.headers["Accord-Dry-Run"] == "true", "\(place)")
            let deed = try Self.send(route, "", to: store)
            #expect(try store.head() > head, "\(place) does not write at all")
            #expect(trial.status == deed.status, "\(place): \(String(decoding: trial.body, as: UTF8.self))")
            #expect(deed.headers["Accord-Dry-Run"] == nil, "\(place)")
            #expect(try Self.names(trial) == Self.names(deed), "\(place)")
            tried += 1
        }
        #expect(tried > 30)
    }

    /// What an answer tells, without the values: times and ids differ.
    private static func names(_ response: Response) throws -> [String] {
        guard !response.body.isEmpty else { return [] }
        return try JSON(parsing: response.body).object?.names ?? []
    }

    @Test func aChangesetIsTriedByTheParameterToo() throws {
        let store = MemoryStore()
        let route = try #require(API.routes.first { $0.endpoint.name == "applyChanges" })
        for change in RouteExamples.changes(before: route) { store.force(change) }
        let head = try store.head()
        #expect(try Self.send(route, "?dryRun=true", to: store).status == 200)
        #expect(try store.head() == head)
    }
}
