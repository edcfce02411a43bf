public import JSONCore
public import SchemaCore

/// A place where a schema does not keep a rule of a policy.
public struct PolicyFinding: Sendable, Hashable {
    /// The rule's id.
    public var rule: String
    /// The name of the policy that asks for it.
    public var policy: String
    /// Error or warning.
    public var severity: Severity
    /// The place in the schema's text; the root for what is about the schema or its subject as a whole.
    public var pointer: JSONPointer
    /// Line and column of the place, where the text has it.
    public var position: SourcePosition?
    /// A sentence that says what is the matter.
    public var message: String
    /// A sentence that says what to do; `nil` when there is nothing to advise.
    public var fix: String?

    /// A finding of a rule.
    public init(
        _ rule: EffectiveRule, at pointer: JSONPointer = .root, position: SourcePosition? = nil, _ message: String,
        fix: String?
    ) {
        self.rule = rule.id
        policy = rule.policy
        severity = rule.severity
        self.pointer = pointer
        self.position = position
        self.message = message
        self.fix = fix
    }
}

extension PolicyFinding {
    /// Members in a fixed order; `line`, `column` and `fix` are left out when they are not known.
    public var json: JSON {
        var object = JSONObject()
        object["rule"] = .string(rule)
        object["policy"] = .string(policy)
        object["severity"] = .string(severity.rawValue)
        object["pointer"] = .string(pointer.description)
        if let position {
            object["line"] = .number(JSONNumber(Int64(position.line)))
            object["column"] = .number(JSONNumber(Int64(position.column)))
        }
        object["message"] = .string(message)
        if let fix { object["fix"] = .string(fix) }
        return .object(object)
    }

    /// Reads what ``json`` writes.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        rule = try members.requiredString("rule")
        policy = try members.requiredString("policy")
        severity = try members.required("severity", expected: "error or warning") { json in
            json.string.flatMap(Severity.init(rawValue:))
        }
        pointer = try members.required("pointer", expected: "a JSON Pointer") { json in
            json.string.flatMap { JSONPointer(parsing: $0) }
        }
        message = try members.requiredString("message")
        fix = try members.string("fix")
        if let line = try members.integer("line"), let column = try members.integer("column") {
            position = SourcePosition(line: Int(clamping: line), column: Int(clamping: column))
        } else {
            position = nil
        }
    }
}

extension [PolicyFinding] {
    /// Whether nothing here refuses the schema.
    public var pass: Bool { !contains { $0.severity == .error } }
}
