internal import JSONCore

/// A conjunction of literals about one value, taken apart: one case of the normal form, with the choices that are still open.
///
/// Branches are copied for every alternative that is tried, so they are made of few arrays, and of numbers alone.
struct Branch {
    /// An atom, or its negation.
    struct Claim<Atom> {
        var atom: Atom
        var isNegated: Bool
        var support: Support
    }

    /// One of some literals holds.
    struct Choice {
        /// Where the literals stand among the alternatives of all choices.
        fileprivate(set) var range: Range<Int32>
        fileprivate(set) var support: Support
        /// The schema that must not hold, when the choice is in what it is not satisfied.
        fileprivate var violated: Literal?
        /// How many of the schemas known to hold were held against it.
        fileprivate var compared = 0
    }

    private(set) var kinds = Kinds.all
    /// For each kind that is gone, why.
    private var absences = InlineArray<8, Support>(repeating: .none)
    /// Everything that was asserted, in that order.
    private(set) var facts: [Fact] = []
    /// Positions among the facts.
    private var known = LiteralMap()
    /// Positions of the facts that are whole schemas, of which some exclude others.
    private var schemas = InlineArray<12, Int32>(repeating: 0)
    private var schemaCount = 0
    /// Position of the fact with the fewest values, of those that leave finitely many.
    private var smallest: Int?
    /// Position among the table's obstacles of the first that was met.
    private var obstacle: Int32?
    private(set) var choices: [Choice] = []
    /// The literals of all choices.
    private var alternatives: [Literal] = []
    /// What contradicts itself, once something does.
    private(set) var conflict: Support?

    /// Asserts a literal and what follows from it at once.
    mutating func assert(_ literal: Literal, _ support: Support, _ table: FormulaTable) {
        if conflict != nil || known[literal] != nil { return }
        if let opposite = known[!literal] {
            conflict = facts[opposite].support | support
            return
        }
        table.effort.spend()
        known.insert(literal, facts.count)
        facts.append(Fact(literal: literal, support: support))
        restrict(to: table.kinds(literal), support)
        if let parts = table.parts(of: literal) {
            assert(parts, of: literal, support, table)
        } else if let body = table.body(of: literal) {
            assert(body, support, table)
        } else if let position = table.obstacle(of: literal) {
            obstacle = obstacle ?? position
        } else if !literal.isNegated, let set = table.values(of: literal) {
            let fewest = smallest.flatMap { table.values(of: facts[$0].literal)?.values.count } ?? .max
            if set.values.count < fewest { smallest = facts.count - 1 }
        }
    }

    /// Asserts the parts of a conjunction, or that one of them does not hold.
    private mutating func assert(
        _ parts: Formula.Parts, of literal: Literal, _ support: Support, _ table: FormulaTable
    ) {
        if literal.isNegated {
            let start = Int32(truncatingIfNeeded: alternatives.count)
            for position in parts.range { alternatives.append(!table[part: position]) }
            let range = start..<Int32(truncatingIfNeeded: alternatives.count)
            choices.append(Choice(range: range, support: support, violated: !literal))
        } else {
            if schemaCount < schemas.count {
                schemas[schemaCount] = Int32(truncatingIfNeeded: facts.count - 1)
                schemaCount += 1
            }
            for position in parts.range { assert(table[part: position], support, table) }
        }
    }

    /// Leaves only some kinds of value.
    mutating func restrict(to allowed: Kinds, _ support: Support) {
        let gone = kinds.subtracting(allowed)
        if gone.isEmpty { return }
        for position in 0..<8 where gone.rawValue & (1 << UInt8(position)) != 0 { absences[position] = support }
        kinds.formIntersection(allowed)
        if kinds.isEmpty { conflict = conflict ?? absence(of: .all) }
    }

    /// Why none of some kinds is left.
    func absence(of kinds: Kinds) -> Support {
        var support = Support.none
        for position in 0..<8 where kinds.rawValue & (1 << UInt8(position)) != 0 { support |= absences[position] }
        return support
    }

    // MARK: - What is claimed

    /// The facts that are atoms of one sort, of which a function tells which they are.
    func claims<Atom>(_ atom: (Literal) -> Atom?) -> [Claim<Atom>] {
        facts.compactMap { fact in
            atom(fact.literal).map {
                Claim(atom: $0, isNegated: fact.literal.isNegated, support: fact.support)
            }
        }
    }

