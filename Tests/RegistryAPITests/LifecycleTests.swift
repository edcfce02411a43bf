import Governance
import JSONCore
import RegistryCore
import SchemaCore
import Synchronization
import TestSupport
import Testing

@testable import HTTP
@testable import RegistryAPI

/// The lifecycle of versions, over every state, move, role, owner and route that there is.
@Suite struct LifecycleTests {
    private static let subject = Subject(name: "s")
    private static let text = #"{"type":"string"}"#

    /// A store whose subject `s` has one version in a state; its sunset, if it has one, is at 1000 s.
    private static func store(in state: LifecycleState, sunset: Bool = true, members: [String] = []) -> MemoryStore {
        let store = MemoryStore()
        store.force(
            .recordSet(Record.Key(.team, "t"), Team(name: "t", members: members).json, reason: nil),
            .recordSet(Record.Key(.owner, of: subject), ["team": "t"], reason: nil),
            .versionRegistered(
                Registration(
                    subject: subject, version: .first, definition: Definition(type: .json, text: text),
                    state: state == .draft ? .draft : .active)))
        let date = Timestamp(microseconds: 1_000_000_000)
        switch state {
        case .draft, .active: break
        case .deprecated, .retired:
            store.force(
                .lifecycleSet(
                    subject, .first,
                    Lifecycle(
                        state, effective: Timestamp(microseconds: 1_000_000), sunset: sunset ? date : nil,
                        alternative: "n:2", documentation: "https://example.org")))
        }
        return store
    }

    // MARK: Moves

    /// How a move is asked for.
    private struct Manner: CaseIterable {
        static let allCases = [false, true].flatMap { force in
            [false, true].flatMap { reason in [false, true].map { Manner(force: force, reason: reason, late: $0) } }
        }

        var force: Bool
        var reason: Bool
        /// Whether the sunset is over.
        var late: Bool
    }

    /// The table of the design, written down a second time.
    private static func isLegal(
        _ from: LifecycleState, _ to: LifecycleState, isAdmin: Bool, _ manner: Manner
    ) -> Bool {
        let isForced = manner.force && manner.reason
        switch (from, to) {
        case (.draft, .active), (.draft, .retired), (.active, .deprecated), (.deprecated, .active),
            (.deprecated, .deprecated):
            return true
        case (.active, .retired): return isAdmin && isForced
        case (.deprecated, .retired): return manner.late || isForced
        case (.retired, .deprecated): return isAdmin
        default: return false
        }
    }

