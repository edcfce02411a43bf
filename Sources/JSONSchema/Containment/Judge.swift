internal import JSONCore
internal import Pattern

/// Says whether a schema accepts a value, straight from its keywords.
///
/// It shares nothing with the formulas: what they prove or find is put before it, so that a mistake on either side shows
/// as a contradiction.
struct Judge {
    private typealias NodeID = SchemaGraph.NodeID

    private let graph: SchemaGraph

    init(_ graph: SchemaGraph) { self.graph = graph }

    /// Whether the schema accepts a value; `nil` when it leads in a circle or a pattern's search was given up.
    func accepts(_ value: JSON) -> Bool? {
        do {
            return try verdict(graph.root, value, depth: 0).isValid
        } catch {
            return nil
        }
    }

    private struct Undecidable: Error {}

    /// Whether a value is valid, and which of its parts have been evaluated if so.
    private struct Verdict {
        var isValid = true
        var names: Set<ByteString> = []
        var items: Set<Int> = []

        mutating func formUnion(_ other: Verdict) {
            names.formUnion(other.names)
            items.formUnion(other.items)
        }
    }

    private static let depthLimit = 400

    private func verdict(_ id: NodeID, _ value: JSON, depth: Int) throws(Undecidable) -> Verdict {
        guard depth < Self.depthLimit else { throw Undecidable() }
        let node = graph[id]
        if let truth = node.truth { return Verdict(isValid: truth) }
        var verdict = Verdict()
        for entry in node.keywords where !entry.keyword.looksAtEvaluation {
            guard try apply(entry.keyword, node, value, &verdict, depth: depth + 1) else {
                return Verdict(isValid: false)
            }
        }
        for entry in node.keywords where entry.keyword.looksAtEvaluation {
            guard try apply(entry.keyword, node, value, &verdict, depth: depth + 1) else {
                return Verdict(isValid: false)
            }
        }
        return verdict
    }

    private func isValid(_ id: NodeID, _ value: JSON, depth: Int) throws(Undecidable) -> Bool {
        try verdict(id, value, depth: depth).isValid
    }

    private func matches(_ pattern: Pattern, _ text: String) throws(Undecidable) -> Bool {
        guard let isMatch = pattern.isMatch(in: text) else { throw Undecidable() }
        return isMatch
    }

    /// Whether a keyword holds; adds what it evaluates.
    private func apply(
        _ keyword: Keyword, _ node: SchemaNode, _ value: JSON, _ verdict: inout Verdict, depth: Int
    ) throws(Undecidable) -> Bool {
        switch keyword {
        case .type(let types):
            let dialect = graph.resources[Int(node.resource)].dialect
            return !Kinds(types, dialect: dialect).isDisjoint(with: Kinds(of: value))
        case .enumeration(let values): return values.contains(value)
        case .const(let constant): return constant == value
        case .format: return true

        case .multipleOf(let divisor): return value.number?.decimal.isMultiple(of: divisor.decimal) ?? true
        case .maximum(let limit): return value.number.map { $0 <= limit } ?? true
        case .exclusiveMaximum(let limit): return value.number.map { $0 < limit } ?? true
        case .minimum(let limit): return value.number.map { $0 >= limit } ?? true
        case .exclusiveMinimum(let limit): return value.number.map { $0 > limit } ?? true

        case .maxLength(let length): return value.string.map { $0.unicodeScalars.count <= length } ?? true
        case .minLength(let length): return value.string.map { $0.unicodeScalars.count >= length } ?? true
        case .pattern(let pattern):
            guard case .string(let text) = value else { return true }
            return try matches(pattern, text)

        case .prefixItems, .items, .contains, .maxItems, .minItems, .uniqueItems, .unevaluatedItems:
            guard case .array(let items) = value else { return true }
            return try apply(keyword, node, to: items, &verdict, depth: depth)
        case .properties, .patternProperties, .additionalProperties, .propertyNames, .required, .maxProperties,
            .minProperties, .dependentRequired, .dependentSchemas, .unevaluatedProperties:
            guard case .object(let object) = value else { return true }
            return try apply(keyword, node, to: object, &verdict, depth: depth)

        case .allOf(let ids): return try countValid(ids, value, &verdict, depth: depth) == ids.count
        case .anyOf(let ids): return try countValid(ids, value, &verdict, depth: depth) > 0
        case .oneOf(let ids): return try countValid(ids, value, &verdict, depth: depth) == 1
        case .not(let id): return try !isValid(id, value, depth: depth)
        case .conditional(let condition, let then, let otherwise):
            let holds = try countValid([condition], value, &verdict, depth: depth) == 1
            guard let branch = holds ? then : otherwise else { return true }
            return try countValid([branch], value, &verdict, depth: depth) == 1
        case .reference(let id): return try countValid([id], value, &verdict, depth: depth) == 1
        case .dynamicReference, .recursiveReference: throw Undecidable()
        }
    }

