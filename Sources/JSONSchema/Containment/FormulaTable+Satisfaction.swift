internal import JSONCore

extension FormulaTable {
    /// Whether a value satisfies a literal; `nil` when that hangs on something that is not understood.
    func holds(_ value: JSON, _ literal: Literal) -> Bool? {
        // What cannot fail, or hold, for this kind of value is settled without a look at it.
        let kind = Kinds(of: value)
        if kinds(literal).isDisjoint(with: kind) { return false }
        if kinds(!literal).isDisjoint(with: kind) { return true }
        guard effort.spend() else { return nil }
        let truth = holds(value, self[literal])
        return literal.isNegated ? truth.map { !$0 } : truth
    }

    private func holds(_ value: JSON, _ formula: Formula) -> Bool? {
        switch formula {
        case .all(let parts): return every(self[parts]) { holds(value, $0) }
        case .recursive(let position): return holds(value, body(position))
        case .opaque: return nil
        case .kinds(let kinds): return !kinds.isDisjoint(with: Kinds(of: value))
        case .values(let id): return set(id).contains(value)
        case .number(let id): return value.number.map { holds($0.decimal, number(id)) } ?? true
        case .string(let atom): return value.string.map { holds($0, atom) } ?? true
        case .array(let atom): return value.array.map { holds($0, atom) } ?? true
        case .object(let atom): return value.object.map { holds($0, atom) } ?? true
        }
    }

    private func holds(_ number: ExactDecimal, _ atom: NumberAtom) -> Bool {
        switch atom {
        case .lower(let bound): bound.isInclusive ? number >= bound.value : number > bound.value
        case .upper(let bound): bound.isInclusive ? number <= bound.value : number < bound.value
        case .multiple(let divisor): number.isMultiple(of: divisor)
        }
    }

    private func holds(_ text: String, _ atom: StringAtom) -> Bool? {
        switch atom {
        // There are no more code points than bytes.
        case .minLength(let length): text.utf8.count >= length && text.unicodeScalars.count >= length
        case .maxLength(let length): text.utf8.count <= length || text.unicodeScalars.count <= length
        case .pattern(let pattern): matches(pattern, text)
        case .format(let id): format(id).accepts(text)
        }
    }

    private func holds(_ items: [JSON], _ atom: ArrayAtom) -> Bool? {
        switch atom {
        case .item(let position, let schema):
            return items.indices.contains(position) ? holds(items[position], schema) : true
        case .items(let position, let schema): return every(items.dropFirst(position)) { holds($0, schema) }
        case .contains(let schema, let count):
            var known = 0
            var possible = 0
            for item in items {
                let truth = holds(item, schema)
                if truth == true { known += 1 }
                if truth != false { possible += 1 }
            }
            if known >= count { return true }
            return possible < count ? false : nil
        case .minItems(let count): return items.count >= count
        case .maxItems(let count): return items.count <= count
        case .uniqueItems: return Set(items).count == items.count
        }
    }

    private func holds(_ object: JSONObject, _ atom: ObjectAtom) -> Bool? {
        switch atom {
        case .property(let name, let schema): return object[text(name)].map { holds($0, schema) } ?? true
        case .members(let id, let schema):
            let scope = scope(id)
            return every(object.members) { member in
                guard let isInScope = contains(scope, member.name) else {
                    return holds(member.value, schema) == true ? true : nil
                }
                return isInScope ? holds(member.value, schema) : true
            }
        case .names(let schema): return every(object.members) { holds(.string($0.name), schema) }
        case .required(let name): return object[text(name)] != nil
        case .minProperties(let count): return object.count >= count
        case .maxProperties(let count): return object.count <= count
        }
    }

    /// Conjunction in which the unknown does not hide a falsehood.
    private func every<Elements: Sequence>(_ elements: Elements, _ holds: (Elements.Element) -> Bool?) -> Bool? {
        var isKnown = true
        for element in elements {
            guard let truth = holds(element) else {
                isKnown = false
                continue
            }
            if !truth { return false }
        }
        return isKnown ? true : nil
    }
}

extension AssertedFormat {
    /// Whether a text is of the format; every text is of one that the dialect does not know.
    fileprivate func accepts(_ text: String) -> Bool {
        Format.named(name, in: dialect)?.accepts(text.utf8.span) ?? true
    }
}
