public import JSONCore
public import JSONSchema
public import TestSupport

/// Schemas and documents at random, over few names and values, so that they meet.
public struct RandomSchemas {
    public let dialect: Dialect
    public var generator: SeededGenerator

    public init(dialect: Dialect, generator: SeededGenerator) {
        self.dialect = dialect
        self.generator = generator
    }

    private static let names = ["a", "b", "c", "ab", "é"]
    private static let texts = ["", "a", "ab", "abc", "é", "e\u{301}", "2020-02-29", "a@b.c"]
    private static let patterns = ["^a", "b$", "^.b", "", "^[a-c]*$", "é"]
    private static let numbers = [
        "0", "1", "1.0", "2", "-1", "0.5", "1.5", "3", "1e30", "12345678901234567890", "1e-1",
    ]
    private static let types = ["null", "boolean", "integer", "number", "string", "array", "object"]
    /// Definitions that every schema has, for references.
    private static let definitions = ["p", "q", "r"]

    private mutating func pick<T>(_ items: [T]) -> T { items[Int.random(in: items.indices, using: &generator)] }
    private mutating func chance(_ outOf: Int) -> Bool { Int.random(in: 0..<outOf, using: &generator) == 0 }
    private mutating func count(_ most: Int) -> Int { Int.random(in: 0...most, using: &generator) }
    private mutating func number() -> JSON { JSONNumber(text: pick(Self.numbers)).map(JSON.number) ?? .null }
    private mutating func whole(_ most: Int) -> JSON { .number(JSONNumber(Int64(count(most)))) }

    // MARK: Documents

