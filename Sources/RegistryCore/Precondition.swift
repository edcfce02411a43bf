public import SchemaCore

/// What a client saw before it asks for a change: that is not made to anything else.
public enum Precondition: Sendable, Hashable {
    case none
    /// The revision of the event that last set what is to be changed; 0 for what was never set.
    case at(Revision)

    /// - Throws: `.preconditionFailed` when something else is there now.
    func check(_ current: Revision?) throws(RegistryError) {
        switch self {
        case .none: break
        case .at(let revision):
            let current = current ?? .zero
            guard revision == current else {
                throw .preconditionFailed(given: "\"\(revision.number)\"", current: "\"\(current.number)\"")
            }
        }
    }
}
