public import JSONCore

// Metadata and rule sets as JSON: the same on the wire, in the log and in tables.

extension Metadata {
    /// Members that are empty are left out.
    public var json: JSON {
        var object = JSONObject()
        if !tags.isEmpty { object["tags"] = tags.json { .strings($0) } }
        if !properties.isEmpty { object["properties"] = properties.json { .string($0) } }
        if !sensitive.isEmpty { object["sensitive"] = .strings(sensitive) }
        return .object(object)
    }

    /// Reads an object; members that are `null` count as left out, those that are not known are ignored.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        self.init(
            tags: try members.map("tags", expected: "an array of strings") { $0.strings?.sortedDistinct() },
            properties: try members.map("properties", expected: "a string", \.string),
            sensitive: try members.strings("sensitive"))
    }
}

extension RuleSet {
    /// Members that are empty are left out.
    public var json: JSON {
        var object = JSONObject()
        for phase in Phase.allCases where !self[phase].isEmpty {
            object[phase.rawValue] = .array(self[phase].map(\.json))
        }
        object["enableAt"] = enableAt.map { .string($0.rawValue) }
        return .object(object)
    }

    /// Reads an object; members that are `null` count as left out, those that are not known are ignored.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        self.init()
        for phase in Phase.allCases {
            var rules: [Rule] = []
            for (position, item) in (try members.optional(phase.rawValue, expected: "an array", \.array) ?? [])
                .enumerated()
            {
                do throws(MalformedMember) {
                    rules.append(try Rule(json: item))
                } catch {
                    throw MalformedMember(
                        JSONPointer([phase.rawValue]).appending(position).appending(error.pointer),
                        expected: error.expectation)
                }
            }
            self[phase] = rules
        }
        enableAt = try members.named("enableAt")
    }
}

extension RuleSet.Rule {
    /// Kind and mode are always there; other members that are empty are left out.
    public var json: JSON {
        var object = JSONObject()
        object["name"] = .string(name)
        object["doc"] = doc.map { .string($0) }
        object["kind"] = .string(kind.rawValue)
        object["mode"] = .string(mode.rawValue)
        object["type"] = .string(type)
        if !tags.isEmpty { object["tags"] = .strings(tags) }
        if !params.isEmpty { object["params"] = params.json { .string($0) } }
        object["expr"] = expr.map { .string($0) }
        object["onSuccess"] = onSuccess.map { .string($0) }
        object["onFailure"] = onFailure.map { .string($0) }
        object["disabled"] = .boolean(isDisabled)
        return .object(object)
    }

    fileprivate init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        self.init(
            name: try members.string("name") ?? "", doc: try members.string("doc"),
            kind: try members.named("kind") ?? .transform, mode: try members.named("mode") ?? .writeAndRead,
            type: try members.string("type") ?? "", tags: try members.strings("tags"),
            params: try members.map("params", expected: "a string", \.string), expr: try members.string("expr"),
            onSuccess: try members.string("onSuccess"), onFailure: try members.string("onFailure"),
            isDisabled: try members.optional("disabled", expected: "true or false", \.boolean) ?? false)
    }
}

extension SortedMap {
    fileprivate func json(_ write: (Value) -> JSON) -> JSON {
        .object(JSONObject(entries.map { JSONObject.Member(name: $0.name, value: write($0.value)) }))
    }
}

extension JSON {
    public static func strings(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

    /// The texts, when this is an array of nothing else.
    public var strings: [String]? {
        guard let array else { return nil }
        let texts = array.compactMap(\.string)
        return texts.count == array.count ? texts : nil
    }
}
