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
    /// `nil`, with the three places, when the two schemas cannot be compared at all.
    public var direction: CompatibilityLevel.Direction?
    /// Where in the new schema.
    public var newPointer: JSONPointer?
    /// Where in the earlier version.
    public var oldPointer: JSONPointer?
    /// The text that ``newPointer`` is about, by the name of a reference; empty for the schema itself.
    public var newDocument: String
    /// The text that ``oldPointer`` is about, by the name of a reference; empty for the schema itself.
    public var oldDocument: String
    /// Where in the document; `*` stands for any name or position.
    public var instancePointer: JSONPointer?
    public var newValue: JSON?
    public var oldValue: JSON?
    /// What happened and who is hurt.
    public var message: String
    /// A document that one schema accepts and the other refuses.
    public var witness: JSON?
    /// What to do instead.
    public var fix: String?
    /// What a waiver binds to.
    public var fingerprint: String?
    /// Whether a waiver of the subject names it, so that it refuses nothing.
    public var isWaived: Bool
}

extension CompatibilityFinding: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard let rule = try answer.text("rule"), let message = try answer.text("message"),
            let certainty = try answer.text("certainty").flatMap(Certainty.init(rawValue:))
        else { throw MalformedAnswer("a finding has no rule, no message or no known certainty") }
        self.rule = rule
        self.message = message
        self.certainty = certainty
        version = try Version(answer: answer.required("version"))
        direction = try answer.text("direction").flatMap(CompatibilityLevel.Direction.init(rawValue:))
        newPointer = try answer.pointer("pointer")
        oldPointer = try answer.pointer("oldPointer")
        newDocument = try answer.text("document") ?? ""
        oldDocument = try answer.text("oldDocument") ?? ""
        instancePointer = try answer.pointer("instancePointer")
        newValue = answer["newValue"]
        oldValue = answer["oldValue"]
        witness = answer["witness"]
        fix = try answer.text("fix")
        fingerprint = try answer.text("fingerprint")
        isWaived = answer["waived"]?.boolean ?? false
    }
}

extension JSON {
    fileprivate func text(_ name: String) throws(MalformedAnswer) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw MalformedAnswer("\"\(name)\" of a finding is no string") }
        return text
    }

    fileprivate func pointer(_ name: String) throws(MalformedAnswer) -> JSONPointer? {
        guard let text = try text(name) else { return nil }
        guard let pointer = JSONPointer(parsing: text) else {
            throw MalformedAnswer("\"\(name)\" of a finding is no JSON Pointer")
        }
        return pointer
    }
}
