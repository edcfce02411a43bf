public import JSONCore

/// What a validation found, for people and programs (2020-12, core, section 12).
public struct ValidationOutput: Sendable {
    /// Whether the document is valid.
    public let isValid: Bool
    /// What is wrong, as a tree: a schema with several faults holds them as its causes.
    public let errors: [ValidationError]
    /// Whether there are more errors than are kept.
    public let isTruncated: Bool
    /// Whether the document is not known to be valid, rather than known not to be.
    public let isUndecided: Bool

    public init(isValid: Bool, errors: [ValidationError] = [], isTruncated: Bool = false, isUndecided: Bool = false) {
        self.isValid = isValid
        self.errors = errors
        self.isTruncated = isTruncated
        self.isUndecided = isUndecided
    }

    /// The verdict on most documents.
    public static let valid = ValidationOutput(isValid: true)

    /// The verdict on a text that is no document.
    public static func unreadable(_ error: JSONError) -> ValidationOutput {
        let message = "The document is not JSON: \(error.clause)"
        let position = SourcePosition(line: error.line, column: error.column)
        return ValidationOutput(isValid: false, errors: [ValidationError(message, position: position)])
    }

    /// The verdict on a document that could not be judged.
    public static func undecided(_ reason: String) -> ValidationOutput {
        let message = "The document could not be judged: \(reason)"
        return ValidationOutput(isValid: false, errors: [ValidationError(message)], isUndecided: true)
    }

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

    /// The same with so many errors at most, not counting those that lead to others.
    public func limited(to count: Int) -> ValidationOutput {
        guard errors.count > count else { return self }
        return ValidationOutput(
            isValid: isValid, errors: Array(errors.prefix(count)), isTruncated: true, isUndecided: isUndecided)
    }

    /// The same for a document that begins on a later line of a text.
    public func beginning(onLine line: Int) -> ValidationOutput {
        ValidationOutput(
            isValid: isValid, errors: errors.map { $0.moved(byLines: line - 1) }, isTruncated: isTruncated,
            isUndecided: isUndecided)
    }

    /// The output in the form of the specification, with `line` and `column` where they are known.
    public func json(_ level: Level) -> JSON { .object(JSONObject(members(level))) }

    /// The members of that form, for what has more to say beside them.
    public func members(_ level: Level) -> [JSONObject.Member] {
        var members: [JSONObject.Member] = [.init(name: "valid", value: .boolean(isValid))]
        if isUndecided { members.append(.init(name: "undecided", value: true)) }
        switch level {
        case .flag: break
        case .basic where !isValid:
            members.append(.init(name: "errors", value: .array(basicErrors.map { .object($0.members) })))
        case .detailed where !isValid:
            // Each node of the tree is written alike, the one for the whole document too (2020-12, core, section 12.4.3).
            members.append(.init(name: "keywordLocation", value: ""))
            members.append(.init(name: "instanceLocation", value: ""))
            members.append(.init(name: "errors", value: .array(errors.map(\.json))))
        case .basic, .detailed: break
        }
        if isTruncated, level != .flag { members.append(.init(name: "truncated", value: true)) }
        return members
    }
}

/// One thing that is wrong with a document.
public struct ValidationError: Sendable, Hashable {
    /// The place in the document.
    public let instanceLocation: JSONPointer
    /// The way to the keyword from the root of the schema, through all references.
    public let keywordLocation: JSONPointer
    /// The keyword's own place: the URI of its schema, with a fragment; empty when no keyword objects.
    public let absoluteKeywordLocation: String
    /// A sentence without a full stop; empty when there is nothing to say but the causes.
    public let message: String
    /// Where the place is in the document's text, when the text is known.
    public let position: SourcePosition?
    /// What led to this: the faults of a subschema, or of alternatives none of which matches.
    public let causes: [ValidationError]

    public init(
        instanceLocation: JSONPointer, keywordLocation: JSONPointer, absoluteKeywordLocation: String, message: String,
        position: SourcePosition?, causes: [ValidationError]
    ) {
        self.instanceLocation = instanceLocation
        self.keywordLocation = keywordLocation
        self.absoluteKeywordLocation = absoluteKeywordLocation
        self.message = message
        self.position = position
        self.causes = causes
    }

    /// What is wrong with a document as a whole, and not by any keyword.
    public init(_ message: String, position: SourcePosition? = nil) {
        self.init(
            instanceLocation: .root, keywordLocation: .root, absoluteKeywordLocation: "", message: message,
            position: position, causes: [])
    }

    fileprivate func moved(byLines lines: Int) -> ValidationError {
        ValidationError(
            instanceLocation: instanceLocation, keywordLocation: keywordLocation,
            absoluteKeywordLocation: absoluteKeywordLocation, message: message,
            position: position.map { SourcePosition(line: $0.line + lines, column: $0.column) },
            causes: causes.map { $0.moved(byLines: lines) })
    }

    var members: JSONObject {
        var members: [JSONObject.Member] = []
        if !absoluteKeywordLocation.isEmpty {
            members.append(.init(name: "keywordLocation", value: .string(keywordLocation.description)))
            // It is a full URI, and left out where the schema has none (2020-12, core, section 12.3.3).
            if absoluteKeywordLocation.prefix(while: { !"/?#".contains($0) }).contains(":") {
                members.append(.init(name: "absoluteKeywordLocation", value: .string(absoluteKeywordLocation)))
            }
        }
        members.append(.init(name: "instanceLocation", value: .string(instanceLocation.description)))
        if let position {
            members.append(.init(name: "line", value: .number(JSONNumber(Int64(position.line)))))
            members.append(.init(name: "column", value: .number(JSONNumber(Int64(position.column)))))
        }
        if !message.isEmpty { members.append(.init(name: "error", value: .string(message))) }
        return JSONObject(members)
    }

    /// This error and those below; the tree is as deep as the schemas that the explanation went through.
    fileprivate var json: JSON {
        var members = [JSONObject.Member(name: "valid", value: false)] + members.members
        if !causes.isEmpty { members.append(.init(name: "errors", value: .array(causes.map(\.json)))) }
        return .object(JSONObject(members))
    }
}
