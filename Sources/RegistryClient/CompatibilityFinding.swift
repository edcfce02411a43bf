public import JSONCore
public import SchemaCore

/// One thing that stands between a new schema and an earlier version.
public struct CompatibilityFinding: Sendable, Hashable {
    /// Whether the harm is shown, or only not excluded.
    public enum Certainty: String, Sendable {
        case proven, undecided
    }

    /// The id of the rule, for instance `MINIMUM_INCREASED`.
    public var rule: String
    public var certainty: Certainty
    public var version: Version
    public var direction: CompatibilityLevel.Direction
    /// Where in the new schema.
    public var newPointer: JSONPointer
    /// Where in the earlier version.
    public var oldPointer: JSONPointer
    /// Where in the document; `*` stands for any name or position.
    public var instancePointer: JSONPointer
    public var newValue: JSON?
    public var oldValue: JSON?
    /// What happened and who is hurt.
    public var message: String
    /// A document that one schema accepts and the other refuses.
    public var witness: JSON?
    /// What to do instead.
    public var fix: String?
}

extension CompatibilityFinding: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        rule = try answer.text("rule")
        version = try Version(answer: answer.required("version"))
        guard let certainty = Certainty(rawValue: try answer.text("certainty")),
            let direction = CompatibilityLevel.Direction(rawValue: try answer.text("direction"))
        else { throw MalformedAnswer("a finding has an unknown certainty or direction") }
        self.certainty = certainty
        self.direction = direction
        newPointer = try answer.pointer("pointer")
        oldPointer = try answer.pointer("oldPointer")
        instancePointer = try answer.pointer("instancePointer")
        newValue = answer["newValue"]
        oldValue = answer["oldValue"]
        message = try answer.text("message")
        witness = answer["witness"]
        fix = answer["fix"]?.string
    }
}

extension JSON {
    fileprivate func text(_ name: String) throws(MalformedAnswer) -> String {
        guard let text = self[name]?.string else { throw MalformedAnswer("\"\(name)\" of a finding is no string") }
        return text
    }

    fileprivate func pointer(_ name: String) throws(MalformedAnswer) -> JSONPointer {
        guard let pointer = JSONPointer(parsing: try text(name)) else {
            throw MalformedAnswer("\"\(name)\" of a finding is no JSON Pointer")
        }
        return pointer
    }
}
