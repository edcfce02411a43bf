public import Governance
public import JSONCore
public import SchemaCore

/// A schema becoming a version of a subject.
public struct Registration: Sendable, Hashable {
    public var subject: Subject
    public var version: Version
    /// The schema's number; `nil` in a change that is not appended yet, where the store gives the lowest number that
    /// equal content has in the context, else the next one.
    public var id: SchemaID?
    public var definition: Definition
    /// The state that the version begins in.
    public var state: LifecycleState
    /// When another registry registered it; `nil` for one that is registered by its event.
    public var at: Timestamp?

    public init(
        subject: Subject, version: Version, id: SchemaID? = nil, definition: Definition,
        state: LifecycleState = .active, at: Timestamp? = nil
    ) {
        self.subject = subject
        self.version = version
        self.id = id
        self.definition = definition
        self.state = state
        self.at = at
    }
}

/// What happens to the registry; the tables are drawn from these alone.
public enum Change: Sendable, Hashable {
    case versionRegistered(Registration)
    /// Hidden, and restorable by registering again.
    case versionDeleted(Subject, Version)
    /// Gone, after it was deleted.
    case versionErased(Subject, Version)
    /// Every version that was not deleted yet.
    case subjectDeleted(Subject, [Version])
    /// Every version, with the subject's settings.
    case subjectErased(Subject, [Version])
    /// The whole record of the scope from now on.
    case configurationSet(Scope, Configuration)
    case configurationCleared(Scope)
    case modeSet(Scope, Mode)
    case modeCleared(Scope)
    /// Ids up to this one are not given any more, as another registry has given them.
    case idsReserved(Context, SchemaID)
    /// An empty context, with all settings that are in it.
    case contextDeleted(Context)
    /// Made, or in the place of the one with the same key; without its times.
    case associationSet(Association)
    case associationRemoved(Association.Key, Subject)
    /// The whole state of a version from now on.
    case lifecycleSet(Subject, Version, Lifecycle)
    /// Made, or in the place of the one with the same kind and name.
    case recordSet(Record.Key, JSON, reason: String?)
    case recordRemoved(Record.Key, reason: String?)
}

/// A change in the log: where, when, by whom.
public struct Event: Sendable, Hashable {
    public var revision: Revision
    public var at: Timestamp
    public var principal: Principal
    public var change: Change

    public init(revision: Revision, at: Timestamp, principal: Principal, change: Change) {
        self.revision = revision
        self.at = at
        self.principal = principal
        self.change = change
    }
}

/// A part of the registry that decisions are taken on; each event moves the streams it touches to its revision.
public enum Stream: Sendable, Hashable {
    case subject(Subject)
    /// The settings that are not a subject's own.
    case settings
    case associations
    /// Teams, rules of ownership, policies, waivers and tokens.
    case governance
    /// All subjects of a context taken together, or of all for ``Context/everywhere``: where the last of them moved.
    ///
    /// It is there to be expected, when a decision rests on what subjects there are; no event moves it by itself.
    case subjects(Context)
}

extension Change {
    /// The streams that the change moves: its subject, and the subjects that its schema starts to refer to, so that
    /// these cannot be deleted at the same time.
    public var streams: [Stream] {
        switch self {
        case .versionRegistered(let registration):
            [.subject(registration.subject)] + registration.definition.references.map { .subject($0.subject) }
        case .versionDeleted(let subject, _), .versionErased(let subject, _), .subjectDeleted(let subject, _),
            .subjectErased(let subject, _), .lifecycleSet(let subject, _, _):
            [.subject(subject)]
        case .configurationSet(let scope, _), .configurationCleared(let scope), .modeSet(let scope, _),
            .modeCleared(let scope):
            [scope.stream]
        case .contextDeleted, .idsReserved: [.settings]
        case .associationSet, .associationRemoved: [.associations]
        case .recordSet(let key, _, _), .recordRemoved(let key, _): [key.stream]
        }
    }
}
