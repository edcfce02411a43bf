public import Governance
public import SchemaCore

/// A registry to try several things on, of which all come about or none.
public struct RegistrySandbox: Sendable {
    /// Does what it is asked, where nobody else sees it.
    public let registry: Registry
    let sandbox: StoreSandbox

    /// How many changes have come of it so far.
    public var changeCount: Int { sandbox.changes().count }
}

extension Registry {
    /// The registry as it is, to try things on that shall not come about; nobody is told of them.
    ///
    /// Ids of schemas that it has not seen are above two thousand millions, so that none is taken for one that exists.
    public func sandbox() throws(RegistryError) -> RegistrySandbox {
        var options = options
        options.observers = []
        let sandbox = try store.sandbox()
        return RegistrySandbox(
            registry: Registry(store: sandbox.store, formats: formats, options: options), sandbox: sandbox)
    }

    /// Tries several things one after the other, each on what those before it have left, and does all of them or none.
    ///
    /// Rights, levels and policies are asked for as if each was done for itself.
    ///
    /// - Parameters:
    ///   - body: may be called again when others change what it rests on meanwhile; whether it means what it has done.
    /// - Returns: what the body gave, and the events; none when it did not mean it, or nothing was to be changed.
    /// - Throws: `.conflict` after ``attempts`` lost races, and what the body throws.
    public func together<Value>(
        by caller: Caller,
        _ body: (RegistrySandbox) throws(RegistryError) -> (value: Value, isMeant: Bool)
    ) throws(RegistryError) -> (value: Value, events: [Event]) {
        for _ in 0..<Self.attempts {
            do throws(RegistryError) {
                let trial = try sandbox()
                let (value, isMeant) = try body(trial)
                guard isMeant, trial.changeCount > 0 else { return (value, []) }
                let events = try trial.sandbox.commit(caller.principal)
                for observer in options.observers { observer.appended(events) }
                return (value, events)
            } catch {
                guard error.code == .conflict else { throw error }
            }
        }
        throw .conflict
    }
}
