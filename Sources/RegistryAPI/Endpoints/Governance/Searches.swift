internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/search`, and `/governance/report`: what there is, found by what it says and counted by whom it belongs to.
enum Searches {
    static let routes: [Route<Endpoint>] = [
        Route(
            .get, "/search", Endpoint("search", .may(.read), refusals: [.malformedRequest, .storeFailure], search)),
        Route(
            .get, "/governance/report",
            Endpoint("getReport", .may(.read), refusals: [.malformedRequest, .storeFailure], report)),
    ]

    // MARK: Searching

    @Sendable private static func search(_ call: Call) throws(RegistryError) -> Answer {
        let limit = try call.limit()
        let offset = try offset(call)
        let query = SearchQuery(
            words: SearchQuery.words(in: call.request.query["q"] ?? ""), owner: owner(call),
            state: try call.choice("state"),
            label: call.request.query["label"], field: call.request.query["field"],
            dialect: try dialect(call), page: Page(offset: offset, limit: limit))
        let (found, isComplete) = try call.registry.search(query)
        return .json { body in
            body.object {
                $0.member("subjects") { $0.array(found) { $0.value($1.json) } }
                if found.count == limit { $0.member("next", String(offset + found.count)) }
                if !isComplete { $0.member("indexing", true) }
            }
        }
    }

    /// `-` is nobody, which no team can be called.
    private static func owner(_ call: Call) -> SearchQuery.Owner? {
        call.request.query["owner"].map { $0 == "-" ? .nobody : .team($0) }
    }

    /// The name of a draft, with or without the word itself.
    private static func dialect(_ call: Call) throws(RegistryError) -> String? {
        guard let text = call.request.query["draft"] else { return nil }
        let names = call.registry.dialects
        let wanted = text.lowercased()
        guard let name = names.first(where: { [$0, String($0.trimmingPrefix("draft-"))].contains(wanted) }) else {
            throw .invalidParameter("draft", text, allowed: names)
        }
        return name
    }

    /// Results have no order of their own to go on after, so that their number is what a page begins after.
    private static func offset(_ call: Call) throws(RegistryError) -> Int {
        guard let text = call.after else { return 0 }
        guard let offset = Int(text), (0...1_000_000).contains(offset) else {
            throw .invalidParameter("after", text, allowed: ["the next of the page before"])
        }
        return offset
    }

    // MARK: The report

    /// Within how many days a waiver that expires is told of.
    private static let days: Int64 = 30

    @Sendable private static func report(_ call: Call) throws(RegistryError) -> Answer {
        let now = call.registry.now()
        let end = Timestamp(microseconds: now.microseconds + days * 86_400_000_000)
        let (counts, isComplete) = try call.registry.counts()
        let overdue = try call.registry.due(page: Page(limit: 100))
        let waivers = try call.registry.waivers().map(\.waiver).filter { $0.isLive(at: now) && $0.expires <= end }
        let total = counts.reduce(into: TeamCounts(team: nil)) { $0.add($1) }
        return .json(capacity: 1024) { body in
            body.object {
                $0.member("at", now.rfc3339)
                $0.member("teams") { $0.array(counts) { $0.value($1.json) } }
                $0.member("total") { $0.value(total.json) }
                $0.member("orphans", counts.first { $0.team == nil }?.subjects ?? 0)
                $0.member("overdue") { $0.array(overdue) { $0.value($1.lifecycleJSON) } }
                $0.member("expiringWaivers") { $0.array(waivers) { $0.value($1.json) } }
                if !isComplete { $0.member("indexing", true) }
            }
        }
    }
}

extension SearchEntry {
    fileprivate var json: JSON {
        var object = JSONObject()
        object["subject"] = .string(subject.qualifiedName)
        object["version"] = .number(JSONNumber(Int64(version.number)))
        object["state"] = .string(state.rawValue)
        object["owner"] = standing.owner.map { .string($0) }
        object["draft"] = text.dialect.map { .string($0) }
        object["title"] = text.title.map { .string($0) }
        object["description"] = text.description.map { .string($0) }
        return .object(object)
    }
}

extension TeamCounts {
    fileprivate var json: JSON {
        var states = JSONObject()
        for state in LifecycleState.allCases {
            states[state.rawValue] = .number(JSONNumber(Int64(versions[state] ?? 0)))
        }
        var object = JSONObject()
        object["team"] = team.map { .string($0) }
        object["subjects"] = .number(JSONNumber(Int64(subjects)))
        object["versions"] = .object(states)
        object["overdue"] = .number(JSONNumber(Int64(overdue)))
        object["failing"] = .number(JSONNumber(Int64(failing)))
        object["warned"] = .number(JSONNumber(Int64(warned)))
        return .object(object)
    }

    fileprivate mutating func add(_ other: TeamCounts) {
        subjects += other.subjects
        versions.merge(other.versions) { $0 + $1 }
        overdue += other.overdue
        failing += other.failing
        warned += other.warned
    }
}
