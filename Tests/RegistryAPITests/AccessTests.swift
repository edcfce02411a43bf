import Governance
import JSONCore
import RegistryCore
import SchemaCore
import TestSupport
import Testing

@testable import HTTP
@testable import RegistryAPI

/// Every endpoint, asked by everybody: who may, who may not, and what they are told.
@Suite struct AccessTests {
    /// Somebody with a token.
    struct Person: CustomStringConvertible {
        var role: Role
        /// Whether they are in the team that owns the subject of the examples.
        var isOwner: Bool
        var name: String { "\(role.rawValue)-\(isOwner ? "owner" : "other")" }
        var description: String { name }
    }

    private static let people = Role.allCases.flatMap { role in
        [true, false].map { Person(role: role, isOwner: $0) }
    }

    /// A store in which the example of a route changes something, with a token for everybody.
    private static func store(for route: Route<Endpoint>) -> MemoryStore {
        let store = MemoryStore()
        let owners = people.filter(\.isOwner).map(\.name)
        for change in RouteExamples.changes(before: route, members: owners) { store.force(change) }
        for person in people {
            let token = Token(
                id: person.name, principal: Principal(name: person.name), role: person.role,
                hash: TokenSecret("secret of \(person.name)").hash)
            store.force(.recordSet(Record.Key(.token, token.id), token.json, reason: nil))
        }
        return store
    }

    private static func send(
        _ route: Route<Endpoint>, to store: MemoryStore, authorization: String?
    ) throws -> Response {
        let station = try Station(store: store, authentication: Authentication(.token))
        let (target, body) = RouteExamples.changing(route)
        return try InMemory(api: station.api).send(
            route.method, target, authorization.map { [.init(name: "Authorization", value: $0)] } ?? [],
            Array(body.utf8))
    }

    private static func text(_ response: Response) throws -> (code: Int64?, message: String) {
        let json = try JSON(parsing: response.body)
        return (json["error_code"]?.number?.int64, json["message"]?.string ?? "")
    }

    /// Whether an action is about a subject, so that its owner decides.
    private static func needsOwner(_ action: Action) -> Bool {
        switch action {
        case .read, .check, .administer, .createKey: false
        case .register, .registerUnchecked, .delete, .configure, .setMode, .moveLifecycle, .assignOwner, .setPolicy,
            .proposeWaiver,
            .decideWaiver:
            true
        }
    }

    /// What an endpoint answers to a person, from the design alone: the least role of each action, then the owner.
    private static func isAllowed(_ person: Person, _ action: Action, _ route: Route<Endpoint>) -> Bool {
        let least: [Action: Role] = [
            .read: .reader, .check: .reader, .register: .writer, .createKey: .writer, .proposeWaiver: .writer,
            .delete: .steward,
            .configure: .steward, .setMode: .steward, .moveLifecycle: .steward, .assignOwner: .steward,
            .setPolicy: .steward, .decideWaiver: .steward, .administer: .admin, .registerUnchecked: .admin,
        ]
        guard let role = least[action], person.role >= role else { return false }
        if person.role == .admin { return true }
        // The other team takes what is offered to it, and what has an owner is not claimed.
        if ["acceptTransfer", "setOwner"].contains(route.endpoint.name) { return false }
        return !needsOwner(action) || person.isOwner
    }

