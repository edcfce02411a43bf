public import JSONCore
public import SchemaCore

/// What may be done with a version.
public enum LifecycleState: String, Sendable, CaseIterable, Hashable {
    /// It has an id and a number, is not the latest one, and no version is compared with it.
    case draft
    case active
    /// It is in use, and those who use it are told by when to leave it.
    case deprecated
    /// Nobody writes with it any more; what was written stays readable.
    case retired

    /// Whether versions in this state are the latest, and those that new ones are compared with.
    public var isCurrent: Bool {
        switch self {
        case .active, .deprecated: true
        case .draft, .retired: false
        }
    }
}

/// The state of a version, and what is said about it.
public struct Lifecycle: Sendable, Hashable {
    public var state: LifecycleState
    /// From when the version is deprecated (RFC 9745).
    public var effective: Timestamp?
    /// From when it may be gone (RFC 8594).
    public var sunset: Timestamp?
    /// What to use instead: a version of a subject as `subject:version`, a subject, or a URL.
    public var alternative: String?
    /// The URL of a text about the deprecation.
    public var documentation: String?
    public var reason: String?
    /// When, by whom and with which event the version came into the state; `nil` where it is in it since it was
    /// registered.
    public var moved: Moved?

    public struct Moved: Sendable, Hashable {
        public var at: Timestamp
        public var by: Principal
        public var revision: Revision

        public init(at: Timestamp, by: Principal, revision: Revision) {
            self.at = at
            self.by = by
            self.revision = revision
        }
    }

    public init(
        _ state: LifecycleState, effective: Timestamp? = nil, sunset: Timestamp? = nil, alternative: String? = nil,
        documentation: String? = nil, reason: String? = nil, moved: Moved? = nil
    ) {
        self.state = state
        self.effective = effective
        self.sunset = sunset
        self.alternative = alternative
        self.documentation = documentation
        self.reason = reason
        self.moved = moved
    }

    /// A version that nothing was said about.
    public static let active = Lifecycle(.active)

    /// The revision of the event that brought the version into its state; 0 where none did.
    public var revision: Revision { moved?.revision ?? .zero }
}

extension Lifecycle {
    /// What the log keeps: all but who moved it when, which the event itself says.
    public var json: JSON {
        var object = JSONObject()
        object["state"] = .string(state.rawValue)
        object["effective"] = effective.map { .string($0.rfc3339) }
        object["sunset"] = sunset.map { .string($0.rfc3339) }
        object["alternative"] = alternative.map { .string($0) }
        object["documentation"] = documentation.map { .string($0) }
        object["reason"] = reason.map { .string($0) }
        return .object(object)
    }

    /// Reads what ``json`` writes.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        self.init(
            try members.lifecycleState(), effective: try members.timestamp("effective"),
            sunset: try members.timestamp("sunset"), alternative: try members.string("alternative"),
            documentation: try members.string("documentation"), reason: try members.string("reason"))
    }
}

extension Members {
    /// The state of a version.
    public func lifecycleState() throws(MalformedMember) -> LifecycleState {
        guard let state: LifecycleState = try named("state") else {
            let names = LifecycleState.allCases.map(\.rawValue).joined(separator: ", ")
            throw malformed("state", expected: "one of \(names)")
        }
        return state
    }
}
