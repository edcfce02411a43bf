internal import Compatibility
public import SchemaCore

/// A schema as a client proposes it: to be registered, looked up or checked.
public struct Candidate: Sendable, Hashable {
    /// A reference whose version may still be open.
    public struct Reference: Sendable, Hashable {
        /// What the schema's text says to mean it.
        public var name: String
        public var subject: Subject
        /// The version's number; `latest` is settled when the candidate is read.
        public var version: VersionSelector

        public init(name: String, subject: Subject, version: VersionSelector) {
            self.name = name
            self.subject = subject
            self.version = version
        }
    }

    /// `nil` when the client names none.
    public var type: SchemaType?
    /// The schema; empty means the text, type and references of the subject's latest version.
    public var text: String
    public var references: [Reference]
    /// `nil` means that of the subject's latest version.
    public var metadata: Metadata?
    /// `nil` means that of the subject's latest version.
    public var ruleSet: RuleSet?

    public init(
        type: SchemaType?, text: String, references: [Reference] = [], metadata: Metadata? = nil,
        ruleSet: RuleSet? = nil
    ) {
        self.type = type
        self.text = text
        self.references = references
        self.metadata = metadata
        self.ruleSet = ruleSet
    }

    /// The text of a schema that is stored already and what it refers to, as a candidate again.
    public init(_ definition: Definition) {
        self.init(
            type: definition.type, text: definition.text,
            references: definition.references.map {
                Reference(name: $0.name, subject: $0.subject, version: .number($0.version))
            })
    }
}

/// Whether a candidate is rewritten to a form that does not depend on the order of members.
public enum Normalization: Sendable {
    /// When the subject's configuration says so.
    case asConfigured
    case always
}

/// A candidate that was read, with all it refers to.
struct PreparedCandidate<Format: SchemaFormat>: Sendable {
    /// What would be stored.
    var definition: Definition
    var schema: Format.Schema
    /// The length of the text that was parsed and of all texts that it refers to.
    var bytes: Int
    /// The settings that held when it was read, with the level and the policy filled in.
    var settings: Settings
}