    @Test func everyMoveIsDecidedAsTheTableSaysForEveryRoleAndTeam() throws {
        for (from, to) in LifecycleState.allCases.flatMap({ from in LifecycleState.allCases.map { (from, $0) } }) {
            for role in Role.allCases {
                for (isOwner, manner) in [true, false].flatMap({ o in Manner.allCases.map { (o, $0) } }) {
                    let store = Self.store(in: from, members: isOwner ? ["p"] : [])
                    let token = Token(id: "p", principal: Principal(name: "p"), role: role, hash: TokenSecret("x").hash)
                    store.force(.recordSet(Record.Key(.token, "p"), token.json, reason: nil))
                    if manner.late { store.wait(seconds: 2000) }
                    let station = try Station(store: store, authentication: Authentication(.token))
                    let head = try store.head()
                    let body = JSON.object(
                        JSONObject([
                            .init(name: "state", value: .string(to.rawValue)),
                            .init(name: "force", value: .boolean(manner.force)),
                            .init(name: "reason", value: manner.reason ? "r" : .null),
                        ]))
                    let response = try InMemory(api: station.api).send(
                        .put, "/governance/subjects/s/versions/1/lifecycle",
                        [.init(name: "Authorization", value: "Bearer x")], body.utf8)
                    let place = "\(from) to \(to) by \(role), owner \(isOwner), \(manner)"
                    let isLegal = Self.isLegal(from, to, isAdmin: role == .admin, manner)
                    // The role is looked at first, then the move, then the owner.
                    let expected = role < .steward ? 403 : !isLegal ? 409 : isOwner || role == .admin ? 200 : 403
                    #expect(response.status == expected, "\(place): \(String(decoding: response.body, as: UTF8.self))")
                    let json = try JSON(parsing: response.body)
                    if expected == 409 { #expect(json["error_code"] == 40920) }
                    #expect(try store.head().number == head.number + (expected == 200 ? 1 : 0), "\(place)")
                    if expected == 200 {
                        #expect(json["state"]?.string == to.rawValue)
                        #expect(json["movedBy"] == "p")
                    }
                }
            }
        }
    }

    @Test func theTableThatIsServedIsTheOneThatDecides() throws {
        let station = try Station(store: MemoryStore())
        let json = try JSON(parsing: try InMemory(api: station.api).send(.get, "/governance/lifecycle").body)
        #expect(json["moves"]?.array?.count == LifecycleTable.rows.count)
        for from in LifecycleState.allCases {
            for to in LifecycleState.allCases {
                let ways = Manner.allCases.contains { Self.isLegal(from, to, isAdmin: true, $0) }
                #expect((LifecycleTable.condition(from: from, to: to) != nil) == ways, "\(from) \(to)")
            }
        }
    }

    // MARK: Readings and writings in every state

    @Test func everyReadingOfAVersionSaysByWhenToLeaveIt() throws {
        let readings = [
            "/subjects/s/versions/1", "/subjects/s/versions/1/schema", "/schemas/ids/1", "/schemas/ids/1?subject=s",
            "/schemas/ids/1/schema", "/schemas/guids/\(Definition(type: .json, text: Self.text).identity)",
        ]
        for state in LifecycleState.allCases {
            let api = InMemory(api: try Station(store: Self.store(in: state)).api)
            for target in readings {
                let response = try api.send(.get, target)
                #expect(response.status == 200, "\(target) of a version that is \(state)")
                let isLeaving = state == .deprecated || state == .retired
                #expect(response.headers["Deprecation"] == (isLeaving ? "@1" : nil), "\(target) \(state)")
                #expect(response.headers["Sunset"] == (isLeaving ? "Thu, 01 Jan 1970 00:16:40 GMT" : nil))
                let links = response.headers.fields.filter { $0.name == "Link" }.map(\.value)
                #expect(
                    links
                        == (isLeaving
                            ? [
                                "</subjects/n/versions/2>; rel=\"successor-version\"",
                                "<https://example.org>; rel=\"deprecation\"",
                            ]
                            : []))
            }
        }
    }

    @Test func theLatestVersionIsOneThatMayBeWrittenWith() throws {
        for state in LifecycleState.allCases {
            let store = Self.store(in: state)
            let api = InMemory(api: try Station(store: store).api)
            let isCurrent = state == .active || state == .deprecated
            #expect(try api.send(.get, "/subjects/s/versions/latest").status == (isCurrent ? 200 : 404), "\(state)")
            #expect(try api.send(.get, "/subjects/s/versions").body == Array("[1]".utf8))
            let listed = try JSON(parsing: try api.send(.get, "/schemas?latestOnly=true").body)
            #expect(listed.array?.count == (isCurrent ? 1 : 0), "\(state)")
            // Nothing is compared with what is not current.
            let body = #"{"schemaType":"JSON","schema":"{\"type\":\"integer\"}"}"#
            let check = try JSON(parsing: try api.send(.post, "/compatibility/subjects/s/versions", body).body)
            #expect(check["is_compatible"] == .boolean(!isCurrent), "\(state)")
            store.force(.configurationSet(.subject(Self.subject), Configuration(level: .fullTransitive)))
            let transitive = try JSON(parsing: try api.send(.post, "/compatibility/subjects/s/versions", body).body)
            #expect(transitive["is_compatible"] == .boolean(!isCurrent), "\(state)")
        }
    }

