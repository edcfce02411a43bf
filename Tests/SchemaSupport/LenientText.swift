public import JSONCore

/// A schema as one side is read under LENIENT, put into words of its own draft: an implementation beside the engine's.
public struct LenientText {
    private let schema: JSON

    /// Of schemas that refer to nothing; what they could refer to is left out.
    public init(_ schema: JSON) {
        guard case .object(var object) = schema else {
            self.schema = schema
            return
        }
        object["$defs"] = nil
        self.schema = .object(object)
    }

    private static let references = ["$dynamicRef", "$recursiveRef", "$ref"]

    public var writer: JSON? { rewritten(isReader: false) }
    public var reader: JSON? { rewritten(isReader: true) }

    private func rewritten(isReader: Bool) -> JSON? {
        guard !Self.references.contains(where: schema.text.contains) else { return nil }
        return Self.whole(schema, isReader)
    }

    private static let below = [
        "items", "contains", "additionalItems", "additionalProperties", "unevaluatedProperties", "unevaluatedItems",
    ]
    private static let beside = ["then", "else"]

    private static func whole(_ json: JSON, _ isReader: Bool) -> JSON {
        let part = part(json, isReader, [])
        guard case .object(var object) = part, !isReader, declares(json) else { return part }
        if object["unevaluatedProperties"] == nil { object["unevaluatedProperties"] = false }
        return .object(object)
    }

    private static func declares(_ json: JSON) -> Bool {
        guard let object = json.object else { return false }
        if object["properties"]?.object?.isEmpty == false { return true }
        if object["patternProperties"]?.object?.isEmpty == false { return true }
        if object["additionalProperties"]?.object != nil || object["unevaluatedProperties"]?.object != nil {
            return true
        }
        var parts = ["allOf", "anyOf", "oneOf"].flatMap { object[$0]?.array ?? [] }
        if object["if"] != nil { parts += beside.compactMap { object[$0] } }
        parts += object["dependentSchemas"]?.object?.members.map(\.value) ?? []
        return parts.contains(where: declares)
    }

    /// The names that a schema, or a part of its `allOf`, gives a default.
    private static func defaults(_ json: JSON) -> [String] {
        func hasDefault(_ json: JSON) -> Bool {
            json["default"] != nil || (json["allOf"]?.array ?? []).contains(where: hasDefault)
        }
        let own = json["properties"]?.object?.members.filter { hasDefault($0.value) }.map(\.name) ?? []
        return own + (json["allOf"]?.array ?? []).flatMap(defaults)
    }

    private static func part(_ json: JSON, _ isReader: Bool, _ inherited: [String]) -> JSON {
        guard case .object(let object) = json else { return json }
        let defaults = isReader ? inherited + defaults(json) : []
        func rest(_ names: JSON) -> JSON {
            .array((names.array ?? []).filter { !defaults.contains($0.string ?? "") })
        }
        var result = JSONObject()
        var conjuncts: [JSON] = []
        for (name, value) in object.members.map({ ($0.name, $0.value) }) {
            switch (name, value) {
            case ("additionalProperties", .boolean(let truth)), ("unevaluatedProperties", .boolean(let truth)):
                if isReader { result[name] = true } else if !truth { result[name] = false }
            case ("required", _): result[name] = rest(value)
            case ("dependentRequired", .object(let lists)):
                result[name] = .object(
                    JSONObject(
                        lists.members.map { JSONObject.Member(name: $0.name, value: rest($0.value)) }))
            case ("properties", .object(let schemas)), ("patternProperties", .object(let schemas)):
                result[name] = .object(
                    JSONObject(
                        schemas.members.map { JSONObject.Member(name: $0.name, value: whole($0.value, isReader)) }))
            case ("dependentSchemas", .object(let schemas)):
                result[name] = .object(
                    JSONObject(
                        schemas.members.map {
                            JSONObject.Member(name: $0.name, value: part($0.value, isReader, defaults))
                        }))
            case ("allOf", .array(let schemas)), ("anyOf", .array(let schemas)):
                result[name] = .array(schemas.map { part($0, isReader, defaults) })
            case ("oneOf", .array(let schemas)):
                conjuncts.append(["anyOf": .array(schemas.map { part($0, isReader, defaults) })])
                for (position, one) in schemas.enumerated() {
                    for other in schemas[(position + 1)...] { conjuncts.append(["not": ["allOf": [one, other]]]) }
                }
            case ("prefixItems", .array(let schemas)), ("items", .array(let schemas)):
                result[name] = .array(schemas.map { whole($0, isReader) })
            case ("contains", _) where object["maxContains"] != nil:
                result[name] = whole(value, isReader)
                let limit: JSONObject = JSONObject([
                    JSONObject.Member(name: "contains", value: value),
                    JSONObject.Member(name: "minContains", value: 0),
                    JSONObject.Member(name: "maxContains", value: object["maxContains"] ?? 0),
                ])
                conjuncts.append(.object(limit))
            case ("maxContains", _) where object["contains"] != nil: continue
            default:
                if below.contains(name) {
                    result[name] = whole(value, isReader)
                } else if beside.contains(name) {
                    result[name] = part(value, isReader, defaults)
                } else {
                    result[name] = value
                }
            }
        }
        if !conjuncts.isEmpty { result["allOf"] = .array((result["allOf"]?.array ?? []) + conjuncts) }
        return .object(result)
    }
}