    /// How many schemas hold of the value itself; what these evaluate is added.
    private func countValid(
        _ ids: [NodeID], _ value: JSON, _ verdict: inout Verdict, depth: Int
    ) throws(Undecidable) -> Int {
        var count = 0
        for id in ids {
            let one = try self.verdict(id, value, depth: depth)
            if one.isValid {
                count += 1
                verdict.formUnion(one)
            }
        }
        return count
    }
}

extension Judge {
    private func apply(
        _ keyword: Keyword, _ node: SchemaNode, to items: [JSON], _ verdict: inout Verdict, depth: Int
    ) throws(Undecidable) -> Bool {
        if case .prefixItems(let ids) = keyword {
            for (position, id) in ids.enumerated() where position < items.count {
                guard try isValid(id, items[position], depth: depth) else { return false }
                verdict.items.insert(position)
            }
        } else if case .items(let id) = keyword {
            for position in items.indices.dropFirst(node.prefixCount) {
                guard try isValid(id, items[position], depth: depth) else { return false }
                verdict.items.insert(position)
            }
        } else if case .unevaluatedItems(let id) = keyword {
            for position in items.indices where !verdict.items.contains(position) {
                guard try isValid(id, items[position], depth: depth) else { return false }
                verdict.items.insert(position)
            }
        } else if case .contains(let id, let minimum, let maximum) = keyword {
            var count = 0
            for position in items.indices where try isValid(id, items[position], depth: depth) {
                count += 1
                if graph.resources[Int(node.resource)].dialect.containsEvaluatesItems { verdict.items.insert(position) }
            }
            return count >= minimum && maximum.map { count <= $0 } ?? true
        } else if case .maxItems(let count) = keyword {
            return items.count <= count
        } else if case .minItems(let count) = keyword {
            return items.count >= count
        } else if case .uniqueItems = keyword {
            return Set(items).count == items.count
        }
        return true
    }

    private func apply(
        _ keyword: Keyword, _ node: SchemaNode, to object: JSONObject, _ verdict: inout Verdict, depth: Int
    ) throws(Undecidable) -> Bool {
        if case .properties(let properties) = keyword {
            for property in properties {
                guard let value = object[property.name] else { continue }
                guard try isValid(property.schema, value, depth: depth) else { return false }
                verdict.names.insert(ByteString(property.name))
            }
        } else if case .patternProperties(let properties) = keyword {
            for property in properties {
                for member in object.members where try matches(property.pattern, member.name) {
                    guard try isValid(property.schema, member.value, depth: depth) else { return false }
                    verdict.names.insert(ByteString(member.name))
                }
            }
        } else if case .additionalProperties(let id) = keyword {
            for member in object.members where try isAdditional(member.name, node) {
                guard try isValid(id, member.value, depth: depth) else { return false }
                verdict.names.insert(ByteString(member.name))
            }
        } else if case .unevaluatedProperties(let id) = keyword {
            for member in object.members where !verdict.names.contains(ByteString(member.name)) {
                guard try isValid(id, member.value, depth: depth) else { return false }
                verdict.names.insert(ByteString(member.name))
            }
        } else if case .propertyNames(let id) = keyword {
            for name in object.names {
                guard try isValid(id, .string(name), depth: depth) else { return false }
            }
        } else if case .required(let names) = keyword {
            return names.allSatisfy { object[$0] != nil }
        } else if case .maxProperties(let count) = keyword {
            return object.count <= count
        } else if case .minProperties(let count) = keyword {
            return object.count >= count
        } else if case .dependentRequired(let dependencies) = keyword {
            return dependencies.allSatisfy { dependency in
                object[dependency.name] == nil || dependency.required.allSatisfy { object[$0] != nil }
            }
        } else if case .dependentSchemas(let properties) = keyword {
            let ids = properties.filter { object[$0.name] != nil }.map(\.schema)
            return try countValid(ids, .object(object), &verdict, depth: depth) == ids.count
        }
        return true
    }

    private func isAdditional(_ name: String, _ node: SchemaNode) throws(Undecidable) -> Bool {
        for entry in node.keywords {
            if case .properties(let properties) = entry.keyword {
                if properties.contains(where: { $0.name.isIdentical(to: name) }) { return false }
            } else if case .patternProperties(let properties) = entry.keyword {
                for property in properties where try matches(property.pattern, name) { return false }
            }
        }
        return true
    }
}

extension Keyword {
    /// Whether it is about what its neighbors have left unevaluated.
    fileprivate var looksAtEvaluation: Bool {
        if case .unevaluatedItems = self { return true }
        if case .unevaluatedProperties = self { return true }
        return false
    }
}
