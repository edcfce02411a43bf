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
    }

    private(set) var kinds = Kinds.all
    /// For each kind that is gone, why.
    private var absences = Array(repeating: Support.none, count: 8)
    /// Everything that was asserted, in that order.
    private(set) var facts: [Fact] = []
    private var known: [Literal: Support] = [:]
    private(set) var values: [Claim<ValueSet>] = []
    private(set) var numbers: [Claim<NumberAtom>] = []
    private(set) var strings: [Claim<StringAtom>] = []
    private(set) var arrays: [Claim<ArrayAtom>] = []
    private(set) var objects: [Claim<ObjectAtom>] = []
    private(set) var obstacle: Obstacle?
    var choices: [Choice] = []
    /// What contradicts itself, once something does.
    private(set) var conflict: Support?

    /// Asserts a literal and what follows from it at once.
    mutating func assert(_ literal: Literal, _ support: Support, _ table: FormulaTable) {
        if conflict != nil || known[literal] != nil { return }
        if let opposite = known[!literal] {
            conflict = opposite | support
            return
        }
        known[literal] = support
        facts.append(Fact(literal: literal, support: support))
        let isNegated = literal.isNegated
        restrict(to: table.kinds(literal), support)
        switch table[literal] {
        case .all(let parts):
            if isNegated {
                choices.append(Choice(alternatives: parts.map { !$0 }, support: support))
            } else {
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
        if let opposite = known[!literal] { return opposite }
        let possible = table.kinds(literal)
        if possible.isDisjoint(with: kinds) { return absence(of: possible) }
        if case .all(let parts) = table[literal], !literal.isNegated {
            for part in parts {
                if let opposite = known[!part] { return opposite }
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
            for var choice in pending where !choice.alternatives.contains(where: { holds($0, table) }) {
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

    /// Whether a literal is known to hold, or cannot fail for the kinds that are left.
    private func holds(_ literal: Literal, _ table: FormulaTable) -> Bool {
        if known[literal] != nil || table.kinds(!literal).isDisjoint(with: kinds) { return true }
        if case .all(let parts) = table[literal], !literal.isNegated { return parts.allSatisfy { known[$0] != nil } }
        return false
    }
}
