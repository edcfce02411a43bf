internal import JSONCore

/// A conjunction of literals about one value, taken apart by the kinds of value they are about: one case of the normal
/// form, with the choices that are still open.
struct Branch {
    /// An atom, or its negation.
    struct Claim<Atom> {
        var atom: Atom
        var isNegated: Bool
        var support: Support
    }

    /// One of these literals holds.
    struct Choice {
        var alternatives: [Literal]
        var support: Support
        /// The schema that must not hold, when the choice is in what it is not satisfied.
        var violated: Literal?
        /// How many of the schemas known to hold were held against that one.
        var compared = 0
    }

    private(set) var kinds = Kinds.all
    /// For each kind that is gone, why.
    private var absences = InlineArray<8, Support>(repeating: .none)
    /// Everything that was asserted, in that order.
    private(set) var facts: [Fact] = []
    /// Positions among the facts.
    private var known = LiteralMap()
    /// Positions of the facts that are whole schemas, of which some exclude others.
    private var schemas: [Int] = []
    private(set) var values: [Claim<ValueSet>] = []
    private(set) var numbers: [Claim<NumberAtom>] = []
    private(set) var strings: [Claim<StringAtom>] = []
    private(set) var arrays: [Claim<ArrayAtom>] = []
    private(set) var objects: [Claim<ObjectAtom>] = []
    private(set) var obstacle: Obstacle?
    var choices: [Choice] = []
    /// What contradicts itself, once something does.
    private(set) var conflict: Support?

    private static let schemaLimit = 12

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
        let isNegated = literal.isNegated
        restrict(to: table.kinds(literal), support)
        switch table[literal] {
        case .all(let parts):
            if isNegated {
                choices.append(Choice(alternatives: parts.map { !$0 }, support: support, violated: !literal))
            } else {
                if schemas.count < Self.schemaLimit { schemas.append(facts.count - 1) }
                for part in parts { assert(part, support, table) }
            }
        case .recursive(let position):
            let body = table.body(position)
            assert(isNegated ? !body : body, support, table)
        case .opaque(let position): obstacle = obstacle ?? table.obstacles[Int(position)]
        case .kinds: break
        case .values(let set): values.append(Claim(atom: set, isNegated: isNegated, support: support))
        case .number(let atom): numbers.append(Claim(atom: atom, isNegated: isNegated, support: support))
        case .string(let atom): strings.append(Claim(atom: atom, isNegated: isNegated, support: support))
        case .array(let atom): arrays.append(Claim(atom: atom, isNegated: isNegated, support: support))
        case .object(let atom): objects.append(Claim(atom: atom, isNegated: isNegated, support: support))
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

    /// Why a literal cannot hold here, when that is evident.
    func refutation(of literal: Literal, _ table: FormulaTable) -> Support? {
        if let opposite = known[!literal] { return facts[opposite].support }
        let possible = table.kinds(literal)
        if possible.isDisjoint(with: kinds) { return absence(of: possible) }
        if case .all(let parts) = table[literal], !literal.isNegated {
            for part in parts {
                if let opposite = known[!part] { return facts[opposite].support }
            }
            for position in schemas where table.excludeEachOther(literal, facts[position].literal) {
                return facts[position].support
            }
        }
        return nil
    }

    /// Drops alternatives that are refuted and choices that are made, until nothing changes.
    mutating func propagate(_ table: FormulaTable) {
        var isChanged = true
        while isChanged, conflict == nil {
            isChanged = false
            let pending = choices
            choices = []
            table.effort.spend(pending.reduce(0) { $0 + $1.alternatives.count } / 4)
            for var choice in pending where !choice.alternatives.contains(where: { holds($0, table) }) {
                if let contradiction = contradiction(to: &choice, table) {
                    conflict = contradiction
                    return
                }
                choice.alternatives.removeAll { alternative in
                    guard let reason = refutation(of: alternative, table) else { return false }
                    choice.support |= reason
                    return true
                }
                if choice.alternatives.count > 1 {
                    choices.append(choice)
                } else if let last = choice.alternatives.first {
                    assert(last, choice.support, table)
                    isChanged = true
                } else {
                    conflict = conflict ?? choice.support
                }
            }
        }
    }

    /// Why a schema that must not hold does, when it evidently follows from one that does.
    private func contradiction(to choice: inout Choice, _ table: FormulaTable) -> Support? {
        guard let violated = choice.violated else { return nil }
        while choice.compared < schemas.count {
            let fact = facts[schemas[choice.compared]]
            choice.compared += 1
            if table.implies(fact.literal, violated) { return fact.support | choice.support }
        }
        return nil
    }

    /// Whether a literal is known to hold, or cannot fail for the kinds that are left.
    private func holds(_ literal: Literal, _ table: FormulaTable) -> Bool {
        if known[literal] != nil || table.kinds(!literal).isDisjoint(with: kinds) { return true }
        if case .all(let parts) = table[literal], !literal.isNegated { return parts.allSatisfy { known[$0] != nil } }
        return false
    }
}
