internal import JSONCore
internal import SchemaCore

/// What is wrong with an answer.
struct MalformedAnswer: Error {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}

/// A value that the registry answers with.
protocol Answered {
    init(answer: JSON) throws(MalformedAnswer)
}

extension Array: Answered where Element: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard let items = answer.array else { throw MalformedAnswer("it is no array") }
        self = []
        for item in items { append(try Element(answer: item)) }
    }
}

extension Subject: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard let text = answer.string else { throw MalformedAnswer("a subject is no string") }
        do throws(RegistryError) {
            try self.init(parsing: text)
        } catch {
            throw MalformedAnswer("\"\(text)\" is no name of a subject")
        }
    }
}

extension Version: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard let number = answer.number?.int64, let version = Version(Int(number)) else {
            throw MalformedAnswer("a version is no number from 1 to 2^31-1")
        }
        self = version
    }
}

extension SchemaID: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard let number = answer.number?.int64, let id = SchemaID(Int(number)) else {
            throw MalformedAnswer("a schema id is no number from 1 to 2^31-1")
        }
        self = id
    }
}

extension Reference: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard let name = answer["name"]?.string else { throw MalformedAnswer("a reference has no name") }
        self.init(
            name: name, subject: try Subject(answer: answer.required("subject")),
            version: try Version(answer: answer.required("version")))
    }
}

extension SchemaType: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard let name = answer.string else { throw MalformedAnswer("a schema type is no string") }
        self.init(name)
    }
}

extension CompatibilityLevel: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard let level = answer.string.flatMap({ try? CompatibilityLevel(parsing: $0) }) else {
            throw MalformedAnswer("\(answer.text) is no compatibility level")
        }
        self = level
    }
}

extension Definition: Answered {
    /// A missing type means AVRO, a missing list of references an empty one.
    init(answer: JSON) throws(MalformedAnswer) {
        guard let text = answer["schema"]?.string else { throw MalformedAnswer("it has no \"schema\"") }
        let type: SchemaType =
            if let json = answer.optional("schemaType") { try SchemaType(answer: json) } else { .avro }
        let references: [Reference] =
            if let json = answer.optional("references") { try [Reference](answer: json) } else { [] }
        self.init(type: type, text: text, references: references)
    }

    /// The body that a request carries a schema in.
    var requestBody: JSON {
        var object = JSONObject([
            JSONObject.Member(name: "schemaType", value: .string(type.name)),
            JSONObject.Member(name: "schema", value: .string(text)),
        ])
        if !references.isEmpty { object["references"] = .array(references.map(\.requestBody)) }
        return .object(object)
    }
}

extension Reference {
    fileprivate var requestBody: JSON {
        .object(
            JSONObject([
                JSONObject.Member(name: "name", value: .string(name)),
                JSONObject.Member(name: "subject", value: .string(subject.qualifiedName)),
                JSONObject.Member(name: "version", value: .number(JSONNumber(Int64(version.number)))),
            ]))
    }
}

extension JSON {
    /// A member that must be there.
    func required(_ name: String) throws(MalformedAnswer) -> JSON {
        guard let value = self[name] else { throw MalformedAnswer("it has no \"\(name)\"") }
        return value
    }

    /// A member that may be missing or null.
    func optional(_ name: String) -> JSON? {
        guard let value = self[name], value.kind != .null else { return nil }
        return value
    }
}
