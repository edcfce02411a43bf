import JSONCore

/// Keywords that apply schemas to the value itself.
extension Explainer {
    mutating func checkCombination(
        _ keyword: Keyword, _ value: JSON, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        if case .allOf(let schemas) = keyword { return try checkAll(schemas, value, place) }
        if case .anyOf(let schemas) = keyword { return try checkAny(schemas, value, place) }
        if case .oneOf(let schemas) = keyword { return try checkOne(schemas, value, place) }
        if case .not(let schema) = keyword { return try checkNot(schema, value, place) }
        if case .conditional(let condition, let then, let otherwise) = keyword {
            return try checkCondition(condition, then, otherwise, value, place)
        }
        if case .dependentSchemas(let properties) = keyword {
            return try checkDependentSchemas(properties, value, place)
        }
        return .valid
    }

    private mutating func checkAll(_ schemas: [NodeID], _ value: JSON, _ place: Place) throws(ValidationGaveUp)
        -> Verdict
    {
        var verdict = Verdict.valid
        for schema in schemas { verdict.add(try apply(schema, at: place, value)) }
        return verdict
    }

    private mutating func checkAny(_ schemas: [NodeID], _ value: JSON, _ place: Place) throws(ValidationGaveUp)
        -> Verdict
    {
        let (verdicts, faults) = try tryAll(schemas, at: place, value)
        let valid = verdicts.filter(\.isValid)
        guard !valid.isEmpty else {
            fail(place, .noAlternative(of: schemas.count, .any), causes: faults)
            return .invalid
        }
        return Verdict(isValid: true, evaluated: valid.reduce(into: []) { $0.formUnion($1.evaluated) })
    }

    private mutating func checkOne(_ schemas: [NodeID], _ value: JSON, _ place: Place) throws(ValidationGaveUp)
        -> Verdict
    {
        let (verdicts, faults) = try tryAll(schemas, at: place, value)
        let valid = verdicts.indices.filter { verdicts[$0].isValid }
        switch valid.count {
        case 1: return verdicts[valid[0]]
        case 0: fail(place, .noAlternative(of: schemas.count, .one), causes: faults)
        default: fail(place, .severalAlternatives(valid))
        }
        return .invalid
    }

    private mutating func checkNot(_ schema: NodeID, _ value: JSON, _ place: Place) throws(ValidationGaveUp) -> Verdict
    {
        guard try tries(schema, at: place, value).isValid else { return .valid }
        fail(place, .not)
        return .invalid
    }

    private mutating func checkCondition(
        _ condition: NodeID, _ then: NodeID?, _ otherwise: NodeID?, _ value: JSON, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        let found = try tries(condition, at: place, value)
        var verdict = found.isValid ? found : .valid
        if let branch = found.isValid ? then : otherwise { verdict.add(try apply(branch, at: place, value)) }
        return verdict
    }

    private mutating func checkDependentSchemas(
        _ properties: [Keyword.Property], _ value: JSON, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        var verdict = Verdict.valid
        for property in properties where value[property.name] != nil {
            verdict.add(try apply(property.schema, at: place, value))
        }
        return verdict
    }
}
