public import Governance
public import SchemaCore

/// Which events somebody wants to be told of.
public struct EventFilter: Sendable, Hashable {
    /// Empty for every kind.
    public var kinds: Set<Change.Kind>
    /// Events about a subject that one of these means; empty for every event, those about no subject among them.
    public var subjects: [SubjectPattern]

    public init(kinds: Set<Change.Kind> = [], subjects: [SubjectPattern] = []) {
        self.kinds = kinds
        self.subjects = subjects
    }

    public func includes(_ event: Event) -> Bool {
        guard kinds.isEmpty || kinds.contains(event.change.kind) else { return false }
        guard !subjects.isEmpty else { return true }
        guard let subject = event.change.subject else { return false }
        return subjects.contains { $0.matches(subject) }
    }
}

extension Registry {
    /// Events after a revision, oldest first.
    public func events(after revision: Revision, limit: Int) throws(RegistryError) -> [Event] {
        try store.events(after: revision, limit: limit)
    }
}
