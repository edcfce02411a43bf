internal import JSONCore
public import SchemaCore

/// Whether a schema may become the next version of a subject.
public struct CompatibilityAnswer: Sendable, Hashable {
    public var isCompatible: Bool
    /// The registry's reasons.
    public var messages: [String]
}

extension CompatibilityAnswer: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard let isCompatible = answer["is_compatible"]?.boolean else {
            throw MalformedAnswer("it has no \"is_compatible\"")
        }
        self.isCompatible = isCompatible
        messages = (answer["messages"]?.array ?? []).compactMap(\.string)
    }
}

extension Client {
    /// Asks whether a schema is compatible with the versions that the subject's level names, or with one of them.
    ///
    /// - Throws: a refusal with code 40402 when there is no such version.
    public func check(
        _ definition: Definition, against selector: VersionSelector? = nil, of subject: Subject,
        normalization: Normalization = .automatic
    ) throws(ClientError) -> CompatibilityAnswer {
        let path =
            if let selector {
                Target("compatibility", "subjects", subject.qualifiedName, "versions", selector.pathSegment)
            } else {
                Target("compatibility", "subjects", subject.qualifiedName, "versions")
            }
        let target = path.with("normalize", normalization.parameter).with("verbose", "true")
        return try value(
            OutgoingRequest(.post, target, body: definition.requestBody, repetition: .harmless))
    }
}
