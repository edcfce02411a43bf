import JSONCore
import Pattern

/// What each keyword asserts, as the specification says it.
extension Explainer {
    /// Judges a value by one keyword.
    mutating func check(
        _ entry: SchemaNode.Entry, of id: NodeID, _ value: JSON, _ evaluated: Evaluated
    ) throws(ValidationGaveUp) -> Verdict {
        let place = Place(entry: entry, node: id)
        switch entry.keyword {
        case .type(let types): return require(hasType(value, types, id), place, .type(types, found: value))
        case .enumeration(let values): return require(values.contains(value), place, .enumeration(values, found: value))
        case .const(let constant): return require(value == constant, place, .const(constant, found: value))

        case .multipleOf(let divisor):
            return require(value.number, place, .multipleOf(divisor, found: value)) {
                $0.decimal.isMultiple(of: divisor.decimal)
            }
        case .maximum(let bound): return require(value.number, place, .maximum(bound, found: value)) { $0 <= bound }
        case .exclusiveMaximum(let bound):
            return require(value.number, place, .exclusiveMaximum(bound, found: value)) { $0 < bound }
        case .minimum(let bound): return require(value.number, place, .minimum(bound, found: value)) { $0 >= bound }
        case .exclusiveMinimum(let bound):
            return require(value.number, place, .exclusiveMinimum(bound, found: value)) { $0 > bound }

        case .maxLength(let limit):
            return require(value.length, place, .maximumCount(limit, of: .characters, in: value)) { $0 <= limit }
        case .minLength(let limit):
            return require(value.length, place, .minimumCount(limit, of: .characters, in: value)) { $0 >= limit }
        case .pattern(let pattern):
            guard let text = value.string else { return .valid }
            return require(try matches(pattern, text), place, .pattern(pattern.source, found: value))
        case .format(let name): return checkFormat(name, value, place)

        case .maxItems(let limit):
            return require(value.array, place, .maximumCount(limit, of: .items, in: value)) { $0.count <= limit }
        case .minItems(let limit):
            return require(value.array, place, .minimumCount(limit, of: .items, in: value)) { $0.count >= limit }
        case .uniqueItems: return checkUniqueness(value, place)
        case .maxProperties(let limit):
            return require(value.object, place, .maximumCount(limit, of: .properties, in: value)) { $0.count <= limit }
        case .minProperties(let limit):
            return require(value.object, place, .minimumCount(limit, of: .properties, in: value)) { $0.count >= limit }
        case .required(let names): return checkRequired(names, value, place)
        case .dependentRequired(let dependents): return checkDependents(dependents, value, place)

        case .prefixItems(let schemas): return try checkItems(schemas, value, place)
        case .items(let schema): return try checkRest(schema, value, place)
        case .contains(let schema, let minimum, let maximum):
            return try checkContains(schema, minimum, maximum, value, place)
        case .unevaluatedItems(let schema): return try checkUnevaluatedItems(schema, value, evaluated, place)
        case .properties(let properties): return try checkProperties(properties, value, place)
        case .patternProperties(let properties): return try checkPatterns(properties, value, place)
        case .additionalProperties(let schema): return try checkAdditional(schema, value, place)
        case .propertyNames(let schema): return try checkNames(schema, value, place)
        case .unevaluatedProperties(let schema): return try checkUnevaluated(schema, value, evaluated, place)

        case .allOf(let schemas): return try checkAll(schemas, value, place)
        case .anyOf(let schemas): return try checkAny(schemas, value, place)
        case .oneOf(let schemas): return try checkOne(schemas, value, place)
        case .not(let schema): return try checkNot(schema, value, place)
        case .conditional(let condition, let then, let otherwise):
            return try checkCondition(condition, then, otherwise, value, place)
        case .dependentSchemas(let properties): return try checkDependentSchemas(properties, value, place)
        case .reference(let target): return try apply(target, at: place, value)
        case .dynamicReference(let anchor, let initial):
            return try apply(target(of: .named(ByteString(anchor)), initial: initial), at: place, value)
        case .recursiveReference(let initial):
            return try apply(target(of: .recursive, initial: initial), at: place, value)
        }
    }

    private mutating func require(_ isMet: Bool, _ place: Place, _ complaint: @autoclosure () -> Complaint) -> Verdict {
        if !isMet { fail(place, complaint()) }
        return Verdict(isValid: isMet)
    }

    /// Judges a value that is of the keyword's type; any other is valid.
    private mutating func require<Value>(
        _ value: Value?, _ place: Place, _ complaint: @autoclosure () -> Complaint, _ isMet: (Value) -> Bool
    ) -> Verdict {
        guard let value else { return .valid }
        return require(isMet(value), place, complaint())
    }
}

extension JSON {
    /// The length of a string in code points.
    fileprivate var length: Int? { string?.unicodeScalars.count }
}

// MARK: - Assertions

extension Explainer {
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
        guard formats == .assertion || vocabularies.contains(.formatAssertion), let text = value.string,
            let format = Format.named(name, in: dialect(of: place.node))
        else { return .valid }
        return require(format.accepts(text.utf8.span), place, .format(name, found: value))
    }

    mutating func matches(_ pattern: Pattern, _ text: String) throws(ValidationGaveUp) -> Bool {
        try spend(1)
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
        guard formats == .assertion, let text = value.string, dialect(of: id) == .draft7,
            let form = ContentForm(annotations: graph[id].annotations)
        else { return .valid }
        guard !form.accepts(text.utf8.span) else { return .valid }
        let keyword = form == .json ? "contentMediaType" : "contentEncoding"
        fail(Place(node: id, keyword: [keyword]), .content(form))
        return .invalid
    }
}
