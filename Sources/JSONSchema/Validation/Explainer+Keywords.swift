import Compatibility
import JSONCore
import Pattern

/// What each keyword asserts, as the specification says it.
extension Explainer {
    /// Judges a value by one keyword.
    mutating func check(
        _ entry: SchemaNode.Entry, of id: NodeID, _ value: JSON, _ evaluated: Evaluated
    ) throws(ValidationGaveUp) -> Verdict {
        let place = Place(entry, of: id)
        switch entry.keyword {
        case .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum:
            return checkValue(entry.keyword, value, place)
        case .maxLength, .minLength, .pattern, .format: return try checkString(entry.keyword, value, place)
        case .maxItems, .minItems, .maxProperties, .minProperties, .uniqueItems, .required, .dependentRequired:
            return checkCount(entry.keyword, value, place)
        case .prefixItems, .items, .contains, .unevaluatedItems:
            return try checkItems(entry.keyword, value, evaluated, place)
        case .properties, .patternProperties, .additionalProperties, .propertyNames, .unevaluatedProperties:
            return try checkMembers(entry.keyword, value, evaluated, place)
        case .allOf, .anyOf, .oneOf, .not, .conditional, .dependentSchemas:
            return try checkCombination(entry.keyword, value, place)
        case .reference, .dynamicReference, .recursiveReference:
            guard let target = target(of: entry.keyword) else { return .valid }
            return try apply(target, at: place, value)
        }
    }
}

// MARK: - Assertions

extension Explainer {
    private mutating func checkValue(_ keyword: Keyword, _ value: JSON, _ place: Place) -> Verdict {
        if case .type(let types) = keyword {
            return require(hasType(value, types, place.node), place, .type(types, found: value))
        }
        if case .enumeration(let values) = keyword {
            return require(values.contains(value), place, .enumeration(values, found: value))
        }
        if case .const(let constant) = keyword {
            return require(value == constant, place, .const(constant, found: value))
        }
        guard let number = value.number else { return .valid }
        if case .multipleOf(let divisor) = keyword {
            let isMultiple = number.decimal.isMultiple(of: divisor.decimal)
            return require(isMultiple, place, .multipleOf(divisor, found: value))
        }
        if case .maximum(let bound) = keyword {
            return require(number <= bound, place, .maximum(bound, found: value))
        }
        if case .exclusiveMaximum(let bound) = keyword {
            return require(number < bound, place, .exclusiveMaximum(bound, found: value))
        }
        if case .minimum(let bound) = keyword {
            return require(number >= bound, place, .minimum(bound, found: value))
        }
        if case .exclusiveMinimum(let bound) = keyword {
            return require(number > bound, place, .exclusiveMinimum(bound, found: value))
        }
        return .valid
    }

    private mutating func checkString(
        _ keyword: Keyword, _ value: JSON, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        guard let text = value.string else { return .valid }
        if case .pattern(let pattern) = keyword {
            return require(try matches(pattern, text), place, .pattern(pattern.source, found: value))
        }
        if case .format(let name) = keyword { return checkFormat(name, value, place) }
        let length = text.unicodeScalars.count
        if case .maxLength(let limit) = keyword {
            return require(length <= limit, place, .maximumCount(limit, of: .characters, in: value))
        }
        if case .minLength(let limit) = keyword {
            return require(length >= limit, place, .minimumCount(limit, of: .characters, in: value))
        }
        return .valid
    }

    private mutating func checkCount(_ keyword: Keyword, _ value: JSON, _ place: Place) -> Verdict {
        if case .uniqueItems = keyword { return checkUniqueness(value, place) }
        if case .required(let names) = keyword { return checkRequired(names, value, place) }
        if case .dependentRequired(let dependents) = keyword { return checkDependents(dependents, value, place) }
        if let count = value.array?.count {
            if case .maxItems(let limit) = keyword {
                return require(count <= limit, place, .maximumCount(limit, of: .items, in: value))
            }
            if case .minItems(let limit) = keyword {
                return require(count >= limit, place, .minimumCount(limit, of: .items, in: value))
            }
        }
        if let count = value.object?.count {
            if case .maxProperties(let limit) = keyword {
                return require(count <= limit, place, .maximumCount(limit, of: .properties, in: value))
            }
            if case .minProperties(let limit) = keyword {
                return require(count >= limit, place, .minimumCount(limit, of: .properties, in: value))
            }
        }
        return .valid
    }

