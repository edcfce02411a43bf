internal import JSONCore
public import SchemaCore

/// Whether a schema may become the next version of a subject.
public struct CompatibilityAnswer: Sendable, Hashable {
    public var isCompatible: Bool
    /// The registry's reasons, as it prints them.
    public var messages: [String]
    /// What was compared and found; `nil` from a registry that tells messages alone.
    public var details: Details?

    /// What Accord tells besides the messages.
    public struct Details: Sendable, Hashable {
        public var level: CompatibilityLevel
        public var policy: CompatibilityPolicy
        /// What the other policy says: `compatible`, `incompatible` or `undecided`; `nil` from a registry that does not
        /// tell.
        public var otherVerdict: String?
        /// The versions that were compared with, newest first.
        public var versions: [Version]
        public var findings: [CompatibilityFinding]
    }
}

extension CompatibilityAnswer: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard let isCompatible = answer["is_compatible"]?.boolean else {
            throw MalformedAnswer("it has no \"is_compatible\"")
        }
        self.isCompatible = isCompatible
        messages = (answer["messages"]?.array ?? []).compactMap(\.string)
        details = if answer["findings"] == nil { nil } else { try Details(answer: answer) }
    }
}

extension CompatibilityAnswer.Details: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        level = try CompatibilityLevel(answer: answer.required("compatibilityLevel"))
        guard let policy = answer["compatibilityPolicy"]?.string.flatMap(CompatibilityPolicy.init(rawValue:)) else {
            throw MalformedAnswer("its \"compatibilityPolicy\" is none")
        }
        self.policy = policy
        otherVerdict = answer["otherPolicy"]?["verdict"]?.string
        versions = try [Version](answer: answer.required("versions"))
        findings = try [CompatibilityFinding](answer: answer.required("findings"))
    }
}

extension Client {
    /// Asks whether a schema is compatible with the versions that the subject's level names, or with one of them.
    ///
    /// - Throws: a refusal with code 40402 when there is no such version.
    public func check(
        _ definition: Definition, against selector: VersionSelector? = nil, of subject: Subject,
        normalization: Normalization = .automatic, policy: CompatibilityPolicy? = nil
    ) throws(ClientError) -> CompatibilityAnswer {
        let path =
            if let selector {
                Target("compatibility", "subjects", subject.qualifiedName, "versions", selector.pathSegment)
            } else {
                Target("compatibility", "subjects", subject.qualifiedName, "versions")
            }
        let target = path.with("normalize", normalization.parameter).with("policy", policy?.rawValue)
            .with("verbose", "true").with("findings", "true")
        return try value(
            OutgoingRequest(.post, target, body: definition.requestBody, repetition: .harmless))
    }
}
