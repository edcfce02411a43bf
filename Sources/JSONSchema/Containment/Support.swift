/// What a fact about a value rests on: literals of the problem and choices made on the way.
///
/// Both are sets of positions; from the 64th on, positions share one place, which only makes a support larger than it is.
struct Support: Sendable {
    private(set) var inputs: UInt64 = 0
    private(set) var decisions: UInt64 = 0

    static let none = Support()

    static func input(_ position: Int) -> Support { Support(inputs: 1 << UInt64(min(position, 63))) }
    static func decision(_ position: Int) -> Support { Support(decisions: 1 << UInt64(min(position, 63))) }

    private init(inputs: UInt64 = 0, decisions: UInt64 = 0) {
        self.inputs = inputs
        self.decisions = decisions
    }

    static func | (left: Support, right: Support) -> Support {
        Support(inputs: left.inputs | right.inputs, decisions: left.decisions | right.decisions)
    }

    static func |= (left: inout Support, right: Support) { left = left | right }

    /// Whether a choice counts; the ones that share a place always do.
    func rests(onDecision position: Int) -> Bool {
        position >= 63 || decisions & (1 << UInt64(position)) != 0
    }

    /// The same when a choice has been tried in full.
    func without(decision position: Int) -> Support {
        position >= 63 ? self : Support(inputs: inputs, decisions: decisions & ~(1 << UInt64(position)))
    }

    /// Whether a literal of the problem counts.
    static func holds(_ inputs: UInt64, _ position: Int) -> Bool { inputs & (1 << UInt64(min(position, 63))) != 0 }
}

/// A literal that is known to hold of a value, and what that rests on.
struct Fact: Sendable {
    var literal: Literal
    var support: Support
}
