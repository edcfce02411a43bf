public import JSONCore
public import SchemaCore

/// A request to bring a version into a state.
public struct LifecycleMove: Sendable, Hashable {
    public var state: LifecycleState
    public var effective: Timestamp?
    public var sunset: Timestamp?
    public var alternative: String?
    public var documentation: String?
    public var reason: String?
    /// Whether what only force may do is meant.
    public var isForced: Bool

    public init(
        to state: LifecycleState, effective: Timestamp? = nil, sunset: Timestamp? = nil, alternative: String? = nil,
        documentation: String? = nil, reason: String? = nil, isForced: Bool = false
    ) {
        self.state = state
        self.effective = effective
        self.sunset = sunset
        self.alternative = alternative
        self.documentation = documentation
        self.reason = reason
        self.isForced = isForced
    }

    /// Reads the body of a request.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        self.init(
            to: try members.lifecycleState(), effective: try members.timestamp("effective"),
            sunset: try members.timestamp("sunset"), alternative: try members.string("alternative"),
            documentation: try members.string("documentation"), reason: try members.string("reason"),
            isForced: try members.boolean("force") ?? false)
    }
}

/// The moves that versions may make, and on which condition.
public enum LifecycleTable {
    /// What a move asks for.
    public enum Condition: String, Sendable, CaseIterable {
        case none
        /// The version fits its subject's compatibility level and policies now.
        case checked
        /// Force, with a reason, by an admin.
        case forcedByAdmin = "forced-by-admin"
        /// That the sunset is over; earlier with force and a reason.
        case sunsetOrForced = "sunset-or-forced"
        /// That the sunset does not come earlier than it was; otherwise force and a reason.
        case laterOrForced = "later-or-forced"
        /// An admin.
        case byAdmin = "by-admin"
    }

    public struct Row: Sendable, Hashable {
        public var from: LifecycleState
        public var to: LifecycleState
        public var condition: Condition
    }

    /// Every move there is; what is not here is refused.
    public static let rows: [Row] = [
        Row(from: .draft, to: .active, condition: .checked),
        Row(from: .draft, to: .retired, condition: .none),
        Row(from: .active, to: .deprecated, condition: .none),
        Row(from: .active, to: .retired, condition: .forcedByAdmin),
        Row(from: .deprecated, to: .active, condition: .none),
        Row(from: .deprecated, to: .deprecated, condition: .laterOrForced),
        Row(from: .deprecated, to: .retired, condition: .sunsetOrForced),
        Row(from: .retired, to: .deprecated, condition: .byAdmin),
    ]

    /// The states that a new version may begin in.
    public static let beginnings: [LifecycleState] = [.draft, .active]

    public static func condition(from: LifecycleState, to: LifecycleState) -> Condition? {
        rows.first { $0.from == from && $0.to == to }?.condition
    }

    /// The states that can be reached from one in one move.
    public static func targets(from state: LifecycleState) -> [LifecycleState] {
        rows.filter { $0.from == state }.map(\.to)
    }
}

/// A move that may be made.
public struct DecidedMove: Sendable, Hashable {
    public var lifecycle: Lifecycle
    /// Whether compatibility and policies have to be checked first.
    public var needsChecks: Bool
}

extension Lifecycle {
    /// Decides on a move of a version that is in this state.
    ///
    /// - Parameters:
    ///   - place: the version, to be named in errors.
    ///   - isAdmin: whether an admin asks.
    /// - Throws: `.illegalMove` for a move that the table does not have, or whose condition does not hold;
    ///   `.invalidLifecycle` for dates and texts that make no sense.
    public func moved(
        by move: LifecycleMove, of place: (subject: Subject, version: Version), isAdmin: Bool, now: Timestamp
    ) throws(RegistryError) -> DecidedMove {
        guard let condition = LifecycleTable.condition(from: state, to: move.state) else {
            throw refusal(of: move, place, nil)
        }
        let next = try described(by: move, now: now)
        let isForced = move.isForced && move.reason?.isEmpty == false
        switch condition {
        case .none, .checked: break
        case .byAdmin: guard isAdmin else { throw refusal(of: move, place, "an admin may") }
        case .forcedByAdmin:
            guard isAdmin, isForced else { throw refusal(of: move, place, "an admin may, with force and a reason") }
        case .sunsetOrForced:
            let isOver = sunset.map { $0 <= now } ?? false
            guard isOver || isForced else {
                let date = sunset.map { "its sunset is \($0.rfc3339)" } ?? "it has no sunset"
                throw refusal(of: move, place, "\(date); earlier it takes force and a reason")
            }
        case .laterOrForced:
            if let before = sunset, next.sunset.map({ $0 < before }) ?? false, !isForced {
                throw refusal(
                    of: move, place, "its sunset is \(before.rfc3339), and an earlier one takes force and a reason")
            }
        }
        return DecidedMove(lifecycle: next, needsChecks: condition == .checked)
    }

    private func refusal(
        of move: LifecycleMove, _ place: (subject: Subject, version: Version), _ condition: String?
    ) -> RegistryError {
        .illegalMove(
            place.subject, place.version, from: state.rawValue, to: move.state.rawValue,
            legal: LifecycleTable.targets(from: state).map(\.rawValue), condition: condition)
    }

    /// The state after the move: what the request leaves open stays as it is.
    private func described(by move: LifecycleMove, now: Timestamp) throws(RegistryError) -> Lifecycle {
        var next = Lifecycle(move.state, reason: move.reason)
        switch move.state {
        case .draft, .active:
            for (name, isThere) in [
                ("effective", move.effective != nil), ("sunset", move.sunset != nil),
                ("alternative", move.alternative != nil), ("documentation", move.documentation != nil),
            ] where isThere {
                throw .invalidLifecycle("\(name) is of deprecated versions, not of \(move.state.rawValue) ones")
            }
        case .deprecated, .retired:
            next.effective = move.effective ?? effective ?? now
            next.sunset = move.sunset ?? sunset
            next.alternative = move.alternative ?? alternative
            next.documentation = move.documentation ?? documentation
            next.reason = move.reason ?? (state == .deprecated ? reason : nil)
            try Self.check(move, next, now: now)
        }
        return next
    }

    private static func check(_ move: LifecycleMove, _ next: Lifecycle, now: Timestamp) throws(RegistryError) {
        if let effective = move.effective, effective < now {
            throw .invalidLifecycle("effective is \(effective.rfc3339), which is over; leave it out for now")
        }
        if let sunset = move.sunset, sunset < now {
            throw .invalidLifecycle("sunset is \(sunset.rfc3339), which is over")
        }
        if let effective = next.effective, let sunset = next.sunset, sunset < effective, move.state == .deprecated {
            throw .invalidLifecycle(
                "sunset is \(sunset.rfc3339), before effective, which is \(effective.rfc3339)")
        }
        for (name, text) in [("alternative", move.alternative), ("documentation", move.documentation)] {
            guard let text else { continue }
            guard !text.isEmpty, text.utf8.count <= textLimit, text.isPlainLine else {
                throw .invalidLifecycle("\(name) must be a line of at most \(textLimit) bytes")
            }
        }
        if let documentation = move.documentation, !documentation.isWebAddress {
            throw .invalidLifecycle("documentation must be an http or https URL")
        }
    }

    private static let textLimit = 2048
}

extension String {
    /// Whether it is a URL that can stand in a `Link` field (RFC 8288).
    public var isWebAddress: Bool {
        (hasPrefix("https://") || hasPrefix("http://"))
            && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>\"".utf8.contains($0) }
    }
}