    private mutating func require(_ isMet: Bool, _ place: Place, _ complaint: @autoclosure () -> Complaint) -> Verdict {
        if !isMet { fail(place, complaint()) }
        return Verdict(isValid: isMet)
    }

    private func hasType(_ value: JSON, _ types: TypeSet, _ id: NodeID) -> Bool {
        switch value {
        case .null: return types.contains(.null)
        case .boolean: return types.contains(.boolean)
        case .number(let number):
            if types.contains(.number) { return true }
            let mayHaveFraction = dialect(of: id).integersMayHaveFractions
            return types.contains(.integer) && (mayHaveFraction ? number.isInteger : number.isWrittenAsInteger)
        case .string: return types.contains(.string)
        case .array: return types.contains(.array)
        case .object: return types.contains(.object)
        }
    }

    func dialect(of id: NodeID) -> Dialect { graph.resources[Int(graph[id].resource)].dialect }

    private mutating func checkFormat(_ name: String, _ value: JSON, _ place: Place) -> Verdict {
        let vocabularies = graph.resources[Int(graph[place.node].resource)].vocabularies
        guard source.formats == .assertion || vocabularies.contains(.formatAssertion), let text = value.string,
            let format = Format.named(name, in: dialect(of: place.node))
        else { return .valid }
        return require(format.accepts(text.utf8.span), place, .format(name, found: value))
    }

    mutating func matches(_ pattern: Pattern, _ text: String) throws(ValidationGaveUp) -> Bool {
        try spend(1)
        try searches.spend()
        do throws(PatternGaveUp) {
            return try pattern.matches(text)
        } catch {
            throw .pattern(pattern.source)
        }
    }

    private mutating func checkUniqueness(_ value: JSON, _ place: Place) -> Verdict {
        guard let items = value.array else { return .valid }
        var positions: [JSON: Int] = [:]
        for (position, item) in items.enumerated() {
            if let first = positions[item] {
                fail(place, .uniqueItems(first, position))
                return .invalid
            }
            positions[item] = position
        }
        return .valid
    }

    private mutating func checkRequired(_ names: [String], _ value: JSON, _ place: Place) -> Verdict {
        guard let object = value.object else { return .valid }
        let missing = names.filter { object[$0] == nil }
        return require(missing.isEmpty, place, .required(missing))
    }

    private mutating func checkDependents(
        _ dependents: [Keyword.DependentRequired], _ value: JSON, _ place: Place
    ) -> Verdict {
        guard let object = value.object else { return .valid }
        var verdict = Verdict.valid
        for dependent in dependents where object[dependent.name] != nil {
            let missing = dependent.required.filter { object[$0] == nil }
            guard !missing.isEmpty else { continue }
            fail(place.below(dependent.name), .dependentRequired(missing, by: dependent.name))
            verdict = .invalid
        }
        return verdict
    }

    /// Checks what draft 7's `contentEncoding` and `contentMediaType` say, where formats are asserted.
    mutating func checkContent(_ id: NodeID, _ value: JSON) -> Verdict {
        guard source.formats == .assertion, let text = value.string, dialect(of: id) == .draft7,
            let form = ContentForm(annotations: graph[id].annotations)
        else { return .valid }
        guard !form.accepts(text.utf8.span) else { return .valid }
        let keyword = form == .json ? "contentMediaType" : "contentEncoding"
        fail(Place(node: id, keyword: keyword), .content(form))
        return .invalid
    }
}
