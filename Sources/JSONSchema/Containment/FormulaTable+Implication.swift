internal import JSONCore

/// Which pairs of literals are known to imply each other, and which are being looked at.
final class Implications {
    fileprivate var known = PairMap()
    /// Implications found while others are being looked at.
    fileprivate var found: [UInt64] = []
    /// Those that are being looked at, each below the one before.
    fileprivate var active: [UInt64] = []
    /// Those that were taken for granted while they were looked at.
    fileprivate var assumed: Set<UInt64> = []
    /// Parts that were looked at since the outermost question.
    fileprivate var looks = 0
}

/// What follows from what by the structure alone: each part of the one from some part of the other.
///
/// It settles most of what differs little, at once. That it does not hold says nothing.
extension FormulaTable {
    private static let depthLimit = 600
    private static let lookLimit = 30_000

    /// Whether all that satisfies one literal evidently satisfies another.
    func implies(_ one: Literal, _ other: Literal, depth: Int = 0) -> Bool {
        if one == other || other == .truth || one == .falsehood { return true }
        let possible = kinds(one)
        if kinds(!other).isDisjoint(with: possible) { return true }
        guard possible.isSubset(of: kinds(other)), depth < Self.depthLimit else { return false }
        if isPart(other, of: one) { return true }
        let key = Literal.pair(one, other)
        if let known = implications.known[key] { return known }
        if implications.active.contains(key) {
            // A value that tells them apart would hold a smaller one that does.
            implications.assumed.insert(key)
            return true
        }
        if depth == 0 { implications.looks = 0 }
        guard look() else { return false }
        implications.active.append(key)
        let holds = followsByParts(one, other, depth + 1)
        implications.active.removeLast()
        settle(key, holds, isOutermost: implications.active.isEmpty)
        return holds
    }

    private func settle(_ key: UInt64, _ holds: Bool, isOutermost: Bool) {
        if holds {
            implications.known[key] = true
            implications.found.append(key)
        } else if implications.looks < Self.lookLimit, !effort.isSpent {
            implications.known[key] = false
        }
        if !holds, implications.assumed.contains(key) {
            // What rested on it is looked at again.
            for other in implications.found { implications.known[other] = nil }
            implications.found.removeAll(keepingCapacity: true)
        }
        if isOutermost {
            implications.found.removeAll(keepingCapacity: true)
            if !implications.assumed.isEmpty { implications.assumed = [] }
        }
    }

    private func look(_ parts: Int = 1) -> Bool {
        implications.looks += parts
        return implications.looks < Self.lookLimit && effort.spend(1 + parts / 8)
    }

    // MARK: - Conjunctions and clauses

    private func followsByParts(_ one: Literal, _ other: Literal, _ depth: Int) -> Bool {
        switch (self[other], other.isNegated) {
        case (.all(let parts), false): return self[parts].allSatisfy { implies(one, $0, depth: depth) }
        case (.recursive(let position), false): return implies(one, body(position), depth: depth)
        case (.all(let parts), true):
            // Of a clause, one alternative has to follow.
            if self[parts].contains(where: { implies(one, !$0, depth: depth) }) { return true }
        case (.recursive, true), (.opaque, _), (.kinds, _), (.values, _), (.number, _), (.string, _), (.array, _),
            (.object, _):
            break
        }
        switch (self[one], one.isNegated) {
        case (.all(let parts), false):
            guard look(parts.range.count) else { return false }
            return self[parts].contains { mayImply($0, other) && implies($0, other, depth: depth) }
        case (.recursive(let position), false): return implies(body(position), other, depth: depth)
        case (.all(let parts), true): return self[parts].allSatisfy { implies(!$0, other, depth: depth) }
        case (.values(let id), false):
            return set(id).values.allSatisfy { value in
                look() && value.writings.allSatisfy { holds($0, other) == true }
            }
        case (.recursive, true), (.opaque, _), (.kinds, _), (.values, true), (.number, _), (.string, _), (.array, _),
            (.object, _):
            break
        }
        if one.isNegated, other.isNegated { return follows(self[!other], self[!one], depth) }
        return !one.isNegated && !other.isNegated && follows(self[one], self[other], depth)
    }

    private func isPart(_ literal: Literal, of other: Literal) -> Bool {
        guard let parts = parts(of: other), !other.isNegated else { return false }
        return self[parts].contains(sorted: literal)
    }

