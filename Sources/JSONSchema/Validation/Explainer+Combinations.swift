import JSONCore

/// Keywords that apply schemas to the value itself.
extension Explainer {
    mutating func checkAll(_ schemas: [NodeID], _ value: JSON, _ place: Place) throws(ValidationGaveUp) -> Verdict {
        var verdict = Verdict.valid
        for schema in schemas { verdict.add(try apply(schema, at: place, value)) }
        return verdict
    }

    mutating func checkAny(_ schemas: [NodeID], _ value: JSON, _ place: Place) throws(ValidationGaveUp) -> Verdict {
        let (verdicts, errors) = try tryAll(schemas, at: place, value)
        let valid = verdicts.filter(\.isValid)
        guard !valid.isEmpty else {
            fail(place, .noAlternative(of: schemas.count, .any), causes: errors)
            return .invalid
        }
        return Verdict(isValid: true, evaluated: valid.reduce(into: []) { $0.formUnion($1.evaluated) })
    }

    mutating func checkOne(_ schemas: [NodeID], _ value: JSON, _ place: Place) throws(ValidationGaveUp) -> Verdict {
        let (verdicts, errors) = try tryAll(schemas, at: place, value)
        let valid = verdicts.indices.filter { verdicts[$0].isValid }
        switch valid.count {
        case 1: return verdicts[valid[0]]
        case 0: fail(place, .noAlternative(of: schemas.count, .one), causes: errors)
        default: fail(place, .severalAlternatives(valid))
        }
        return .invalid
    }

    mutating func checkNot(_ schema: NodeID, _ value: JSON, _ place: Place) throws(ValidationGaveUp) -> Verdict {
        guard try tries(schema, at: place, value).isValid else { return .valid }
        fail(place, .not)
        return .invalid
    }

    mutating func checkCondition(
        _ condition: NodeID, _ then: NodeID?, _ otherwise: NodeID?, _ value: JSON, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        let found = try tries(condition, at: place, value)
        var verdict = found.isValid ? found : .valid
        if let branch = found.isValid ? then : otherwise { verdict.add(try apply(branch, at: place, value)) }
        return verdict
    }

    mutating func checkDependentSchemas(
        _ properties: [Keyword.Property], _ value: JSON, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        var verdict = Verdict.valid
        for property in properties where value[property.name] != nil {
            verdict.add(try apply(property.schema, at: place, value))
        }
        return verdict
    }
}
