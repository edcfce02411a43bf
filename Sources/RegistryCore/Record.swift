internal import Governance
public import JSONCore
public import SchemaCore

/// Something that governance keeps by its name: a team, the owner of a subject, a policy, a token.
public struct Record: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case team
        /// The team that a subject was given to by name.
        case owner
        /// All rules of ownership together, in one record without a name.
        case ownershipRules = "ownership-rules"
        case transfer, policy, waiver, token, webhook
        /// A key that wraps others, and one that it wraps.
        case keyEncryptionKey = "kek"
        case dataEncryptionKey = "dek"
    }

    public struct Key: Sendable, Hashable {
        public var kind: Kind
        /// The qualified name of a subject for owners and transfers.
        public var name: String
        /// The subject that the record is about, where it is about one.
        public var subject: Subject?

        public init(_ kind: Kind, _ name: String, subject: Subject? = nil) {
            self.kind = kind
            self.name = name
            self.subject = subject
        }

        public init(_ kind: Kind, of subject: Subject) {
            self.init(kind, subject.qualifiedName, subject: subject)
        }

        public static let ownershipRules = Key(.ownershipRules, "")

        /// What decisions that rest on the record expect not to have moved.
        var stream: Stream {
            switch (kind, subject) {
            case (.owner, let subject?), (.transfer, let subject?), (.dataEncryptionKey, let subject?):
                .subject(subject)
            case (.team, _), (.owner, nil), (.ownershipRules, _), (.transfer, nil), (.policy, _), (.waiver, _),
                (.token, _), (.webhook, _), (.keyEncryptionKey, _), (.dataEncryptionKey, nil):
                .governance
            }
        }
    }

    public var kind: Kind
    public var name: String
    public var value: JSON
    /// What tells the record apart.
    public var key: Key { Key(kind, name, subject: subject) }

    /// The subject that the record is about.
    private var subject: Subject? {
        switch kind {
        case .owner, .transfer: Subject(qualifiedName: name)
        case .waiver, .dataEncryptionKey: value["subject"]?.string.map(Subject.init(qualifiedName:))
        case .team, .ownershipRules, .policy, .token, .webhook, .keyEncryptionKey: nil
        }
    }

    /// The event that set it, when, and by whom.
    public var revision: Revision
    public var at: Timestamp
    public var by: Principal

    public init(
        kind: Kind, name: String, value: JSON, revision: Revision, at: Timestamp, by: Principal
    ) {
        self.kind = kind
        self.name = name
        self.value = value
        self.revision = revision
        self.at = at
        self.by = by
    }
}

extension Record {
    /// The value as far as all who read may see it.
    var shown: JSON { kind.shown(value) }
}

extension Record.Kind {
    /// What may be shown of a value to all who read: the hash of a token's secret stays inside.
    func shown(_ value: JSON) -> JSON {
        guard self == .token, let object = value.object else { return value }
        return .object(JSONObject(object.members.filter { $0.name != "hash" }))
    }
}

extension Store {
    /// What is kept under a key.
    public func record(_ key: Record.Key) throws(RegistryError) -> Record? { try record(key.kind, named: key.name) }
}
