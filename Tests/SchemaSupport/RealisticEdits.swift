public import JSONCore
internal import TestSupport

/// Edits of published schemas, as their authors make them: some change what is valid, some only how it is written.
public struct RealisticEdits {
    /// A kind of edit: what becomes of one schema; `nil` where it does not apply.
    public struct Kind: Sendable {
        public let name: String
        let edit: @Sendable (_ schema: JSONObject, _ context: inout Context) -> JSONObject?
    }

    /// What an edit may look at besides the schema.
    public struct Context {
        var root: JSON
        var generator: SeededGenerator

        mutating func pick<Element>(_ list: [Element]) -> Element? { list.randomElement(using: &generator) }
        mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    }

    private var generator: SeededGenerator

    public init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// The schema with an edit of a kind at some place; `nil` where there is none for it.
    public mutating func edited(_ schema: JSON, _ kind: Kind) -> JSON? {
        var context = Context(root: schema, generator: generator)
        defer { generator = context.generator }
        var places = Self.places(in: schema)
        places.shuffle(using: &context.generator)
        for place in places {
            guard case .object(let object)? = schema[place], let edited = kind.edit(object, &context) else { continue }
            let result = Self.replaced(schema, place.tokens[...], .object(edited))
            if result != schema || kind.name.hasPrefix("reorder") { return result }
        }
        return nil
    }

    // MARK: - Places

    private static let single: Set<String> = [
        "items", "additionalItems", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else",
        "unevaluatedProperties", "unevaluatedItems",
    ]
    private static let lists: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems", "items"]
    private static let maps: Set<String> = [
        "properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "dependencies",
    ]

    /// The places of all schemas in one.
    static func places(in schema: JSON) -> [JSONPointer] {
        var result: [JSONPointer] = []
        var open = [JSONPointer.root]
        while let place = open.popLast() {
            guard case .object(let object)? = schema[place] else { continue }
            result.append(place)
            for member in object.members {
                let below = place.appending(member.name)
                if single.contains(member.name), member.value.object != nil {
                    open.append(below)
                } else if lists.contains(member.name), let items = member.value.array {
                    open += items.indices.map { below.appending(String($0)) }
                } else if maps.contains(member.name), let members = member.value.object?.members {
                    open += members.map { below.appending($0.name) }
                }
            }
        }
        return result
    }

    private static func replaced(_ json: JSON, _ tokens: ArraySlice<String>, _ value: JSON) -> JSON {
        guard let token = tokens.first else { return value }
        switch json {
        case .object(var object):
            if let below = object[token] { object[token] = replaced(below, tokens.dropFirst(), value) }
            return .object(object)
        case .array(var items):
            if let position = Int(token), items.indices.contains(position) {
                items[position] = replaced(items[position], tokens.dropFirst(), value)
            }
            return .array(items)
        case .null, .boolean, .number, .string: return json
        }
    }
}

// MARK: - Kinds

extension RealisticEdits {
    /// All kinds of edits.
    public static let kinds: [Kind] = objectKinds + valueKinds + combinationKinds + writingKinds

    private static let objectKinds: [Kind] = [
        Kind(name: "add optional property") { schema, context in
            guard var properties = schema["properties"]?.object else { return nil }
            properties["addedLater"] = context.pick([
                ["type": "string"], ["type": "integer"], ["type": ["array", "null"]],
            ])
            return schema.with("properties", .object(properties))
        },
        Kind(name: "remove property") { schema, context in
            guard var properties = schema["properties"]?.object, let name = context.pick(properties.names) else {
                return nil
            }
            properties[name] = nil
            return schema.with("properties", .object(properties))
        },
        Kind(name: "rename property") { schema, context in
            guard let properties = schema["properties"]?.object, let name = context.pick(properties.names) else {
                return nil
            }
            let renamed = properties.members.map {
                JSONObject.Member(name: $0.name == name ? $0.name + "Renamed" : $0.name, value: $0.value)
            }
            let required = schema["required"]?.array?.map { $0 == .string(name) ? .string(name + "Renamed") : $0 }
            var result = schema.with("properties", .object(JSONObject(renamed)))
            if let required { result["required"] = .array(required) }
            return result
        },
        Kind(name: "require property") { schema, context in
            guard let properties = schema["properties"]?.object, let name = context.pick(properties.names) else {
                return nil
            }
            let required = schema["required"]?.array ?? []
            return required.contains(.string(name)) ? nil : schema.with("required", .array(required + [.string(name)]))
        },
        Kind(name: "make property optional") { schema, context in
            guard let required = schema["required"]?.array, let name = context.pick(required) else { return nil }
            let rest = required.filter { $0 != name }
            return schema.with("required", rest.isEmpty ? nil : .array(rest))
        },
        Kind(name: "close object") { schema, _ in
            guard schema["properties"] != nil, schema["additionalProperties"] != false else { return nil }
            return schema.with("additionalProperties", false)
        },
        Kind(name: "open object") { schema, _ in
            schema["additionalProperties"] == nil ? nil : schema.with("additionalProperties", nil)
        },
        Kind(name: "add pattern property") { schema, _ in
            guard schema["type"] == "object" else { return nil }
            var patterns = schema["patternProperties"]?.object ?? JSONObject()
            patterns["^x-"] = ["type": ["string", "number"]]
            return schema.with("patternProperties", .object(patterns))
        },
        Kind(name: "limit property names") { schema, _ in
            guard schema["type"] == "object", schema["propertyNames"] == nil else { return nil }
            return schema.with("propertyNames", ["pattern": "^[A-Za-z_$][A-Za-z0-9_.$/-]*$"])
        },
    ]

