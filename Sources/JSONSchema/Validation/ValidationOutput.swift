public import JSONCore

/// What a validation found, for people and programs (2020-12, core, section 12).
public struct ValidationOutput: Sendable {
    /// Whether the document is valid.
    public let isValid: Bool
    /// What is wrong, as a tree: a schema with several faults holds them as its causes.
    public let errors: [ValidationError]
    /// Whether there are more errors than are kept.
    public let isTruncated: Bool

    /// How much of an output is written out.
    public enum Level: String, CaseIterable, Sendable {
        /// The verdict alone.
        case flag
        /// A flat list.
        case basic
        /// The tree.
        case detailed
    }

    /// Errors beyond this number are left out.
    public static let errorLimit = 1000

    /// All errors without their tree, each before its causes; those that only hold causes are left out.
    public var basicErrors: [ValidationError] {
        var flat: [ValidationError] = []
        var pending = Array(errors.reversed())
        while let error = pending.popLast() {
            if !error.message.isEmpty { flat.append(error) }
            pending += error.causes.reversed()
        }
        return flat
    }

    /// The output in the form of the specification, with `line` and `column` where they are known.
    public func json(_ level: Level) -> JSON {
        var members: [JSONObject.Member] = [.init(name: "valid", value: .boolean(isValid))]
        switch level {
        case .flag: break
        case .basic where !isValid:
            members.append(.init(name: "errors", value: .array(basicErrors.map { .object($0.members) })))
        case .detailed where !isValid:
            members.append(.init(name: "errors", value: .array(errors.map(\.json))))
        case .basic, .detailed: break
        }
        if isTruncated, level != .flag { members.append(.init(name: "truncated", value: true)) }
        return .object(JSONObject(members))
    }
}

/// One thing that is wrong with a document.
public struct ValidationError: Sendable, Hashable {
    /// The place in the document.
    public let instanceLocation: JSONPointer
    /// The way to the keyword from the root of the schema, through all references.
    public let keywordLocation: JSONPointer
    /// The keyword's own place: the URI of its schema, with a fragment.
    public let absoluteKeywordLocation: String
    /// A sentence without a full stop; empty when there is nothing to say but the causes.
    public let message: String
    /// Where the place is in the document's text, when the text is known.
    public let position: SourcePosition?
    /// What led to this: the faults of a subschema, or of alternatives none of which matches.
    public let causes: [ValidationError]

    fileprivate var members: JSONObject {
        var members: [JSONObject.Member] = [
            .init(name: "keywordLocation", value: .string(keywordLocation.description)),
            .init(name: "absoluteKeywordLocation", value: .string(absoluteKeywordLocation)),
            .init(name: "instanceLocation", value: .string(instanceLocation.description)),
        ]
        if let position {
            members.append(.init(name: "line", value: .number(JSONNumber(Int64(position.line)))))
            members.append(.init(name: "column", value: .number(JSONNumber(Int64(position.column)))))
        }
        if !message.isEmpty { members.append(.init(name: "error", value: .string(message))) }
        return JSONObject(members)
    }

    /// This error and those below; the tree is as deep as the schemas that the explanation went through.
    fileprivate var json: JSON {
        var object = members
        if !causes.isEmpty { object["errors"] = .array(causes.map(\.json)) }
        return .object(object)
    }
}
