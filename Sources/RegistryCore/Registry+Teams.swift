public import Governance
internal import JSONCore
public import SchemaCore

extension Registry {
    /// Teams by name, with the events that set them.
    public func teams(
        after name: String? = nil, limit: Int? = nil
    ) throws(RegistryError) -> [(team: Team, record: Record)] {
        var teams: [(team: Team, record: Record)] = []
        for record in try store.records(.team, after: name, limit: limit) { teams.append((try record.team, record)) }
        return teams
    }

    /// One team.
    ///
    /// - Throws: `.teamNotFound`.
    public func team(_ name: String) throws(RegistryError) -> (team: Team, record: Record) {
        guard let record = try store.record(.team, named: name) else { throw .teamNotFound(name) }
        return (try record.team, record)
    }

    /// The names of the teams that a principal is a member of, in order.
    public func teams(of principal: Principal) throws(RegistryError) -> [String] {
        try governance().teams.values.filter { $0.has(principal) }.map(\.name).sorted()
    }

    /// Makes a team, or changes it.
    public func set(
        _ team: Team, if precondition: Precondition = .none, by caller: Caller
    ) throws(RegistryError) -> Record {
        try commit(.administer, by: caller) { () throws(RegistryError) -> Decision<Record> in
            let stored = try store.record(.team, named: team.name)
            try precondition.check(stored?.revision)
            return .setting(Record.Key(.team, team.name), to: team.json, stored)
        }
    }

    /// Removes a team that owns nothing any more.
    ///
    /// - Throws: `.teamNotFound`; `.teamInUse` while a rule or an owner names it.
    public func removeTeam(
        _ name: String, if precondition: Precondition = .none, by caller: Caller
    ) throws(RegistryError) {
        try commit(.administer, by: caller) { () throws(RegistryError) -> Decision<Void> in
            guard let stored = try store.record(.team, named: name) else { throw .teamNotFound(name) }
            try precondition.check(stored.revision)
            if let rule = try governance().rules.rules.first(where: { $0.team == name }) {
                throw .teamInUse(name, by: "the rule '\(rule.pattern)' names it")
            }
            let owned = try store.records(.owner, after: nil, limit: nil).first { $0.owner == name }
            if let owned { throw .teamInUse(name, by: "it owns the subject '\(owned.name)'") }
            return Decision(
                expecting: [], changes: [.recordRemoved(Record.Key(.team, name), reason: nil)], answer: { _ in })
        }
    }

    /// - Throws: `.unknownTeam`.
    func checkExists(_ team: String) throws(RegistryError) {
        guard try governance().teams[team] != nil else { throw .unknownTeam(team) }
    }
}

extension Decision<Record> {
    /// Sets a record, unless it says the same already.
    static func setting(
        _ key: Record.Key, to value: JSON, _ stored: Record?, reason: String? = nil,
        expecting: [(stream: Stream, revision: Revision)] = [], targets: [AccessTarget]? = nil,
        alongside others: [Change] = []
    ) -> Decision {
        if let stored, stored.value == value, others.isEmpty {
            return Decision(expecting: expecting, answer: { _ in stored })
        }
        return Decision(
            expecting: expecting, changes: [.recordSet(key, value, reason: reason)] + others, targets: targets,
            answer: { events throws(RegistryError) in
                guard let event = events.first else { throw .storeIsDamaged }
                return Record(
                    kind: key.kind, name: key.name, value: value, revision: event.revision, at: event.at,
                    by: event.principal)
            })
    }
}

extension Record {
    fileprivate var team: Team {
        get throws(RegistryError) {
            try decoded { json throws(MalformedMember) in try Team(name: name, json: json) }
        }
    }

    /// The team that an owner's record names.
    var owner: String? { value["team"]?.string }
}