    @Test func everyEndpointAnswersEverybodyAsTheirRoleAndTeamSay() throws {
        for route in API.routes {
            for person in Self.people {
                let store = Self.store(for: route)
                let head = try store.head()
                let response = try Self.send(route, to: store, authorization: "Bearer secret of \(person.name)")
                let place = "\(route.method.rawValue) \(route.template) by \(person)"
                guard case .may(let action) = route.endpoint.access else {
                    #expect(response.status < 400, "\(place)")
                    continue
                }
                // Of many requests in one each has its own answer.
                let isOfMany = response.status == 207
                let isRefused =
                    [401, 403].contains(response.status)
                    || isOfMany && String(decoding: response.body, as: UTF8.self).contains("40301")
                if Self.isAllowed(person, action, route) {
                    #expect(!isRefused, "\(place): \(String(decoding: response.body, as: UTF8.self))")
                } else {
                    #expect(isRefused, "\(place)")
                    #expect(try store.head() == head, "\(place) was refused and wrote")
                    if isOfMany { continue }
                    let (code, message) = try Self.text(response)
                    #expect(code == 40301)
                    #expect(
                        message.hasPrefix("'\(person.name)' may not ") || message.contains("offer a transfer"),
                        "\(message)")
                    #expect(message.contains("admin"), "\(place) says nobody to ask: \(message)")
                }
            }
        }
    }

    /// The routes are asked, not a list: one that writes without asking for the owner fails here.
    @Test func noRouteWritesForAStewardOfAnotherTeam() throws {
        let outsider = "Bearer secret of steward-other"
        // A key that wraps others belongs to nobody.
        for route in API.routes where route.endpoint.access != .may(.createKey) {
            let store = Self.store(for: route)
            let head = try store.head()
            _ = try Self.send(route, to: store, authorization: outsider)
            #expect(try store.head() == head, "\(route.method.rawValue) \(route.template) wrote")
        }
    }

    /// Otherwise the test above would show nothing.
    @Test func everyExampleOfAWritingRouteWrites() throws {
        // They have something sent, and write no event.
        let sending = ["testWebhook", "redeliver"]
        for route in API.routes where !sending.contains(route.endpoint.name) {
            guard case .may(let action) = route.endpoint.access, ![.read, .check].contains(action), route.method != .get
            else { continue }
            let store = Self.store(for: route)
            let head = try store.head()
            _ = try Self.send(route, to: store, authorization: "Bearer secret of admin-other")
            #expect(try store.head() > head, "\(route.method.rawValue) \(route.template) did not write")
        }
    }

    @Test func nobodyComesInWithoutAToken() throws {
        let wrong: [String?] = [
            nil, "", "Bearer", "Bearer ", "Bearer nothing", "Basic", "Basic ***", "Basic c2VjcmV0", "Digest x",
            "Basic " + Self.base64("user:nothing"), "secret of admin-owner",
        ]
        for route in API.routes {
            for authorization in route.template == "/subjects" ? wrong : Array(wrong.prefix(5)) {
                let response = try Self.send(route, to: Self.store(for: route), authorization: authorization)
                guard case .may = route.endpoint.access else {
                    #expect(response.status < 400)
                    continue
                }
                #expect(response.status == 401, "\(route.template): \(authorization ?? "nothing")")
                #expect(try Self.text(response).code == 40101)
                #expect(response.headers["WWW-Authenticate"]?.hasPrefix("Basic realm=") == true)
            }
        }
    }

    @Test func aTokenIsTakenAsThePasswordOfBasicCredentials() throws {
        let route = try #require(API.routes.first { $0.endpoint.name == "whoAmI" })
        for user in ["", "anybody", "writer-owner"] {
            let response = try Self.send(
                route, to: Self.store(for: route),
                authorization: "Basic " + Self.base64("\(user):secret of writer-owner"))
            let json = try JSON(parsing: response.body)
            #expect(json["principal"] == "writer-owner" && json["role"] == "writer" && json["teams"] == ["t"])
        }
    }

    @Test func theAdministratorOfTheEnvironmentIsInNoStore() throws {
        let station = try Station(
            store: MemoryStore(), authentication: Authentication(.token, admin: TokenSecret("of the environment")))
        func status(_ secret: String) throws -> Int {
            try InMemory(api: station.api).send(
                .get, "/governance/tokens", [.init(name: "Authorization", value: "Bearer \(secret)")]
            ).status
        }
        #expect(try status("of the environment") == 200)
        #expect(try status("of the environmenT") == 401)
    }

    @Test func aTokenEndsWhenItExpiresAndWhenItIsRevoked() throws {
        let store = MemoryStore()
        let station = try Station(store: store)
        let registry = station.registry
        let (token, secret) = try registry.createToken(
            TokenRequest(
                principal: Principal(name: "ci"), role: .writer, expires: Timestamp(microseconds: 60_000_000)),
            by: .local)
        #expect(try registry.caller(presenting: secret).principal.name == "ci")
        #expect(try registry.tokens().first?.lastUsed != nil)
        store.wait(seconds: 120)
        #expect(throws: RegistryError.tokenExpired(token.id)) { try registry.caller(presenting: secret) }
        try registry.revokeToken(token.id, reason: "old", by: .local)
        #expect(throws: RegistryError.unauthenticated) { try registry.caller(presenting: secret) }
    }

    @Test func aTokenWritesOnlyToTheSubjectsOfItsPatterns() throws {
        let store = MemoryStore()
        let station = try Station(store: store)
        let (_, secret) = try station.registry.createToken(
            TokenRequest(
                principal: Principal(name: "ci"), role: .writer, patterns: [try SubjectPattern(parsing: "orders-*")]),
            by: .local)
        let caller = try station.registry.caller(presenting: secret)
        func register(_ name: String) throws {
            _ = try station.registry.register(
                RegistrationRequest(candidate: Candidate(type: .json, text: "true"), subject: Subject(name: name)),
                by: caller)
        }
        try register("orders-value")
        let refusal = #expect(throws: RegistryError.self) { try register("payments-value") }
        #expect(
            refusal?.message
                == "'ci' may not write to 'payments-value': the token reaches only 'orders-*'. Ask an admin for another one."
        )
    }

    /// Who may break readers deliberately is an approver of a waiver, or an administrator; policies hold for both.
    @Test func registeringWithoutAComparisonTakesAnAdministratorAndKeepsThePolicies() throws {
        let station = try Station(store: MemoryStore())
        let registry = station.registry
        func caller(_ role: Role) -> Caller { Caller(principal: Principal(name: role.rawValue), role: role) }
        func register(_ text: String, by role: Role) throws {
            _ = try registry.register(
                RegistrationRequest(
                    candidate: Candidate(type: .json, text: text), subject: Subject(name: "s"), checking: .skipped),
                by: caller(role))
        }
        try register(#"{"type":"string"}"#, by: .admin)
        for role in [Role.writer, .steward] {
            let refusal = #expect(throws: RegistryError.self) { try register(#"{"type":"integer"}"#, by: role) }
            #expect(refusal?.code == .forbidden)
            #expect(refusal?.message.contains("register without a comparison") == true)
        }
        try register(#"{"type":"integer"}"#, by: .admin)
        _ = try registry.set(
            Policy(json: ["pattern": "*", "rules": ["require-title": "error"]], name: "p"), by: caller(.admin))
        let refusal = #expect(throws: RegistryError.self) { try register(#"{"type":"boolean"}"#, by: .admin) }
        #expect(refusal?.code == .policyViolation)
    }

    @Test func aTokenTakesAndRefusesNoSubjectThatItDoesNotReach() throws {
        let store = MemoryStore()
        let station = try Station(store: store)
        let registry = station.registry
        let subject = Subject(name: "payments-value")
        for team in ["a", "b"] {
            store.force(.recordSet(Record.Key(.team, team), ["members": ["ci"]], reason: nil))
        }
        store.force(.recordSet(Record.Key(.owner, of: subject), ["team": "a"], reason: nil))
        _ = try registry.offer(subject, to: "b", reason: nil, isForced: false, by: .local)
        let caller = Caller(
            principal: Principal(name: "ci"), role: .steward, patterns: [try SubjectPattern(parsing: "orders-*")])
        let refusals = [
            #expect(throws: RegistryError.self) { try registry.acceptTransfer(of: subject, reason: nil, by: caller) },
            #expect(throws: RegistryError.self) { try registry.rejectTransfer(of: subject, reason: nil, by: caller) },
        ]
        for refusal in refusals { #expect(refusal?.message.contains("reaches only 'orders-*'") == true) }
        #expect(try registry.transfer(of: subject).to == "b")
    }

    private static func base64(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var (result, bytes) = ("", Array(text.utf8)[...])
        while !bytes.isEmpty {
            let group = Array(bytes.prefix(3))
            bytes = bytes.dropFirst(3)
            let bits = (0..<3).reduce(0) { $0 << 8 | ($1 < group.count ? Int(group[$1]) : 0) }
            for position in 0..<4 {
                result.append(position <= group.count ? alphabet[bits >> (18 - 6 * position) & 63] : "=")
            }
        }
        return result
    }
}