    @Test func registeringAndLookingUpDependOnTheState() throws {
        let body = #"{"schemaType":"JSON","schema":"{\"type\":\"string\"}"}"#
        for state in LifecycleState.allCases {
            let store = Self.store(in: state)
            let api = InMemory(api: try Station(store: store).api)
            #expect(try api.send(.post, "/subjects/s", body).status == (state == .retired ? 422 : 200), "\(state)")
            let draft = try api.send(.post, "/subjects/s/versions?lifecycle=draft", body)
            #expect(draft.status == (state == .retired ? 422 : 200), "\(state)")
            let head = try store.head()
            let response = try api.send(.post, "/subjects/s/versions", body)
            #expect(response.status == (state == .retired ? 422 : 200), "\(state)")
            let json = try JSON(parsing: response.body)
            if state == .retired {
                #expect(json["error_code"] == 42220)
                #expect(json["message"]?.string?.contains("was retired on 1970-01-01T00:00:04") == true)
            }
            // A draft is promoted, and what is there otherwise is found.
            #expect(try store.head().number == head.number + (state == .draft ? 1 : 0), "\(state)")
            let now = try store.version(.number(.first), of: Self.subject, deleted: .excluded)
            #expect(now?.lifecycle.state == (state == .draft ? .active : state))
        }
    }

    // MARK: Races

    @Test func ofTwoWhoMoveAVersionAtOnceOneIsToldTheStateItIsIn() throws {
        let store = Self.store(in: .active)
        let registry = try Station(store: store).registry
        store.interfere {
            $0.force(.lifecycleSet(Self.subject, .first, Lifecycle(.deprecated, effective: Timestamp(microseconds: 1))))
        }
        let refusal = #expect(throws: RegistryError.self) {
            try registry.move(.number(.first), of: Self.subject, LifecycleMove(to: .deprecated), by: .local)
        }
        #expect(refusal?.code == .illegalMove)
        #expect(refusal?.message.contains("was active and is deprecated now") == true)
    }

    @Test func ofManyWhoMoveAVersionAtOnceExactlyOneWins() throws {
        let station = try Station()
        let registry = station.registry
        _ = try registry.register(
            RegistrationRequest(candidate: Candidate(type: .json, text: Self.text), subject: Self.subject), by: .local)
        for round in 0..<10 {
            let target: LifecycleState = round % 2 == 0 ? .deprecated : .active
            let before = try station.store.head()
            let collected = Mutex<[RegistryError.Code?]>([])
            onThreads(8) { _ in
                do throws(RegistryError) {
                    _ = try registry.move(.number(.first), of: Self.subject, LifecycleMove(to: target), by: .local)
                    collected.withLock { $0.append(nil) }
                } catch {
                    collected.withLock { $0.append(error.code) }
                }
            }
            let outcomes = collected.withLock { $0 }
            let wins = outcomes.count { $0 == nil }
            // Whoever comes after the first one may still say again what holds for a deprecated version.
            #expect(target == .deprecated ? wins >= 1 : wins == 1, "\(outcomes)")
            #expect(outcomes.allSatisfy { $0 == nil || $0 == .illegalMove })
            #expect(try station.store.head().number == before.number + Int64(wins))
        }
    }

    @Test func allVersionsMoveOrNone() throws {
        let store = Self.store(in: .active)
        let registry = try Station(store: store).registry
        store.force(
            .versionRegistered(
                Registration(
                    subject: Self.subject, version: try #require(Version(2)),
                    definition: Definition(type: .json, text: "true"), state: .draft)))
        let head = try store.head()
        // The draft cannot become deprecated.
        #expect(throws: RegistryError.self) {
            try registry.moveAll(of: Self.subject, LifecycleMove(to: .deprecated), by: .local)
        }
        #expect(try store.head() == head)
        #expect(try registry.moveAll(of: Self.subject, LifecycleMove(to: .active), by: .local).count == 1)
        #expect(try registry.moveAll(of: Self.subject, LifecycleMove(to: .deprecated), by: .local).count == 2)
        #expect(try registry.moveAll(of: Self.subject, LifecycleMove(to: .active), by: .local).count == 2)
    }
}
