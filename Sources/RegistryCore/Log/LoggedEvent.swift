internal import Governance
public import JSONCore
public import SchemaCore

/// An event as the log shows it.
public struct LoggedEvent: Sendable, Hashable {
    public var event: Event
    public var hash: EventHash

    public init(event: Event, hash: EventHash) {
        self.event = event
        self.hash = hash
    }

    /// What may be shown to all who read: the hashes of tokens stay inside.
    public var json: JSON {
        var object = JSONObject()
        object["revision"] = .number(JSONNumber(event.revision.number))
        object["at"] = .string(event.at.rfc3339)
        object["principal"] = .string(event.principal.name)
        object["kind"] = .string(event.change.kind.rawValue)
        object["subject"] = event.change.subject.map { .string($0.qualifiedName) }
        object["payload"] = event.shownPayload
        object["hash"] = .string(hash.hexadecimal)
        return .object(object)
    }
}

/// Which events of the log are asked for.
public struct LogFilter: Sendable, Hashable {
    public var subject: Subject?
    public var principal: Principal?
    public var kind: Change.Kind?
    /// Events after this one alone.
    public var after = Revision.zero
    /// Events before this one alone.
    public var before = Revision(.max)

    public init(subject: Subject? = nil, principal: Principal? = nil, kind: Change.Kind? = nil) {
        self.subject = subject
        self.principal = principal
        self.kind = kind
    }

    /// Whether an event is asked for.
    public func includes(_ event: Event) -> Bool {
        event.revision > after && event.revision < before
            && (subject == nil || event.change.subject == subject)
            && (principal == nil || event.principal == principal)
            && (kind == nil || event.change.kind == kind)
    }
}

extension Registry {
    /// How many events are looked at for one page: the log has an index by subject alone, since each index is one more
    /// page to write for every registration.
    private static let window: Int64 = 10_000

    /// Events of the log, oldest first.
    ///
    /// - Returns: the events, and where to go on; a page may hold fewer than the limit, or none, before the end.
    public func log(
        _ filter: LogFilter, limit: Int
    ) throws(RegistryError) -> (events: [LoggedEvent], next: Revision?) {
        let head = try store.head()
        var part = filter
        if filter.subject == nil, filter.principal != nil || filter.kind != nil {
            let end = filter.after.number.addingReportingOverflow(Self.window + 1)
            if !end.overflow { part.before = min(filter.before, Revision(end.partialValue)) }
        }
        let events = try store.log(part, limit: limit)
        if events.count == limit { return (events, events.last?.event.revision) }
        let isEnd = part.before == filter.before || part.before > head
        return (events, isEnd ? nil : Revision(part.before.number - 1))
    }

    /// Where the log ends.
    public func logHead() throws(RegistryError) -> LogHead { try store.logHead() }
}
