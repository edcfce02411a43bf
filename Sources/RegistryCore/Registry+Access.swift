public import Governance
internal import JSONCore
public import SchemaCore

/// What a right is asked for.
enum AccessTarget: Hashable {
    /// What belongs to nobody in particular, and so takes an admin.
    case registry
    /// What belongs to nobody, and whoever has the role may add to.
    case whoever
    case subject(Subject)
    /// What belongs to a team.
    case team(String)
    /// What a team is offered, and may take.
    case offer(Subject, to: String)

    /// All that some changes are about, each once.
    static func all(in changes: [Change]) -> [AccessTarget] {
        var targets: [AccessTarget] = []
        for change in changes {
            let target: AccessTarget =
                if let subject = change.subject, !subject.name.isEmpty { .subject(subject) } else { .registry }
            if !targets.contains(target) { targets.append(target) }
        }
        return targets
    }
}

extension Registry {
    /// Who comes with a token's secret.
    ///
    /// - Throws: `.unauthenticated` when there is no such token, or it has expired.
    public func caller(presenting secret: TokenSecret) throws(RegistryError) -> Caller {
        let hash = secret.hash
        guard let token = try governance().tokens[hash], Token.areEqual(token.hash, hash) else {
            throw .unauthenticated
        }
        let now = store.now()
        guard token.isLive(at: now) else { throw .tokenExpired(token.id) }
        if tokenUses.isNews(token.id, at: now) { try store.noteUse(ofToken: token.id, at: now) }
        return token.caller
    }

    /// Sees whether a caller's role allows an action at all.
    ///
    /// - Parameter subject: the subject that it is about, whose owner is named to those who are refused.
    /// - Throws: `.forbidden`.
    public func checkRole(of caller: Caller, for action: Action, about subject: Subject?) throws(RegistryError) {
        guard !caller.may(action) else { return }
        var owner: String?
        if let subject, let ownership = try ownership(of: subject, nil) {
            owner = try governance().address(of: ownership.team)
        }
        throw .roleForbids(
            caller.principal, action: action.words, role: caller.role?.rawValue ?? "",
            needed: action.leastRole.rawValue,
            owner: owner)
    }

    /// - Throws: `.forbidden` unless the caller has the right to all targets.
    func authorize(
        _ targets: [AccessTarget], for action: Action, by caller: Caller
    ) throws(RegistryError) {
        guard !caller.isUnrestricted else { return }
        for target in targets {
            switch target {
            case .registry: try checkRole(of: caller, for: .administer, about: nil)
            case .whoever: try checkRole(of: caller, for: action, about: nil)
            case .subject(let subject):
                try checkRole(of: caller, for: action, about: subject)
                try authorize(action, on: subject, by: caller)
            case .team(let team):
                try checkRole(of: caller, for: action, about: nil)
                try checkMembership(of: caller, in: team, for: action)
            case .offer(let subject, let team):
                try checkRole(of: caller, for: action, about: subject)
                try checkReach(of: caller, to: subject)
                try checkMembership(of: caller, in: team, for: action)
            }
        }
    }

    private func checkMembership(of caller: Caller, in team: String, for action: Action) throws(RegistryError) {
        let state = try governance()
        guard caller.isAdmin || state.isMember(caller.principal, of: team) else {
            throw .teamForbids(caller.principal, action: action.words, team: state.address(of: team))
        }
    }

    /// - Throws: `.forbidden` when the caller's token is for other subjects.
    private func checkReach(of caller: Caller, to subject: Subject) throws(RegistryError) {
        guard caller.reaches(subject) else {
            throw .tokenForbids(caller.principal, subject, patterns: caller.patterns.map { "'\($0)'" })
        }
    }

    private func authorize(_ action: Action, on subject: Subject, by caller: Caller) throws(RegistryError) {
        try checkReach(of: caller, to: subject)
        if caller.isAdmin { return }
        guard let ownership = try ownership(of: subject, nil) else { return }
        let state = try governance()
        guard !state.isMember(caller.principal, of: ownership.team) else { return }
        throw .ownerForbids(
            caller.principal, action: action.words, subject, owner: state.address(of: ownership.team),
            ground: ownership.ground.words)
    }

    /// A subject's owner: the one that was set, else the one that the rules give.
    ///
    /// - Parameter state: what governance says; `nil` for what it says now.
    func ownership(of subject: Subject, _ state: GovernanceState?) throws(RegistryError) -> Ownership? {
        if let record = try store.record(.owner, named: subject.qualifiedName) {
            guard let team = record.value["team"]?.string else { throw .storeIsDamaged }
            return Ownership(team: team, ground: .explicit)
        }
        let rules = if let state { state.rules } else { try governance().rules }
        return rules.rule(for: subject).map { Ownership(team: $0.team, ground: .rule($0.pattern)) }
    }
}

extension Action {
    /// The action as a sentence names it.
    fileprivate var words: String {
        switch self {
        case .read: "read"
        case .check: "check"
        case .register: "register"
        case .registerUnchecked: "register without a comparison"
        case .delete: "delete"
        case .configure: "change the configuration"
        case .setMode: "change the mode"
        case .moveLifecycle: "move the lifecycle"
        case .assignOwner: "change the owner"
        case .setPolicy: "change policies"
        case .createKey: "keep keys of encryption"
        case .proposeWaiver: "propose waivers"
        case .decideWaiver: "decide on waivers"
        case .administer: "change what is not of one subject"
        }
    }
}

extension OwnershipGround {
    fileprivate var words: String {
        switch self {
        case .explicit: "to which it was given by name"
        case .rule(let pattern): "by the rule '\(pattern)'"
        }
    }
}
