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

    public init(type: SchemaType?, text: String, references: [Reference] = []) {
        self.type = type
        self.text = text
        self.references = references
    }

    /// A schema that is stored already, as a candidate again.
    init(_ definition: Definition) {
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
    /// The settings that held when it was read.
    var settings: Settings
}