    private static let valueKinds: [Kind] = [
        Kind(name: "narrow enum") { schema, context in
            guard let values = schema["enum"]?.array, values.count > 1, let value = context.pick(values) else {
                return nil
            }
            return schema.with("enum", .array(values.filter { $0 != value }))
        },
        Kind(name: "widen enum") { schema, _ in
            guard let values = schema["enum"]?.array else { return nil }
            return schema.with("enum", .array(values + ["added-later"]))
        },
        Kind(name: "enum for constants") { schema, _ in
            guard let values = schema["enum"]?.array else { return nil }
            return schema.with("enum", nil).with("anyOf", .array(values.map { ["enum": [$0]] }))
        },
        Kind(name: "change type") { schema, context in
            guard case .string(let type)? = schema["type"] else { return nil }
            return schema.with(
                "type", context.pick(["string", "integer", "array", "boolean"].filter { $0 != .string(type) }))
        },
        Kind(name: "allow null") { schema, _ in
            guard case .string(let type)? = schema["type"], type != "null" else { return nil }
            return schema.with("type", [.string(type), "null"])
        },
        Kind(name: "move bound") { schema, context in
            let names = [
                "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties",
                "maxProperties",
            ]
            guard let name = context.pick(names.filter { schema[$0]?.number != nil }),
                let value = schema[name]?.number?.int64, abs(value) < 1 << 40
            else { return nil }
            let moved = value + Int64(context.number(-2...2))
            return schema.with(name, .number(JSONNumber(name.hasSuffix("imum") ? moved : max(moved, 0))))
        },
        Kind(name: "add bound") { schema, context in
            let bounds: [String: [(String, JSON)]] = [
                "string": [("maxLength", 255), ("minLength", 1)], "array": [("minItems", 1), ("maxItems", 100)],
                "integer": [("minimum", 0), ("maximum", 65535), ("multipleOf", 5)], "number": [("exclusiveMinimum", 0)],
                "object": [("minProperties", 1)],
            ]
            guard case .string(let type)? = schema["type"], let bound = context.pick(bounds[type] ?? []) else {
                return nil
            }
            return schema[bound.0] == nil ? schema.with(bound.0, bound.1) : nil
        },
        Kind(name: "add pattern") { schema, context in
            guard schema["type"] == "string", schema["pattern"] == nil else { return nil }
            let patterns: [JSON] = [
                "^[a-z0-9-]+$", "^\\S", "^(?!.*\\.\\.)[^/]*$", "^v?\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$",
            ]
            return schema.with("pattern", context.pick(patterns))
        },
        Kind(name: "widen pattern") { schema, context in
            guard let pattern = schema["pattern"]?.string else { return nil }
            let wider: [JSON] = [.string("(?:\(pattern))|^added$"), .string("(?:" + pattern + ")"), ".*"]
            return schema.with("pattern", context.pick(wider))
        },
        Kind(name: "narrow pattern") { schema, _ in
            guard let pattern = schema["pattern"]?.string else { return nil }
            return schema.with(
                "pattern", .string("^(?=[^#]*$)" + (pattern.hasPrefix("^") ? String(pattern.dropFirst()) : pattern)))
        },
        Kind(name: "unique items") { schema, _ in
            guard schema["type"] == "array" else { return nil }
            return schema.with("uniqueItems", schema["uniqueItems"] == true ? nil : true)
        },
        Kind(name: "change default and title") { schema, _ in
            schema.with("default", "changed").with("title", "Changed").with("description", "Changed.")
        },
    ]

