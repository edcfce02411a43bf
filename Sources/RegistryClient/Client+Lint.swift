public import Governance
internal import JSONCore
public import SchemaCore

/// Whether a schema keeps the policies of a registry.
public struct LintAnswer: Sendable, Hashable {
    public var findings: [PolicyFinding]
    /// Whether the registry would take the schema, as far as its policies are concerned.
    public var passes: Bool
}

extension LintAnswer: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard let passes = answer["passes"]?.boolean else { throw MalformedAnswer("it has no \"passes\"") }
        self.passes = passes
        findings = try [PolicyFinding](answer: answer.required("findings"))
    }
}

extension PolicyFinding: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        do throws(MalformedMember) {
            try self.init(json: answer)
        } catch {
            throw MalformedAnswer("\(error.pointer) of a finding is not \(error.expectation)")
        }
    }
}

extension Client {
    /// Asks where a schema does not keep the policies that the registry has for a subject.
    public func lint(_ definition: Definition, for subject: Subject) throws(ClientError) -> LintAnswer {
        var body = definition.requestBody.object ?? JSONObject()
        body["subject"] = .string(subject.qualifiedName)
        return try value(
            OutgoingRequest(.post, Target("governance", "lint"), body: .object(body), repetition: .harmless))
    }
}
