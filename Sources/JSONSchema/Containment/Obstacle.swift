/// Why something could not be decided.
enum Obstacle: Sendable, Hashable {
    /// The steps are spent.
    case budget
    /// Documents nested deeper than is looked into.
    case depth
    /// Nothing is known that tells the words of these patterns apart.
    case pattern([String])
    /// A reference whose target depends on the way to it.
    case dynamicReference
    /// A schema that applies itself to the same value without end.
    case endlessReference
    /// A keyword about what others have evaluated, beside ones whose part in it is not known.
    case unevaluated
    /// Numbers beyond what the arithmetic holds.
    case arithmetic
    /// How many items or properties are of a kind.
    case counting
    /// Values too large to be written down.
    case size
    /// A candidate that did not hold.
    case search
}
