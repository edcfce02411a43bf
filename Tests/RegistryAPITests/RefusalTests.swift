import Governance
import HTTP
import JSONCore
import RegistryCore
import SchemaCore
import TestSupport
import Testing

@testable import RegistryAPI

/// What every endpoint answers when negotiation, the body or the store fails.
@Suite struct RefusalTests {
    let store = MemoryStore()
    let station: Station
    var api: InMemory { InMemory(api: station.api) }

    init() throws { station = try Station(store: store) }

    /// The number in an error's body, which must have nothing but it and a message.
    private func number(_ response: Response) throws -> Int? {
        let json = try JSON(parsing: response.body)
        #expect(json.object?.names == ["error_code", "message"], "\(json.text)")
        #expect(json["message"]?.string?.isEmpty == false)
        return json["error_code"]?.number?.int64.map { Int($0) }
    }

    private func register() throws {
        #expect(
            try api.send(
                .post, "/subjects/s/versions", #"{"schemaType":"JSON","schema":"{\"type\":\"string\"}"}"#
            ).status == 200)
    }

    @Test func everyEndpointRefusesToAnswerInOtherTypes() throws {
        for route in API.routes {
            let (target, body) = RouteExamples.example(route)
            let response = try api.send(
                route.method, target, [.init(name: "Accept", value: "text/html, image/*")], Array(body.utf8))
            #expect(response.status == 406, "\(route.template)")
            #expect(try number(response) == 406)
        }
        #expect(try store.head() == .zero)
    }

    @Test func everyEndpointWithABodyRefusesOtherTypesAndOtherTexts() throws {
        for route in API.routes {
            let (target, _) = RouteExamples.example(route)
            func send(_ body: String, _ type: String = "application/json") throws -> Response {
                try api.send(
                    route.method, target, [.init(name: "Content-Type", value: type)], Array(body.utf8))
            }
            switch route.endpoint.input {
            case .none: continue
            case .body:
                for nothing in ["", "null", " null "] {
                    #expect(try number(try send(nothing)) == 422, "\(route.template)")
                }
            case .optionalBody: #expect(try [200, 404].contains(send("null").status))
            case .documents:
                #expect(try number(try send("{}", "text/xml")) == 415, "\(route.template)")
                continue
            }
            #expect(try number(try send("{}", "text/xml")) == 415, "\(route.template)")
            for text in ["{", "[]", "1", "\"a\"", "{\"a\":1,\"a\":2}", "\u{0}", "{}{}"] {
                #expect(try number(try send(text)) == 400, "\(route.template): \(text)")
            }
        }
        #expect(try store.head() == .zero)
    }

    @Test func aSlashAtTheEndLeadsToTheSameEndpoint() throws {
        for route in API.routes where route.template != "/" {
            let (target, body) = RouteExamples.example(route)
            #expect(try api.send(route.method, target + "/", body).route == route.template)
        }
    }

    @Test func everyReadingAnswersToHEADAsToGET() throws {
        try register()
        for route in API.routes where route.method == .get {
            let (target, _) = RouteExamples.example(route)
            let (get, head) = (try api.send(.get, target), try api.send(.head, target))
            #expect(head.status == get.status && head.headers == get.headers && head.body == get.body, "\(target)")
        }
    }

    @Test func everyPathRefusesTheMethodsThatItDoesNotHave() throws {
        for path in Set(API.routes.map(\.template)) {
            var allowed = API.routes.filter { $0.template == path }.map(\.method)
            if allowed.contains(.get) { allowed.append(.head) }
            for method in HTTP.Method.allCases where !allowed.contains(method) {
                guard let route = API.routes.first(where: { $0.template == path }) else { continue }
                let response = try api.send(method, RouteExamples.example(route).target)
                #expect(response.status == 405, "\(method) \(path)")
                #expect(try number(response) == 405)
                let names = response.headers["Allow"]?.split(separator: ", ").map(String.init) ?? []
                #expect(Set(names) == Set(allowed.map(\.rawValue)), "\(path)")
            }
        }
    }

    @Test func aFailingStoreIsAnErrorOfTheServerWhereverItIsAsked() throws {
        try register()
        for change in RouteExamples.records() { store.force(change) }
        store.fail(with: .storeFailure("The disk is full"))
        for route in API.routes {
            let (target, body) = RouteExamples.example(route)
            let response = try api.send(route.method, target, body)
            if route.endpoint.refusals.contains(.storeFailure) {
                #expect(response.status == 500, "\(route.template)")
                #expect(
                    String(decoding: response.body, as: UTF8.self)
                        == #"{"error_code":50001,"message":"The disk is full"}"#)
            } else if route.endpoint.refusals.contains(.unavailable) {
                #expect(response.status == 503, "\(route.template)")
            } else {
                #expect(response.status == route.endpoint.success, "\(route.template)")
            }
        }
        store.fail(with: nil)
        #expect(try api.send(.get, "/health/ready").status == 200)
    }

    @Test func whoLosesEveryRaceIsToldToTryAgain() throws {
        for route in API.routes where route.endpoint.refusals.contains(.conflict) {
            let store = MemoryStore()
            let station = try Station(store: store)
            let api = InMemory(api: station.api)
            for change in RouteExamples.changes(before: route) { store.force(change) }
            let subject = RouteExamples.subject
            for _ in 0..<4 {
                store.interfere {
                    $0.force(
                        .configurationSet(.global, Configuration(level: .full)),
                        .configurationSet(.subject(subject), Configuration(level: CompatibilityLevel.none)),
                        .associationSet(RouteExamples.association(.value)),
                        .recordSet(Record.Key(.team, "x"), Team(name: "x").json, reason: nil))
                }
            }
            let (target, body) = RouteExamples.changing(route)
            let head = try store.head()
            let response = try api.send(route.method, target, body)
            #expect(response.status == 503, "\(route.method) \(route.template)")
            #expect(
                String(decoding: response.body, as: UTF8.self)
                    == #"{"error_code":503,"message":"The subject was changed by others at the same time; try again."}"#
            )
            // Four events of each disturbance, and nothing else.
            #expect(try store.head().number == head.number + 16)
        }
    }

    @Test func aSubjectThatHasAThousandAssociationsTakesNoMore() throws {
        try register()
        for number in 1...Registry.associationsLimit {
            store.force(
                .associationSet(
                    Association(
                        resource: .init(id: "id-\(number)", namespace: "-", name: "t\(number)"), part: .value,
                        subject: Subject(name: "s"), lifecycle: .weak, isFrozen: false)))
        }
        let head = try store.head()
        let request = #"{"resourceName":"t","resourceId":"r","associations":[{"subject":"s"}]}"#
        let message = "A maximum of 1000 associations already exist"
        for (method, target) in [(HTTP.Method.post, "/associations"), (.put, "/associations/resources/r")] {
            let response = try api.send(method, target, request)
            #expect(response.status == 409)
            #expect(
                String(decoding: response.body, as: UTF8.self) == #"{"error_code":40902,"message":"\#(message)"}"#)
        }
        let batch = try api.send(.post, "/associations:batchMutate", #"{"requests":[\#(request)]}"#)
        #expect(
            String(decoding: batch.body, as: UTF8.self)
                == #"{"results":[{"error":{"error_code":40902,"message":"\#(message)"}}]}"#)
        #expect(try store.head() == head)
        // One that is there already is as it was, and one that goes makes room.
        let known = #"{"resourceName":"t1","resourceId":"id-1","associations":[{"subject":"s"}]}"#
        #expect(try api.send(.post, "/associations", known).status == 200)
        #expect(try api.send(.delete, "/associations/resources/id-1").status == 204)
        #expect(try api.send(.post, "/associations", request).status == 200)
    }

    @Test func withAStoredSchemaThatCannotBeReadNothingIsCompatible() throws {
        store.force(
            .versionRegistered(
                Registration(
                    subject: Subject(name: "s"), version: .first, definition: Definition(type: .json, text: "{"))))
        let body = #"{"schemaType":"JSON","schema":"true"}"#
        let refused = try api.send(.post, "/subjects/s/versions", body)
        #expect(refused.status == 409)
        #expect(try number(refused) == 40901)
        let checked = try JSON(
            parsing: try api.send(.post, "/compatibility/subjects/s/versions/1?verbose=true&findings=true", body).body)
        #expect(checked["is_compatible"] == false)
        #expect(
            checked["messages"]?.array?.first?.string?.hasPrefix(
                "Version 1 is stored but cannot be read, so that nothing can be compared with it: ") == true)
        #expect(checked["findings"]?.array?.first?["rule"] == "SCHEMA_UNREADABLE")
        // It can still be read as it is, and followed by what is not compared with it.
        #expect(try api.send(.get, "/subjects/s/versions/1/schema").body == [UInt8(ascii: "{")])
        #expect(try api.send(.post, "/subjects/s/versions?force=true", body).status == 200)
    }

    @Test func whatTheServerRefusesIsAnErrorLikeAnyOther() throws {
        for refusal in Refusal.allCases {
            let headers = Headers([.init(name: "Accept", value: "application/json")])
            let response = station.api.refuse(refusal, headers: headers)
            #expect(response.status == refusal.status.code)
            #expect(response.headers["Content-Type"] == "application/json")
            #expect(try number(response) == refusal.status.code)
            #expect(
                try JSON(parsing: response.body)["message"]?.string
                    == "HTTP \(refusal.status.code) \(refusal.status.reason)")
        }
    }

    @Test func aServerThatIsAboutToStopIsNotReadyButAnswers() throws {
        #expect(try api.send(.get, "/health/ready").status == 200)
        station.api.drain()
        let response = try api.send(.get, "/health/ready")
        #expect(response.status == 503)
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == #"{"error_code":503,"message":"The server is about to stop."}"#)
        #expect(try api.send(.get, "/health/live").status == 200)
        #expect(try api.send(.get, "/subjects").status == 200)
    }

    @Test func everyCodeHasANumberThatBeginsWithItsStatus() {
        for code in RegistryError.Code.allCases {
            let wire = code.wire
            #expect((400...599).contains(wire.status))
            #expect(wire.number == wire.status || wire.number / 100 == wire.status, "\(code)")
        }
    }

    @Test func theRouteIsNamedInEveryAnswerThatHasOne() throws {
        #expect(try api.send(.get, "/subjects/a%2Fb/versions/7").route == "/subjects/{subject}/versions/{version}")
        #expect(try api.send(.get, "/subjects/a/b/c/d").route == nil)
    }
}
