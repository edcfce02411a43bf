public import SchemaCore

/// What a setting applies to.
public enum Scope: Sendable, Hashable {
    case global
    case subject(Subject)
}

/// The settings of a scope; `nil` means not set there.
public struct Configuration: Sendable, Hashable {
    public var level: CompatibilityLevel?
    /// Whether schemas are rewritten to a form that does not depend on the order of members before they are compared
    /// and stored.
    public var normalize: Bool?

    public init(level: CompatibilityLevel? = nil, normalize: Bool? = nil) {
        self.level = level
        self.normalize = normalize
    }
}

/// A schema becoming a version of a subject.
public struct Registration: Sendable, Hashable {
    public var subject: Subject
    public var version: Version
    /// The schema's number; `nil` in a change that is not appended yet, where the store gives the number that equal
    /// content has in the context, else the next one.
    public var id: SchemaID?
    public var definition: Definition

    public init(subject: Subject, version: Version, id: SchemaID? = nil, definition: Definition) {
        self.subject = subject
        self.version = version
        self.id = id
        self.definition = definition
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
}

extension Change {
    /// The streams that the change moves: its subject, and the subjects that its schema starts to refer to, so that
    /// these cannot be deleted at the same time.
    public var streams: [Stream] {
        switch self {
        case .versionRegistered(let registration):
            [.subject(registration.subject)] + registration.definition.references.map { .subject($0.subject) }
        case .versionDeleted(let subject, _), .versionErased(let subject, _), .subjectDeleted(let subject, _),
            .subjectErased(let subject, _), .configurationSet(.subject(let subject), _),
            .configurationCleared(.subject(let subject)):
            [.subject(subject)]
        case .configurationSet(.global, _), .configurationCleared(.global): [.settings]
        }
    }
}
