/// What somebody may be allowed to do.
public enum Action: String, Sendable, CaseIterable {
    /// Reading schemas, settings and governance.
    case read
    /// Comparing schemas and judging documents, which changes nothing.
    case check
    /// Registering a version, tagging it, or tying a resource to a subject.
    case register
    /// Registering a version without comparing it with earlier ones.
    case registerUnchecked = "register-unchecked"
    /// Deleting versions and subjects.
    case delete
    /// Changing the configuration of a subject, its aliases among it.
    case configure
    /// Changing the mode of a subject.
    case setMode = "set-mode"
    /// Moving versions through their lifecycle.
    case moveLifecycle = "move-lifecycle"
    /// Giving a subject to a team, and offering or answering a transfer.
    case assignOwner = "assign-owner"
    /// Setting and removing policies.
    case setPolicy = "set-policy"
    /// Making known where a key is that wraps keys of encryption.
    case createKey = "create-key"
    /// Proposing a waiver.
    case proposeWaiver = "propose-waiver"
    /// Approving and revoking waivers.
    case decideWaiver = "decide-waiver"
    /// What is not of one subject: teams, rules of ownership, tokens, contexts, settings for all.
    case administer
}

/// What a principal may do before any question of ownership.
public enum Role: String, Sendable, CaseIterable, Comparable {
    case reader, writer, steward, admin

    /// Each role may do what those before it may.
    private var rank: Int {
        switch self {
        case .reader: 0
        case .writer: 1
        case .steward: 2
        case .admin: 3
        }
    }

    public static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }

    /// Whether the role allows an action.
    public func allows(_ action: Action) -> Bool { self >= action.leastRole }
}

extension Action {
    /// The least role that allows the action.
    public var leastRole: Role {
        switch self {
        case .read, .check: .reader
        case .register, .createKey, .proposeWaiver: .writer
        case .delete, .configure, .setMode, .moveLifecycle, .assignOwner, .setPolicy, .decideWaiver: .steward
        case .administer, .registerUnchecked: .admin
        }
    }
}
