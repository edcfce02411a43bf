internal import JSONCore

/// Why something could not be decided.
enum Obstacle: Sendable, Hashable {
    /// The steps are spent.
    case budget
    /// The steps are spent, and some causes have been found.
    case unfinished
    /// Documents nested deeper than is looked into.
    case depth
    /// Nothing is known that tells the words of these patterns apart.
    case pattern([String])
    /// A reference whose target depends on the way to it.
    case dynamicReference
    /// A schema that applies itself to the same value without end.
    case endlessReference
    /// Schemas that would have to be read in too many ways under a policy.
    case manyReadings
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

extension Obstacle {
    /// Why it is not known, as a sentence for people.
    var sentence: String {
        if self == .unfinished {
            return "There may be more that {writer} accepts and {reader} refuses: the comparison took too many steps."
        }
        let reason =
            switch self {
            case .budget, .unfinished: "the comparison took too many steps"
            case .depth: "the schemas are nested too deeply"
            case .pattern(let sources):
                "the patterns \(Self.quoted(sources)) could not be compared"
            case .dynamicReference: "the target of a reference depends on the way to it"
            case .endlessReference: "a schema refers to itself without end"
            case .manyReadings: "the policy would have them read in too many ways"
            case .unevaluated: "too many conditions decide which parts are unevaluated"
            case .arithmetic: "the numbers could not be compared"
            case .counting: "the numbers of items or properties of a kind could not be compared"
            case .size: "the values in question are too large"
            case .search: "no document was found that shows it"
            }
        return "Whether {reader} accepts all that {writer} accepts there is not known: \(reason)."
    }

    private static func quoted(_ sources: [String]) -> String {
        sources.prefix(3).map { JSON.string($0).text }.joined(separator: ", ") + (sources.count > 3 ? " …" : "")
    }
}
