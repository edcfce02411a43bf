public import SchemaCore

/// A moment in the history of a registry.
public enum Moment: Sendable, Hashable {
    /// When an event was the newest one; zero is before the first.
    case revision(Revision)
    case time(Timestamp)

    /// Reads a revision, or a date and time of RFC 3339; `nil` for anything else.
    ///
    /// A time means the end of its millisecond, as times are shown with whole milliseconds: what is shown to have
    /// happened then has happened.
    public init?(_ text: String) {
        if let number = Int64(text) {
            guard number >= 0 else { return nil }
            self = .revision(Revision(number))
        } else {
            guard let time = Timestamp(rfc3339: text) else { return nil }
            let rest = ((time.microseconds % 1000) + 1000) % 1000
            self = .time(Timestamp(microseconds: time.microseconds + 999 - rest))
        }
    }
}

extension Registry {
    /// The registry as it was at a moment, to read from; what is changed there is refused.
    ///
    /// What is no event is as it is now: when tokens were used, and the index for searching.
    ///
    /// - Returns: the registry, and the revision that was the newest then.
    /// - Throws: `.malformedRequest` when the moment has not come yet.
    public func past(_ moment: Moment) throws(RegistryError) -> (registry: Registry, revision: Revision) {
        let (revision, time) = try place(of: moment)
        var options = options
        options.observers = []
        return (Registry(store: try store.past(at: revision, time), formats: formats, options: options), revision)
    }

    private func place(of moment: Moment) throws(RegistryError) -> (Revision, Timestamp) {
        switch moment {
        case .revision(let revision):
            let head = try store.head()
            guard revision <= head else { throw .revisionIsAhead(revision, head: head) }
            let events = try store.events(after: Revision(revision.number - 1), limit: 1)
            // Before the first event there was no time.
            guard revision > .zero, let event = events.first else { return (.zero, Timestamp(microseconds: 0)) }
            return (revision, event.at)
        case .time(let time):
            let now = store.now()
            guard time.microseconds / 1000 <= now.microseconds / 1000 else { throw .momentIsAhead(time, now: now) }
            return (try store.revision(at: time), time)
        }
    }
}