    private static let combinationKinds: [Kind] = [
        Kind(name: "add alternative") { schema, _ in
            guard let name = ["oneOf", "anyOf"].first(where: { schema[$0] != nil }), let parts = schema[name]?.array
            else {
                return nil
            }
            return schema.with(
                name,
                .array(
                    parts + [
                        [
                            "type": "object", "required": ["addedLater"],
                            "properties": ["addedLater": ["type": "string"]],
                        ]
                    ]))
        },
        Kind(name: "remove alternative") { schema, context in
            guard let name = ["oneOf", "anyOf"].first(where: { schema[$0] != nil }), let parts = schema[name]?.array,
                parts.count > 1
            else { return nil }
            var rest = parts
            rest.remove(at: context.number(0...(parts.count - 1)))
            return schema.with(name, .array(rest))
        },
        Kind(name: "reorder alternatives") { schema, _ in
            guard let name = ["oneOf", "anyOf", "allOf"].first(where: { schema[$0] != nil }),
                let parts = schema[name]?.array
            else { return nil }
            return schema.with(name, .array(parts.reversed()))
        },
        Kind(name: "any for one") { schema, _ in
            guard let parts = schema["oneOf"], schema["anyOf"] == nil else { return nil }
            return schema.with("oneOf", nil).with("anyOf", parts)
        },
        Kind(name: "one for any") { schema, _ in
            guard let parts = schema["anyOf"], schema["oneOf"] == nil else { return nil }
            return schema.with("anyOf", nil).with("oneOf", parts)
        },
        Kind(name: "allow a single value for a list") { schema, _ in
            guard schema["type"] == "array", let items = schema["items"], items.object != nil else { return nil }
            return JSONObject().with("anyOf", [.object(schema), items])
        },
        Kind(name: "forbid") { schema, _ in
            guard schema["properties"] != nil, schema["not"] == nil else { return nil }
            return schema.with("not", ["required": ["forbidden"]])
        },
        Kind(name: "require under a condition") { schema, context in
            guard let names = schema["properties"]?.object?.names, let one = context.pick(names),
                let other = context.pick(names), one != other, schema["if"] == nil
            else { return nil }
            return schema.with("if", ["required": [.string(one)]]).with("then", ["required": [.string(other)]])
        },
    ]

    private static let writingKinds: [Kind] = [
        Kind(name: "reorder members") { schema, _ in JSONObject(schema.members.reversed()) },
        Kind(name: "wrap in allOf") { schema, _ in
            guard schema["$schema"] == nil, schema["$id"] == nil, schema["id"] == nil, schema["definitions"] == nil,
                schema["$defs"] == nil
            else { return nil }
            return JSONObject().with("allOf", [.object(schema)])
        },
        Kind(name: "split into allOf") { schema, context in
            guard let properties = schema["properties"]?.object, properties.count > 1,
                schema["additionalProperties"] != false, schema["allOf"] == nil,
                let name = context.pick(properties.names), let moved = properties[name]
            else { return nil }
            var rest = properties
            rest[name] = nil
            let part: JSON = .object(JSONObject([JSONObject.Member(name: name, value: moved)]))
            return schema.with("properties", .object(rest)).with("allOf", [["properties": part]])
        },
        Kind(name: "inline reference") { schema, context in
            guard schema.count <= 2, let target = schema["$ref"]?.string, target.hasPrefix("#/"),
                let pointer = JSONPointer(parsing: String(target.dropFirst())),
                let found = context.root[pointer]?.object
            else { return nil }
            return found
        },
        Kind(name: "extract definition") { schema, _ in
            // Only at the root: the definition goes beside, and the part refers to it.
            guard var properties = schema["properties"]?.object, schema["$schema"] != nil,
                let member = properties.members.first(where: { $0.value.object != nil })
            else { return nil }
            let place = schema["$defs"] != nil ? "$defs" : "definitions"
            var definitions = schema[place]?.object ?? JSONObject()
            definitions["extracted"] = member.value
            properties[member.name] = ["$ref": .string("#/\(place)/extracted")]
            return schema.with("properties", .object(properties)).with(place, .object(definitions))
        },
        Kind(name: "type list for alternatives") { schema, _ in
            guard case .array(let types)? = schema["type"], types.count > 1 else { return nil }
            return schema.with("type", nil).with("anyOf", .array(types.map { ["type": $0] }))
        },
        Kind(name: "reorder enum and required") { schema, _ in
            guard let values = (schema["enum"] ?? schema["required"])?.array, values.count > 1 else { return nil }
            return schema.with(schema["enum"] == nil ? "required" : "enum", .array(values.reversed()))
        },
    ]
}

extension JSONObject {
    fileprivate func with(_ name: String, _ value: JSON?) -> JSONObject {
        var object = self
        object[name] = value
        return object
    }
}