    /// The values that are out, by the sets they were named in.
    func exclusions(in table: FormulaTable) -> [Claim<ValueSet>] {
        claims { $0.isNegated ? table.values(of: $0) : nil }
    }

    /// The fact that leaves the fewest values, when one leaves finitely many.
    var smallestSet: Fact? { smallest.map { facts[$0] } }

    /// What is not understood of it, if anything.
    func obstacle(in table: FormulaTable) -> Obstacle? { obstacle.map { table.obstacles[Int($0)] } }

    // MARK: - Choices

    /// The literals of a choice, of which one holds.
    func alternatives(of choice: Choice) -> ArraySlice<Literal> {
        alternatives[Int(choice.range.lowerBound)..<Int(choice.range.upperBound)]
    }

    /// Drops the alternatives of a choice that a function has a reason against.
    mutating func narrowChoice(at position: Int, by reason: (Branch, Literal) -> Support?) {
        let range = choices[position].range
        var end = range.lowerBound
        for place in range {
            let alternative = alternatives[Int(place)]
            if let reason = reason(self, alternative) {
                choices[position].support |= reason
                continue
            }
            if end < place { alternatives[Int(end)] = alternative }
            end += 1
        }
        choices[position].range = range.lowerBound..<end
    }

    /// Takes a choice out, to be made.
    mutating func removeChoice(at position: Int) { choices.remove(at: position) }

    /// Drops alternatives that are refuted and choices that are made, until nothing changes.
    mutating func propagate(_ table: FormulaTable) {
        var isChanged = true
        while isChanged, conflict == nil {
            isChanged = false
            let count = choices.count
            table.effort.spend(choices.reduce(0) { $0 + $1.range.count } / 4)
            var kept = 0
            for position in 0..<count {
                if isMade(choices[position], table) { continue }
                if let contradiction = contradiction(to: choices[position], table) {
                    conflict = contradiction
                    return
                }
                let compared = choices[position].compared
                narrowChoice(at: position) { $0.refutation(of: $1, heldAgainst: compared, table) }
                choices[position].compared = schemaCount
                let choice = choices[position]
                if choice.range.count > 1 {
                    if kept < position { choices[kept] = choice }
                    kept += 1
                } else if let last = alternatives(of: choice).first {
                    assert(last, choice.support, table)
                    isChanged = true
                } else {
                    conflict = conflict ?? choice.support
                }
            }
            choices.removeSubrange(kept..<count)
        }
    }

    /// Why a literal cannot hold here, when that is evident.
    ///
    /// - Parameter compared: how many of the schemas known to hold need not be looked at again.
    private func refutation(of literal: Literal, heldAgainst compared: Int, _ table: FormulaTable) -> Support? {
        if let opposite = known[!literal] { return facts[opposite].support }
        let possible = table.kinds(literal)
        if possible.isDisjoint(with: kinds) { return absence(of: possible) }
        guard !literal.isNegated, let parts = table.parts(of: literal) else { return nil }
        for position in parts.range {
            if let opposite = known[!table[part: position]] { return facts[opposite].support }
        }
        for position in compared..<schemaCount {
            let fact = facts[Int(schemas[position])]
            if table.excludeEachOther(literal, fact.literal) { return fact.support }
        }
        return nil
    }

    /// Why a schema that must not hold does, when it evidently follows from one that does.
    private func contradiction(to choice: Choice, _ table: FormulaTable) -> Support? {
        guard let violated = choice.violated else { return nil }
        for position in choice.compared..<schemaCount {
            let fact = facts[Int(schemas[position])]
            if table.implies(fact.literal, violated) { return fact.support | choice.support }
        }
        return nil
    }

    /// Whether an alternative of a choice is known to hold, or cannot fail for the kinds that are left.
    private func isMade(_ choice: Choice, _ table: FormulaTable) -> Bool {
        choice.range.contains { holds(alternatives[Int($0)], table) }
    }

    private func holds(_ literal: Literal, _ table: FormulaTable) -> Bool {
        if known[literal] != nil || table.kinds(!literal).isDisjoint(with: kinds) { return true }
        guard !literal.isNegated, let parts = table.parts(of: literal) else { return false }
        return parts.range.allSatisfy { known[table[part: $0]] != nil }
    }
}
