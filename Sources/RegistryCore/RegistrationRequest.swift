public import Governance
public import SchemaCore

/// What a client asks to be registered.
public struct RegistrationRequest: Sendable, Hashable {
    /// Which version the client means to register.
    public enum Target: Sendable, Hashable {
        /// A version that has the schema already, or else a new one.
        case any
        /// The latest version if it has the schema, or else a new one.
        case latest
        /// A new version of exactly this number, whatever is there.
        case number(Int)
    }

    /// Whether earlier versions are compared with; policies hold either way.
    public enum Checking: Sendable, Hashable {
        case asConfigured, skipped
    }

    public var candidate: Candidate
    public var subject: Subject
    public var target: Target
    /// The id that the schema must have; `nil` for any.
    public var id: Int?
    public var normalization: Normalization
    public var checking: Checking
    public var tagChanges: TagChanges
    /// The state that a new version begins in.
    public var state: LifecycleState

    public init(
        candidate: Candidate, subject: Subject, target: Target = .any, id: Int? = nil,
        normalization: Normalization = .asConfigured, checking: Checking = .asConfigured,
        tagChanges: TagChanges = .none,
        state: LifecycleState = .active
    ) {
        self.candidate = candidate
        self.subject = subject
        self.target = target
        self.id = id
        self.normalization = normalization
        self.checking = checking
        self.tagChanges = tagChanges
        self.state = state
    }
}
