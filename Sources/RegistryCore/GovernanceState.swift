internal import Governance
internal import JSONCore
internal import SchemaCore
internal import Synchronization

/// What governance says at one revision, except for what it says about single subjects.
struct GovernanceState: Sendable {
    /// The revision of the stream that all of it is in.
    var revision = Revision.zero
    var teams: [String: Team] = [:]
    var rules = OwnershipRules()
    /// By the hash of the secret.
    var tokens: [[UInt8]: Token] = [:]
    var policies = PolicySet([])
    /// Every waiver, by subject.
    var waivers: [Subject: [Waiver]] = [:]

    func isMember(_ principal: Principal, of team: String) -> Bool { teams[team]?.has(principal) ?? false }

    /// A team as somebody is told whom to ask, also one that is gone.
    func address(of team: String) -> String { teams[team]?.address ?? "'\(team)'" }
}

/// The newest state of governance that was read, so that it is read again only after it was changed.
final class GovernanceCache: Sendable {
    private struct Kept {
        var generation: UInt64
        var state: GovernanceState
    }

    private let kept = Mutex<Kept?>(nil)

    /// The state, when nothing at all was written since it was seen to hold.
    func state(in generation: UInt64) -> GovernanceState? {
        kept.withLock { kept in kept?.generation == generation ? kept?.state : nil }
    }

    /// The state, when governance was not changed since it was read.
    func state(at revision: Revision) -> GovernanceState? {
        kept.withLock { kept in kept?.state.revision == revision ? kept?.state : nil }
    }

    func keep(_ state: GovernanceState, in generation: UInt64) {
        kept.withLock { $0 = Kept(generation: generation, state: state) }
    }
}

extension Registry {
    /// What governance says now.
    func governance() throws(RegistryError) -> GovernanceState {
        // Asked for first: what is read afterwards is at least as new.
        let generation = try store.generation()
        if let state = governanceCache.state(in: generation) { return state }
        let revision = try store.revisions(of: [.governance]).first ?? .zero
        let state = if let known = governanceCache.state(at: revision) { known } else { try read(at: revision) }
        governanceCache.keep(state, in: generation)
        return state
    }

    private func read(at revision: Revision) throws(RegistryError) -> GovernanceState {
        var state = GovernanceState(revision: revision)
        guard revision > .zero else { return state }
        for record in try store.records(.team, after: nil, limit: nil) {
            state.teams[record.name] = try record.decoded { json throws(MalformedMember) in
                try Team(name: record.name, json: json)
            }
        }
        if let record = try store.record(.ownershipRules, named: "") {
            state.rules = try record.decoded { json throws(MalformedMember) in try OwnershipRules(json: json) }
        }
        for record in try store.records(.token, after: nil, limit: nil) {
            let token = try record.token
            state.tokens[token.hash] = token
        }
        var policies: [Policy] = []
        for record in try store.records(.policy, after: nil, limit: nil) { policies.append(try record.policy) }
        state.policies = PolicySet(policies)
        for record in try store.records(.waiver, after: nil, limit: nil) {
            let waiver = try record.waiver
            state.waivers[waiver.subject, default: []].append(waiver)
        }
        return state
    }
}

extension Record {
    /// The value as what it means.
    ///
    /// - Throws: `.storeFailure` when it is something else, since it was checked before it was stored.
    func decoded<Value>(_ read: (JSON) throws(MalformedMember) -> Value) throws(RegistryError) -> Value {
        do throws(MalformedMember) { return try read(value) } catch { throw .storeIsDamaged }
    }

    var token: Token {
        get throws(RegistryError) {
            var token = try decoded { json throws(MalformedMember) in try Token(json: json) }
            token.created = at
            return token
        }
    }

    var waiver: Waiver {
        get throws(RegistryError) { try decoded { json throws(MalformedMember) in try Waiver(json: json) } }
    }

    var transfer: Transfer {
        get throws(RegistryError) { try decoded { json throws(MalformedMember) in try Transfer(json: json) } }
    }
}