    /// Whether a look at two parts of conjunctions may be worth while.
    private func mayImply(_ one: Literal, _ other: Literal) -> Bool {
        switch (self[one], self[other]) {
        case (.object(.property(let name, _)), .object(.property(let another, _))): name == another
        case (.object(.required), _), (_, .object(.required)): false
        case (.number, .string), (.number, .array), (.number, .object), (.string, .number), (.string, .array),
            (.string, .object), (.array, .number), (.array, .string), (.array, .object), (.object, .number),
            (.object, .string), (.object, .array):
            false
        case (_, _): true
        }
    }

    // MARK: - Atoms

    private func follows(_ one: Formula, _ other: Formula, _ depth: Int) -> Bool {
        switch (one, other) {
        case (.kinds(let kinds), .kinds(let others)): kinds.isSubset(of: others)
        case (.values(let values), .values(let others)):
            set(values).values.allSatisfy { look() && set(others).contains($0) }
        case (.number(let atom), .number(let another)): Self.follows(number(atom), number(another))
        case (.string(let atom), .string(let another)): Self.follows(atom, another)
        case (.array(let atom), .array(let another)): follows(atom, another, depth)
        case (.object(let atom), .object(let another)): follows(atom, another, depth)
        case (_, _): false
        }
    }

    private static func follows(_ one: NumberAtom, _ other: NumberAtom) -> Bool {
        switch (one, other) {
        case (.lower(let bound), .lower(let another)):
            bound.value > another.value
                || (bound.value == another.value && (another.isInclusive || !bound.isInclusive))
        case (.upper(let bound), .upper(let another)):
            bound.value < another.value
                || (bound.value == another.value && (another.isInclusive || !bound.isInclusive))
        case (.multiple(let divisor), .multiple(let another)): divisor.isMultiple(of: another)
        case (_, _): false
        }
    }

    private static func follows(_ one: StringAtom, _ other: StringAtom) -> Bool {
        switch (one, other) {
        case (.minLength(let length), .minLength(let another)): length >= another
        case (.maxLength(let length), .maxLength(let another)): length <= another
        case (_, _): false
        }
    }

    private func follows(_ one: ArrayAtom, _ other: ArrayAtom, _ depth: Int) -> Bool {
        switch (one, other) {
        case (.item(let position, let schema), .item(let another, let wanted)):
            position == another && implies(schema, wanted, depth: depth)
        case (.items(let first, let schema), .item(let position, let wanted)):
            first <= position && implies(schema, wanted, depth: depth)
        case (.items(let first, let schema), .items(let another, let wanted)):
            first <= another && implies(schema, wanted, depth: depth)
        case (.contains(let schema, let count), .contains(let wanted, let least)):
            count >= least && implies(schema, wanted, depth: depth)
        case (.contains(_, let count), .minItems(let least)): count >= least
        case (.minItems(let count), .minItems(let least)): count >= least
        case (.maxItems(let count), .maxItems(let most)): count <= most
        case (.maxItems(let count), .item(let position, _)): count <= position
        case (.maxItems(let count), .items(let first, _)): count <= first
        case (_, _): false
        }
    }

    private func follows(_ one: ObjectAtom, _ other: ObjectAtom, _ depth: Int) -> Bool {
        switch (one, other) {
        case (.property(let name, let schema), .property(let another, let wanted)):
            name == another && implies(schema, wanted, depth: depth)
        case (.members(let scope, let schema), .property(let name, let wanted)):
            implies(schema, wanted, depth: depth) && contains(self.scope(scope), name) == true
        case (.members(let scope, let schema), .members(let another, let wanted)):
            self.scope(scope).includes(self.scope(another)) && implies(schema, wanted, depth: depth)
        case (.names(let schema), .names(let wanted)): implies(schema, wanted, depth: depth)
        case (.minProperties(let count), .minProperties(let least)): count >= least
        case (.maxProperties(let count), .maxProperties(let most)): count <= most
        case (_, _): false
        }
    }
}

extension NameScope {
    /// Whether every name of another scope evidently belongs to this one.
    fileprivate func includes(_ other: NameScope) -> Bool {
        matching.allSatisfy(other.matching.contains) && avoiding.allSatisfy(other.avoiding.contains)
            && excluding.allSatisfy(other.excludes)
    }
}
