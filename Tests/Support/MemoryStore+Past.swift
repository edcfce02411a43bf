public import RegistryCore
public import SchemaCore
internal import Synchronization

extension MemoryStore {
    public func revision(at time: Timestamp) throws(RegistryError) -> Revision {
        try read { state in state.events.last { $0.at <= time }?.revision ?? .zero }
    }

    /// A store that the events up to the revision were appended to.
    public func past(at revision: Revision, _ time: Timestamp) throws(RegistryError) -> any Store {
        let past = MemoryStore()
        for event in try events(after: .zero, limit: Int(revision.number)) {
            past.setClock(to: Timestamp(microseconds: event.at.microseconds - 1_000_000))
            _ = try past.append([event.change], by: event.principal, expecting: [])
        }
        past.setClock(to: time)
        return past
    }

    /// A store with the same state; the changes are made when nothing at all has happened to this one since.
    public func sandbox() throws(RegistryError) -> StoreSandbox {
        let copy = MemoryStore()
        let state = state.withLock { $0 }
        copy.state.withLock { $0 = state }
        let base = state.events.count
        let others: [RegistryCore.Stream] = [.settings, .associations, .governance, .subjects(.everywhere)]
        let expecting = (others + Array(state.moved.keys)).map { (stream: $0, revision: state.revision(of: $0)) }
        return StoreSandbox(store: copy) {
            copy.state.withLock { $0.events.dropFirst(base).map(\.change) }
        } commit: { [self] (principal) throws(RegistryError) in
            try append(
                copy.state.withLock { $0.events.dropFirst(base).map(\.change) }, by: principal, expecting: expecting)
        }
    }

    private func setClock(to time: Timestamp) {
        state.withLock { $0.waited += time.microseconds - $0.now.microseconds }
    }
}
