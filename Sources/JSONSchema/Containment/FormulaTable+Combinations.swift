internal import JSONCore

extension FormulaTable {
    /// The negation, with the kinds turned round rather than marked.
    mutating func not(_ literal: Literal) -> Literal {
        if case .kinds(let kinds) = self[literal] { return self.kinds(literal.isNegated ? kinds : kinds.complement) }
        return !literal
    }

    mutating func any(_ parts: [Literal]) -> Literal {
        not(all(parts.map { !$0 }))
    }

    mutating func all(_ parts: [Literal]) -> Literal {
        var conjunction = Conjunction()
        swap(&conjunction.others, &gathered)
        for part in parts where !conjunction.isFalse { add(part, to: &conjunction) }
        let literal = conjunction.isFalse ? .falsehood : literal(for: &conjunction)
        conjunction.others.removeAll(keepingCapacity: true)
        swap(&conjunction.others, &gathered)
        return literal
    }

    /// Exactly one of them: any of them, and of two that may hold together not both.
    mutating func one(_ parts: [Literal]) -> Literal {
        let parts = parts.filter { $0 != .falsehood }.sorted()
        let pairs = overlaps(of: parts)
        if effort.isSpent { return opaque(.budget) }
        return all([any(parts)] + pairs.map { any([!$0, !$1]) })
    }

    /// The pairs that are not known to exclude each other.
    func overlaps(of parts: [Literal]) -> [(Literal, Literal)] {
        var pairs: [(Literal, Literal)] = []
        let profiles = parts.map { part in
            var profile = Profile()
            self.profile(of: part, into: &profile, depth: Self.profileDepth)
            return profile
        }
        for (position, part) in parts.enumerated() {
            for second in parts.indices.dropFirst(position + 1) {
                let other = parts[second]
                effort.spend()
                if effort.isSpent { return pairs }
                if part == !other || kinds(part).isDisjoint(with: kinds(other)) { continue }
                if areDisjoint(part, profiles[position], other, profiles[second], depth: Self.profileDepth) { continue }
                pairs.append((part, other))
            }
        }
        return pairs
    }

    mutating func choice(if condition: Literal, then: Literal, else otherwise: Literal) -> Literal {
        all([any([!condition, then]), any([condition, otherwise])])
    }

    // MARK: - Conjunctions

    /// A conjunction while it is gathered.
    private struct Conjunction {
        var kinds = Kinds.all
        var values: ValueSet?
        var excluded: ValueSet?
        var others: [Literal] = []
        var isFalse = false
    }

    private func add(_ part: Literal, to conjunction: inout Conjunction) {
        switch (self[part], part.isNegated) {
        case (.all(let parts), false):
            for position in parts.range { add(self[part: position], to: &conjunction) }
        case (.all(let parts), true):
            if parts.range.isEmpty { conjunction.isFalse = true } else { insert(part, into: &conjunction) }
        case (.kinds(let kinds), let isNegated):
            conjunction.kinds.formIntersection(isNegated ? kinds.complement : kinds)
            if conjunction.kinds.isEmpty { conjunction.isFalse = true }
        case (.values(let id), false):
            let set = set(id)
            conjunction.values = conjunction.values.map { $0.filter(set.contains) } ?? set
        case (.values(let id), true):
            let set = set(id)
            conjunction.excluded = conjunction.excluded?.union(set) ?? set
        case (.recursive, _), (.opaque, _), (.number, _), (.string, _), (.array, _),
            (.object, _):
            insert(part, into: &conjunction)
        }
    }

    private func insert(_ part: Literal, into conjunction: inout Conjunction) { conjunction.others.append(part) }

    /// Whether a value can be written so that it is of some kinds.
    private static func isOf(_ kinds: Kinds, _ value: JSON) -> Bool {
        value.writings.contains { !Kinds(of: $0).isDisjoint(with: kinds) }
    }

    private mutating func literal(for conjunction: inout Conjunction) -> Literal {
        var kinds = conjunction.kinds
        var possible = kinds
        var valuesLiteral: Literal?
        if var set = conjunction.values {
            if kinds != .all { set = set.filter { Self.isOf(kinds, $0) } }
            if let excluded = conjunction.excluded { set = set.filter { !excluded.contains($0) } }
            let literal = values(set)
            if literal == .falsehood { return .falsehood }
            valuesLiteral = literal
            possible = self.kinds(literal)
            // Only of whole numbers the kind is more than the value.
            if set.values.allSatisfy({ Kinds(equalTo: $0).isSubset(of: kinds) }) { kinds = .all }
        } else if let excluded = conjunction.excluded {
            let set = kinds == .all ? excluded : excluded.filter { !Kinds(equalTo: $0).isDisjoint(with: kinds) }
            let literal = values(set)
            if literal != .falsehood { valuesLiteral = !literal }
        }
        conjunction.others.sort()
        var count = 0
        var last: Literal?
        for position in conjunction.others.indices {
            let part = conjunction.others[position]
            if part == last { continue }
            // A literal and its negation stand beside each other.
            if let last, last == !part { return .falsehood }
            last = part
            possible.formIntersection(self.kinds(part))
            // What cannot fail for the kinds that are left says nothing.
            guard !self.kinds(!part).isDisjoint(with: conjunction.kinds) else { continue }
            conjunction.others[count] = part
            count += 1
        }
        if possible.isEmpty { return .falsehood }
        conjunction.others.removeLast(conjunction.others.count - count)
        if let valuesLiteral { conjunction.others.append(valuesLiteral) }
        dropImpliedClauses(&conjunction.others)
        if kinds != .all { conjunction.others.append(self.kinds(kinds)) }
        if conjunction.others.count == 1 { return conjunction.others[0] }
        conjunction.others.sort()
        return intern(all: conjunction.others)
    }
}

