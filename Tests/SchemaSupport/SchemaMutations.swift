public import JSONCore
public import TestSupport

/// Small edits of schemas, as people make them.
public struct SchemaMutations {
    public var generator: SeededGenerator

    public init(generator: SeededGenerator) { self.generator = generator }

    /// The schema with one to three edits somewhere.
    public mutating func mutated(_ schema: JSON) -> JSON {
        var schema = schema
        for _ in 0...Int.random(in: 0...2, using: &generator) { schema = edited(schema, depth: 0) }
        return schema
    }

    private static let subschemas: Set<String> = [
        "items", "additionalItems", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else",
        "unevaluatedProperties", "unevaluatedItems",
    ]
    private static let lists: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems"]
    private static let maps: Set<String> = [
        "properties", "patternProperties", "dependentSchemas", "$defs", "definitions",
    ]

    private mutating func edited(_ schema: JSON, depth: Int) -> JSON {
        guard case .object(var object) = schema, !object.isEmpty else { return schema }
        let member = object.members[Int.random(in: 0..<object.count, using: &generator)]
        let goesDown = Int.random(in: 0..<4, using: &generator) > 0
        if goesDown, let below = editedBelow(member, depth: depth) {
            object[member.name] = below
        } else {
            object[member.name] = replacement(for: member)
        }
        if depth > 0, Int.random(in: 0..<12, using: &generator) == 0 { return ["anyOf": [.object(object), schema]] }
        return .object(object)
    }

    private mutating func editedBelow(_ member: JSONObject.Member, depth: Int) -> JSON? {
        if Self.subschemas.contains(member.name), member.value.object != nil {
            return edited(member.value, depth: depth + 1)
        }
        if Self.lists.contains(member.name), var items = member.value.array, !items.isEmpty {
            let position = Int.random(in: items.indices, using: &generator)
            items[position] = edited(items[position], depth: depth + 1)
            return .array(items)
        }
        if Self.maps.contains(member.name), var object = member.value.object, !object.isEmpty {
            let below = object.members[Int.random(in: 0..<object.count, using: &generator)]
            object[below.name] = edited(below.value, depth: depth + 1)
            return .object(object)
        }
        return nil
    }

    /// Another value for a member, or none.
    private mutating func replacement(for member: JSONObject.Member) -> JSON? {
        let isKept = member.name.hasPrefix("$") || member.name == "definitions"
        switch (member.name, member.value) {
        case (_, .number(let number)):
            if Int.random(in: 0..<4, using: &generator) == 0 { return nil }
            let step: Int64 = Bool.random(using: &generator) ? 1 : -1
            guard let value = number.int64, abs(value) < 1 << 40, value + step > 0 else { return member.value }
            return .number(JSONNumber(value + step))
        case ("enum", .array(let values)):
            return values.count > 1 ? .array(Array(values.dropLast())) : member.value
        case ("required", .array(let names)):
            return names.count > 1 ? .array(Array(names.dropFirst())) : nil
        case ("type", .string(let name)):
            return name == "integer" ? "number" : [.string(name), name == "null" ? "string" : "null"]
        case (_, .boolean(let truth)): return isKept ? member.value : .boolean(!truth)
        case (_, _): return isKept ? member.value : nil
        }
    }
}
