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
        for part in parts where !conjunction.isFalse { add(part, to: &conjunction) }
        return conjunction.isFalse ? .falsehood : literal(for: conjunction)
    }

    /// Exactly one of them: any of them, and of two that may hold together not both.
    mutating func one(_ parts: [Literal]) -> Literal {
        let parts = parts.filter { $0 != .falsehood }.sorted()
        let pairs = overlaps(of: parts)
        return all([any(parts)] + pairs.map { any([!$0, !$1]) })
    }

    /// The pairs that are not known to exclude each other.
    func overlaps(of parts: [Literal]) -> [(Literal, Literal)] {
        var pairs: [(Literal, Literal)] = []
        for (position, part) in parts.enumerated() {
            for other in parts[(position + 1)...] where !areDisjoint(part, other) { pairs.append((part, other)) }
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
        var others: Set<Literal> = []
        var isFalse = false
    }

    private func add(_ part: Literal, to conjunction: inout Conjunction) {
        switch (self[part], part.isNegated) {
        case (.all(let parts), false):
            for part in parts { add(part, to: &conjunction) }
        case (.all(let parts), true):
            if parts.isEmpty { conjunction.isFalse = true } else { insert(part, into: &conjunction) }
        case (.kinds(let kinds), let isNegated):
            conjunction.kinds.formIntersection(isNegated ? kinds.complement : kinds)
            if conjunction.kinds.isEmpty { conjunction.isFalse = true }
        case (.values(let set), false):
            conjunction.values = conjunction.values.map { $0.filter(set.contains) } ?? set
        case (.values(let set), true):
            conjunction.excluded = conjunction.excluded?.union(set) ?? set
        case (.recursive, _), (.opaque, _), (.number, _), (.string, _), (.array, _),
            (.object, _):
            insert(part, into: &conjunction)
        }
    }

    private func insert(_ part: Literal, into conjunction: inout Conjunction) {
        if conjunction.others.contains(!part) { conjunction.isFalse = true }
        conjunction.others.insert(part)
    }

    /// Whether a value can be written so that it is of some kinds.
    private static func isOf(_ kinds: Kinds, _ value: JSON) -> Bool {
        value.writings.contains { !Kinds(of: $0).isDisjoint(with: kinds) }
    }

    private mutating func literal(for conjunction: Conjunction) -> Literal {
        var kinds = conjunction.kinds
        var possible = kinds
        var parts: [Literal] = []
        if var set = conjunction.values {
            if kinds != .all { set = set.filter { Self.isOf(kinds, $0) } }
            if let excluded = conjunction.excluded { set = set.filter { !excluded.contains($0) } }
            let literal = values(set)
            if literal == .falsehood { return .falsehood }
            parts.append(literal)
            possible = self.kinds(literal)
            // Only of whole numbers the kind is more than the value.
            if set.values.allSatisfy({ Kinds(equalTo: $0).isSubset(of: kinds) }) { kinds = .all }
        } else if let excluded = conjunction.excluded {
            let set = kinds == .all ? excluded : excluded.filter { !Kinds(equalTo: $0).isDisjoint(with: kinds) }
            let literal = values(set)
            if literal != .falsehood { parts.append(!literal) }
        }
        for part in conjunction.others {
            possible.formIntersection(self.kinds(part))
            // What cannot fail for the kinds that are left says nothing.
            if !self.kinds(!part).isDisjoint(with: conjunction.kinds) { parts.append(part) }
        }
        if possible.isEmpty { return .falsehood }
        if kinds != .all { parts.append(self.kinds(kinds)) }
        if parts.count == 1 { return parts[0] }
        return intern(.all(parts.sorted()))
    }
}

extension FormulaTable {
    /// What a literal says outright, gathered from its conjunction.
    private struct Profile {
        var values: ValueSet?
        var required: Set<Formula.Name> = []
        var properties: [Formula.Name: [Literal]] = [:]
        var closed: [NameScope] = []
    }

    private func profile(of literal: Literal, into profile: inout Profile, depth: Int) {
        switch (self[literal], literal.isNegated) {
        case (.all(let parts), false):
            for part in parts { self.profile(of: part, into: &profile, depth: depth) }
        case (.recursive(let position), false):
            if depth > 0 { self.profile(of: body(position), into: &profile, depth: depth - 1) }
        case (.values(let set), false): profile.values = set
        case (.object(.required(let name)), false): profile.required.insert(name)
        case (.object(.property(let name, let schema)), false):
            profile.properties[name, default: []].append(schema)
        case (.object(.members(let scope, .falsehood)), false): profile.closed.append(scope)
        case (.all, true), (.recursive, true), (.values, true), (.object, _), (.opaque, _),
            (.kinds, _), (.number, _), (.string, _), (.array, _):
            break
        }
    }

    /// Whether it is evident that no value satisfies both; false says nothing.
    func areDisjoint(_ left: Literal, _ right: Literal, depth: Int = 3) -> Bool {
        if left == !right || kinds(left).isDisjoint(with: kinds(right)) { return true }
        guard depth > 0 else { return false }
        var first = Profile()
        var second = Profile()
        profile(of: left, into: &first, depth: depth)
        profile(of: right, into: &second, depth: depth)
        if let values = first.values { return refutes(right, values) }
        if let values = second.values { return refutes(left, values) }
        guard kinds(left).intersection(kinds(right)) == .object else { return false }
        for name in first.required.union(second.required) {
            let schemas = (first.properties[name] ?? []) + (second.properties[name] ?? [])
            if schemas.contains(.falsehood) { return true }
            for (position, schema) in schemas.enumerated() {
                for other in schemas[(position + 1)...] where areDisjoint(schema, other, depth: depth - 1) {
                    return true
                }
            }
            if (first.closed + second.closed).contains(where: { contains($0, name) == true }) { return true }
        }
        return false
    }

    /// Whether none of some values satisfies a literal.
    private func refutes(_ literal: Literal, _ set: ValueSet) -> Bool {
        set.values.allSatisfy { value in value.writings.allSatisfy { holds($0, literal) == false } }
    }

    /// Whether a name belongs to a scope; `nil` when a pattern could not be searched for.
    func contains(_ scope: NameScope, _ name: Formula.Name) -> Bool? {
        if scope.excluding.contains(name) { return false }
        return contains(scope, text(name), excluding: false)
    }

    /// The same for a text that may be in no table.
    func contains(_ scope: NameScope, _ text: String, excluding: Bool = true) -> Bool? {
        if excluding, scope.excluding.contains(where: { self.text($0).isIdentical(to: text) }) { return false }
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