extension FormulaTable {
    private static let clauseLimit = 40

    /// Drops each "one of these holds" that says less than another.
    private func dropImpliedClauses(_ parts: inout [Literal]) {
        var clauses: [(position: Int, literals: ArraySlice<Literal>)] = []
        for (position, part) in parts.enumerated() where part.isNegated {
            if let literals = self.parts(of: part) { clauses.append((position, self[literals])) }
        }
        guard clauses.count > 1, clauses.count <= Self.clauseLimit else { return }
        var implied: Set<Int> = []
        for clause in clauses {
            effort.spend(clauses.count / 8)
            let isImplied = clauses.contains { other in
                other.position != clause.position && other.literals.count < clause.literals.count
                    && Self.isSubset(other.literals, of: clause.literals)
            }
            if isImplied { implied.insert(clause.position) }
        }
        if implied.isEmpty { return }
        parts = parts.enumerated().filter { !implied.contains($0.offset) }.map(\.element)
    }

    /// Whether all of a sorted list are in another one.
    private static func isSubset(_ list: ArraySlice<Literal>, of other: ArraySlice<Literal>) -> Bool {
        var position = other.startIndex
        for literal in list {
            while position < other.endIndex, other[position] < literal { position += 1 }
            guard position < other.endIndex, other[position] == literal else { return false }
            position += 1
        }
        return true
    }
}

extension FormulaTable {
    /// What a literal says outright, gathered from its conjunction.
    private struct Profile {
        var values: ValueSet?
        var required: [Formula.Name] = []
        var properties: [(name: Formula.Name, schema: Literal)] = []
        var closed: [NameScope] = []
    }

    private func profile(of literal: Literal, into profile: inout Profile, depth: Int) {
        switch (self[literal], literal.isNegated) {
        case (.all(let parts), false):
            for part in self[parts] { self.profile(of: part, into: &profile, depth: depth) }
        case (.recursive(let position), false):
            if depth > 0 { self.profile(of: body(position), into: &profile, depth: depth - 1) }
        case (.values(let id), false): profile.values = set(id)
        case (.object(.required(let name)), false): profile.required.append(name)
        case (.object(.property(let name, let schema)), false):
            profile.properties.append((name, schema))
        case (.object(.members(let id, .falsehood)), false): profile.closed.append(scope(id))
        case (.all, true), (.recursive, true), (.values, true), (.object, _), (.opaque, _),
            (.kinds, _), (.number, _), (.string, _), (.array, _):
            break
        }
    }

    private static let profileDepth = 3

    /// Whether it is evident that no value satisfies both; false says nothing.
    func areDisjoint(_ left: Literal, _ right: Literal, depth: Int = profileDepth) -> Bool {
        if left == !right || kinds(left).isDisjoint(with: kinds(right)) { return true }
        guard depth > 0, effort.spend() else { return false }
        var first = Profile()
        var second = Profile()
        profile(of: left, into: &first, depth: depth)
        profile(of: right, into: &second, depth: depth)
        return areDisjoint(left, first, right, second, depth: depth)
    }

    private func areDisjoint(
        _ left: Literal, _ first: Profile, _ right: Literal, _ second: Profile, depth: Int
    ) -> Bool {
        if let values = first.values { return refutes(right, values) }
        if let values = second.values { return refutes(left, values) }
        guard kinds(left).intersection(kinds(right)) == .object else { return false }
        return areDisjoint(first, second, second.required, depth) || areDisjoint(second, first, first.required, depth)
    }

    /// Whether one of some names, which must be there, can have no value or must not be there.
    private func areDisjoint(
        _ one: Profile, _ other: Profile, _ required: [Formula.Name], _ depth: Int
    ) -> Bool {
        for name in required {
            if one.closed.contains(where: { contains($0, name) == true }) { return true }
            let theirs = other.properties.filter { $0.name == name }
            for entry in one.properties where entry.name == name {
                if entry.schema == .falsehood { return true }
                for their in theirs where areDisjoint(entry.schema, their.schema, depth: depth - 1) { return true }
            }
        }
        return false
    }

    /// Whether none of some values satisfies a literal.
    private func refutes(_ literal: Literal, _ set: ValueSet) -> Bool {
        set.values.allSatisfy { value in effort.spend() && value.writings.allSatisfy { holds($0, literal) == false } }
    }

    /// Whether a name belongs to a scope; `nil` when a pattern could not be searched for.
    func contains(_ scope: NameScope, _ name: Formula.Name) -> Bool? {
        if scope.excludes(name) { return false }
        return contains(scope, text(name), excluding: false)
    }

    /// The same for a text that may be in no table.
    func contains(_ scope: NameScope, _ text: String, excluding: Bool = true) -> Bool? {
        if excluding, !scope.excluding.isEmpty, let name = known(text), scope.excludes(name) { return false }
        var isKnown = true
        for pattern in scope.matching {
            guard let matches = matches(pattern, text) else {
                isKnown = false
                continue
            }
            if !matches { return false }
        }
        for pattern in scope.avoiding {
            guard let matches = matches(pattern, text) else {
                isKnown = false
                continue
            }
            if matches { return false }
        }
        return isKnown ? true : nil
    }
}