    public mutating func document(depth: Int = 3) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 12 : 5), using: &generator) {
        case 0: return .null
        case 1: return .boolean(chance(2))
        case 2, 3: return number()
        case 4: return .string(pick(Self.texts))
        case 5, 6, 7: return .array((0..<count(4)).map { _ in document(depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<count(4) { object[pick(Self.names)] = document(depth: depth - 1) }
            return .object(object)
        }
    }

    // MARK: Schemas

    public mutating func schema() -> JSON {
        var object = schemaObject(depth: 3)
        var definitions = JSONObject()
        for name in Self.definitions { definitions[name] = subschema(depth: 2) }
        if dialect == .draft2020 {
            // A resource of its own, so that dynamic scope has something to choose from.
            object["$dynamicAnchor"] = "t"
            definitions["other"] = [
                "$id": "urn:other", "$dynamicAnchor": "t", "properties": ["a": ["$dynamicRef": "#t"]],
                "minProperties": whole(1), "unevaluatedProperties": .boolean(chance(2)),
            ]
        }
        if dialect == .draft2019 {
            object["$recursiveAnchor"] = .boolean(!chance(3))
            definitions["other"] = [
                "$id": "urn:other", "$recursiveAnchor": .boolean(chance(2)), "minProperties": whole(1),
                "properties": ["a": ["$recursiveRef": "#"]],
            ]
        }
        object[dialect >= .draft2019 ? "$defs" : "definitions"] = .object(definitions)
        object["$schema"] = .string(dialect.rawValue)
        return .object(object)
    }

    private mutating func subschema(depth: Int) -> JSON {
        if dialect > .draft4, chance(12) { return .boolean(!chance(3)) }
        return .object(schemaObject(depth: depth))
    }

    private mutating func subschemas(depth: Int) -> JSON { .array((0...count(2)).map { _ in subschema(depth: depth) }) }

    private mutating func named(_ names: [String], depth: Int) -> JSON {
        var object = JSONObject()
        for _ in 0...count(2) { object[pick(names)] = subschema(depth: depth) }
        return .object(object)
    }

    private mutating func nameList() -> JSON {
        var names = Self.names.shuffled(using: &generator)
        names.removeLast(names.count - 1 - count(2))
        return .array(names.map(JSON.string))
    }

    public mutating func schemaObject(depth: Int) -> JSONObject {
        var object = JSONObject()
        for _ in 0...count(3) {
            let (name, value) = keyword(depth: depth)
            if let value { object[name] = value }
        }
        return object
    }

    private mutating func reference() -> JSON {
        let place = dialect >= .draft2019 ? "#/$defs/" : "#/definitions/"
        if dialect >= .draft2019, chance(4) { return "urn:other" }
        return .string(place + pick(Self.definitions))
    }

    private mutating func assertion() -> (String, JSON?) {
        switch count(17) {
        case 0: return ("type", .string(pick(Self.types)))
        case 1: return ("type", .array([.string(pick(Self.types)), "object", "array"].uniqued()))
        case 2: return ("enum", .array((0...count(3)).map { _ in document(depth: 1) }))
        case 3: return ("const", document(depth: 1))
        case 4:
            return ("multipleOf", .number(JSONNumber(text: pick(["1", "2", "0.5", "0.1", "3e1"])) ?? JSONNumber(1)))
        case 5: return ("maximum", number())
        case 6: return ("minimum", number())
        case 7: return dialect > .draft4 ? ("exclusiveMaximum", number()) : ("exclusiveMaximum", .boolean(chance(2)))
        case 8: return dialect > .draft4 ? ("exclusiveMinimum", number()) : ("exclusiveMinimum", .boolean(chance(2)))
        case 9: return ("maxLength", whole(4))
        case 10: return ("minLength", whole(3))
        case 11: return ("pattern", .string(pick(Self.patterns)))
        case 12: return ("format", .string(pick(["date", "email", "ipv4", "unknown"])))
        case 13: return ("maxItems", whole(3))
        case 14: return ("minItems", whole(2))
        case 15: return ("uniqueItems", .boolean(!chance(4)))
        case 16: return ("maxProperties", whole(3))
        default: return ("minProperties", whole(2))
        }
    }

    private mutating func keyword(depth: Int) -> (String, JSON?) {
        guard depth > 0, !chance(4) else { return assertion() }
        let below = depth - 1
        switch count(27) {
        case 0, 1, 2: return ("properties", named(Self.names, depth: below))
        case 3: return ("patternProperties", named(Self.patterns, depth: below))
        case 4, 5: return ("additionalProperties", dialect > .draft4 ? subschema(depth: below) : .boolean(chance(2)))
        case 6: return ("required", nameList())
        case 7: return dialect > .draft4 ? ("propertyNames", subschema(depth: below)) : assertion()
        case 8:
            return dialect >= .draft2019
                ? ("dependentRequired", ["a": nameList(), "b": nameList()])
                : ("dependencies", ["a": nameList(), "b": subschema(depth: below)])
        case 9: return dialect >= .draft2019 ? ("dependentSchemas", named(Self.names, depth: below)) : assertion()
        case 10, 11: return ("items", subschema(depth: below))
        case 12: return (dialect >= .draft2020 ? "prefixItems" : "items", subschemas(depth: below))
        case 13: return dialect < .draft2020 ? ("additionalItems", subschema(depth: below)) : assertion()
        case 14: return dialect > .draft4 ? ("contains", subschema(depth: below)) : assertion()
        case 15: return dialect >= .draft2019 ? ("minContains", whole(2)) : assertion()
        case 16: return dialect >= .draft2019 ? ("maxContains", whole(2)) : assertion()
        case 17: return ("allOf", subschemas(depth: below))
        case 18, 19: return ("anyOf", subschemas(depth: below))
        case 20: return ("oneOf", subschemas(depth: below))
        case 21: return ("not", subschema(depth: below))
        case 22: return dialect >= .draft7 ? ("if", subschema(depth: below)) : assertion()
        case 23: return (chance(2) ? "then" : "else", dialect >= .draft7 ? subschema(depth: below) : nil)
        case 24: return ("$ref", reference())
        case 25: return dialect >= .draft2019 ? ("unevaluatedProperties", subschema(depth: below)) : assertion()
        case 26: return dialect >= .draft2019 ? ("unevaluatedItems", subschema(depth: below)) : assertion()
        default:
            switch dialect {
            case .draft2019: return ("$recursiveRef", "#")
            case .draft2020: return ("$dynamicRef", "#t")
            case .draft4, .draft6, .draft7: return assertion()
            }
        }
    }
}

extension [JSON] {
    fileprivate func uniqued() -> [JSON] {
        var seen: Set<JSON> = []
        return filter { seen.insert($0).inserted }
    }
}
