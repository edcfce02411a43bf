public import JSONCore
internal import SchemaCore

/// What a policy says of a rule.
public struct RuleSetting: Sendable, Hashable {
    public var severity: Severity
    /// What the policy sets; for the rest the rule's own defaults hold.
    public var options: JSONObject

    public init(_ severity: Severity, options: JSONObject = JSONObject()) {
        self.severity = severity
        self.options = options
    }

    /// A severity alone, or an object with `severity` and `options`.
    public var json: JSON {
        guard !options.isEmpty else { return .string(severity.rawValue) }
        return ["severity": .string(severity.rawValue), "options": .object(options)]
    }

    /// Reads what ``json`` writes, for a rule with these options.
    init(json: JSON, options known: [BuiltInRule.Option], at pointer: JSONPointer) throws(MalformedMember) {
        if let text = json.string {
            guard let severity = Severity(rawValue: text) else {
                throw MalformedMember(pointer, expected: Self.severityExpectation)
            }
            self.init(severity)
            return
        }
        guard json.object != nil else {
            throw MalformedMember(
                pointer, expected: "\(Self.severityExpectation), or an object with severity and options")
        }
        let members = try Members(json, at: pointer)
        let severity = try members.required("severity", expected: Self.severityExpectation) { json in
            json.string.flatMap(Severity.init(rawValue:))
        }
        let options = try members.optional("options", expected: "an object", \.object) ?? JSONObject()
        for option in options.members {
            let place = pointer.appending("options").appending(option.name)
            guard let form = known.first(where: { $0.name.isIdentical(to: option.name) })?.form else {
                let names = known.map(\.name).joined(separator: ", ")
                throw MalformedMember(
                    place,
                    expected: "left out: the rule has \(names.isEmpty ? "no options" : "only the options \(names)")")
            }
            guard form.accepts(option.value) else { throw MalformedMember(place, expected: form.expectation) }
        }
        self.init(severity, options: options)
    }

    private static let severityExpectation = "one of " + Severity.allCases.map(\.rawValue).joined(separator: ", ")
}
