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
        var options = options
        options.observers = []
        for _ in 0..<Self.attempts {
            do throws(RegistryError) {
                let sandbox = try store.sandbox()
                let trial = Registry(store: sandbox.store, formats: formats, options: options)
                let (value, isMeant) = try body(RegistrySandbox(registry: trial, sandbox: sandbox))
                guard isMeant, !sandbox.changes().isEmpty else { return (value, []) }
                let events = try sandbox.commit(caller.principal)
                for observer in self.options.observers { observer.appended(events) }
                return (value, events)
            } catch {
                guard error.code == .conflict else { throw error }
            }
        }
        throw .conflict
    }
}
