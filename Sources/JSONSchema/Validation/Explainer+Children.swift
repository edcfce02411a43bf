import JSONCore
import Pattern

/// Keywords that apply schemas to items and members.
extension Explainer {
    mutating func checkItems(
        _ keyword: Keyword, _ value: JSON, _ evaluated: Evaluated, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        if case .prefixItems(let schemas) = keyword { return try checkFirst(schemas, value, place) }
        if case .items(let schema) = keyword { return try checkRest(schema, value, place) }
        if case .contains(let schema, let minimum, let maximum) = keyword {
            return try checkContains(schema, minimum, maximum, value, place)
        }
        if case .unevaluatedItems(let schema) = keyword {
            return try checkUnevaluatedItems(schema, value, evaluated, place)
        }
        return .valid
    }

    private mutating func checkFirst(_ schemas: [NodeID], _ value: JSON, _ place: Place) throws(ValidationGaveUp)
        -> Verdict
    {
        var verdict = Verdict.valid
        for (position, (schema, item)) in zip(schemas, value.array ?? []).enumerated() {
            try evaluate(schema, at: place, item, String(position), position, &verdict)
        }
        return verdict
    }

    private mutating func checkRest(_ schema: NodeID, _ value: JSON, _ place: Place) throws(ValidationGaveUp) -> Verdict
    {
        var verdict = Verdict.valid
        var first = 0
        for entry in graph[place.node].keywords {
            if case .prefixItems(let schemas) = entry.keyword { first = schemas.count }
        }
        for (position, item) in (value.array ?? []).enumerated().dropFirst(first) {
            try evaluate(schema, at: place, item, String(position), position, &verdict)
        }
        return verdict
    }

    private mutating func checkUnevaluatedItems(
        _ schema: NodeID, _ value: JSON, _ evaluated: Evaluated, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        var verdict = Verdict.valid
        for (position, item) in (value.array ?? []).enumerated() where !evaluated.contains(position) {
            try evaluate(schema, at: place, item, String(position), position, &verdict)
        }
        return verdict
    }

    private mutating func checkContains(
        _ schema: NodeID, _ minimum: Int, _ maximum: Int?, _ value: JSON, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        guard let items = value.array else { return .valid }
        var verdict = Verdict.valid
        var found = 0
        for (position, item) in items.enumerated() where try tries(schema, at: place, item).isValid {
            found += 1
            if source.tracksEvaluation, dialect(of: place.node).containsEvaluatesItems {
                verdict.evaluated.insert(position)
            }
        }
        if found < minimum {
            let keyword = minimum == 1 ? place : place.sibling("minContains")
            fail(keyword, .tooFewMatches(found, minimum: minimum))
            verdict.isValid = false
        }
        if let maximum, found > maximum {
            fail(place.sibling("maxContains"), .tooManyMatches(found, maximum: maximum))
            verdict.isValid = false
        }
        return verdict
    }

    /// Applies a schema to a child, and counts the child as evaluated.
    private mutating func evaluate(
        _ schema: NodeID, at place: Place, _ child: JSON, _ token: String, _ position: Int, _ verdict: inout Verdict
    ) throws(ValidationGaveUp) {
        if source.tracksEvaluation { verdict.evaluated.insert(position) }
        instancePath.append(token)
        if try !apply(schema, at: place, child).isValid { verdict.isValid = false }
        instancePath.removeLast()
    }
}

// MARK: - Members

extension Explainer {
    mutating func checkMembers(
        _ keyword: Keyword, _ value: JSON, _ evaluated: Evaluated, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        guard let object = value.object else { return .valid }
        if case .properties(let properties) = keyword { return try checkProperties(properties, object, place) }
        if case .patternProperties(let properties) = keyword { return try checkPatterns(properties, object, place) }
        if case .additionalProperties(let schema) = keyword { return try checkAdditional(schema, object, place) }
        if case .propertyNames(let schema) = keyword { return try checkNames(schema, object, place) }
        if case .unevaluatedProperties(let schema) = keyword {
            return try checkUnevaluated(schema, object, evaluated, place)
        }
        return .valid
    }

    private mutating func checkProperties(
        _ properties: [Keyword.Property], _ object: JSONObject, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        var verdict = Verdict.valid
        for property in properties {
            guard let position = object.position(of: property.name) else { continue }
            try evaluate(property.schema, at: place, object, position, &verdict)
        }
        return verdict
    }

    private mutating func checkPatterns(
        _ properties: [Keyword.PatternProperty], _ object: JSONObject, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        var verdict = Verdict.valid
        for property in properties {
            for (position, member) in object.members.enumerated() where try matches(property.pattern, member.name) {
                try evaluate(property.schema, at: place, object, position, &verdict)
            }
        }
        return verdict
    }

    private mutating func checkAdditional(
        _ schema: NodeID, _ object: JSONObject, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        var isNamed = Array(repeating: false, count: object.count)
        for position in graph.nodes[Int(place.node.index)].keywords.indices {
            let keyword = graph.nodes[Int(place.node.index)].keywords[position].keyword
            if case .properties(let properties) = keyword {
                for property in properties {
                    if let member = object.position(of: property.name) { isNamed[member] = true }
                }
            } else if case .patternProperties(let properties) = keyword {
                for (member, name) in object.names.enumerated() where !isNamed[member] {
                    for property in properties where try matches(property.pattern, name) { isNamed[member] = true }
                }
            }
        }
        var verdict = Verdict.valid
        for position in object.members.indices where !isNamed[position] {
            try evaluate(schema, at: place, object, position, &verdict)
        }
        return verdict
    }

    private mutating func checkUnevaluated(
        _ schema: NodeID, _ object: JSONObject, _ evaluated: Evaluated, _ place: Place
    ) throws(ValidationGaveUp) -> Verdict {
        var verdict = Verdict.valid
        for position in object.members.indices where !evaluated.contains(position) {
            try evaluate(schema, at: place, object, position, &verdict)
        }
        return verdict
    }

    private mutating func checkNames(_ schema: NodeID, _ object: JSONObject, _ place: Place) throws(ValidationGaveUp)
        -> Verdict
    {
        var verdict = Verdict.valid
        defer { judgedName = nil }
        for name in object.names {
            judgedName = name
            if try !apply(schema, at: place, .string(name)).isValid { verdict.isValid = false }
        }
        return verdict
    }

    private mutating func evaluate(
        _ schema: NodeID, at place: Place, _ object: JSONObject, _ position: Int, _ verdict: inout Verdict
    ) throws(ValidationGaveUp) {
        let member = object.members[position]
        try evaluate(schema, at: place, member.value, member.name, position, &verdict)
    }
}
