internal import Pattern

/// A pattern as a conjunction of regular expressions, some of them negated.
///
/// Looks ahead at the start of the text say something about the whole text by themselves: `^(?!x)y` is `^y` and not `^x`.
struct PatternParts {
    struct Part {
        var automaton: Automaton
        var isNegated: Bool
    }

    let parts: [Part]

    /// How much it is, in states.
    var size: Int { parts.reduce(0) { $0 + $1.automaton.states.count } }

    /// The parts of an expression; `nil` when it is not regular, or too large.
    init?(_ expression: Expression) {
        var parts: [Part] = []
        var rest = expression
        if case .sequence(let all) = expression, case .start? = all.first {
            var position = 1
            while position < all.count, case .look(.ahead, let expectation, let condition) = all[position] {
                guard let automaton = Automaton(.sequence([.start, condition])) else { return nil }
                parts.append(Part(automaton: automaton, isNegated: expectation == .noMatch))
                position += 1
            }
            if position > 1 { rest = .sequence([.start] + all[position...]) }
        }
        guard let automaton = Automaton(rest) else { return nil }
        parts.append(Part(automaton: automaton, isNegated: false))
        self.parts = parts
    }
}
