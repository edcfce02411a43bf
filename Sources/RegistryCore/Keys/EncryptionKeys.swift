public import JSONCore
public import SchemaCore

/// A key of a key service that wraps the keys of data (Confluent's KEK); the registry knows where it is, never what it is.
public struct KeyEncryptionKey: Sendable, Hashable {
    public var name: String
    public var context: Context
    /// The kind of key service, as `aws-kms`, and what it calls the key.
    public var serviceType: String
    public var serviceKey: String
    public var properties: JSON?
    public var note: String?
    public var isDeleted: Bool

    public init(
        name: String, context: Context = .standard, serviceType: String, serviceKey: String, properties: JSON? = nil,
        note: String? = nil, isDeleted: Bool = false
    ) {
        self.name = name
        self.context = context
        self.serviceType = serviceType
        self.serviceKey = serviceKey
        self.properties = properties
        self.note = note
        self.isDeleted = isDeleted
    }
}

/// A key that data are encrypted with (Confluent's DEK), wrapped by a ``KeyEncryptionKey``.
public struct DataEncryptionKey: Sendable, Hashable {
    public enum Algorithm: String, Sendable, CaseIterable {
        case aes128GCM = "AES128_GCM"
        case aes256GCM = "AES256_GCM"
        case aes256SIV = "AES256_SIV"
    }

    /// What tells one from the others.
    public struct Key: Sendable, Hashable {
        public var wrappedBy: String
        /// The subject whose data it encrypts; its context is the wrapping key's.
        public var subject: Subject
        public var algorithm: Algorithm
        public var version: Version

        public init(wrappedBy: String, subject: Subject, algorithm: Algorithm, version: Version) {
            self.wrappedBy = wrappedBy
            self.subject = subject
            self.algorithm = algorithm
            self.version = version
        }
    }

    public var key: Key
    /// The key's bytes as the key service wrapped them, in base 64.
    public var material: String
    public var isDeleted: Bool

    public init(key: Key, material: String, isDeleted: Bool = false) {
        self.key = key
        self.material = material
        self.isDeleted = isDeleted
    }
}

// MARK: - Records

extension KeyEncryptionKey {
    public var recordKey: Record.Key { Self.recordKey(name, in: context) }

    static func recordKey(_ name: String, in context: Context) -> Record.Key {
        Record.Key(.keyEncryptionKey, Subject(context: context, name: name).qualifiedName)
    }

    public var json: JSON {
        .object([
            "kmsType": .string(serviceType), "kmsKeyId": .string(serviceKey), "kmsProps": properties,
            "doc": note.map { .string($0) }, "deleted": isDeleted ? true : nil,
        ])
    }

    init(recordName: String, json: JSON) throws(MalformedMember) {
        let name = Subject(qualifiedName: recordName)
        let members = try Members(json)
        self.init(
            name: name.name, context: name.context, serviceType: try members.requiredString("kmsType"),
            serviceKey: try members.requiredString("kmsKeyId"), properties: json["kmsProps"],
            note: try members.string("doc"), isDeleted: try members.boolean("deleted") ?? false)
    }
}

extension DataEncryptionKey {
    /// Stands between the parts of a record's name; no name of a key or a subject has it.
    private static let separator = "\u{1F}"

    /// The beginning of the names of records: of all keys that a key wraps, or of those of a subject alone.
    static func recordNames(of wrapping: String, in context: Context, _ subject: Subject? = nil) -> String {
        let beginning = Subject(context: context, name: wrapping).qualifiedName + separator
        return subject.map { beginning + $0.qualifiedName + separator } ?? beginning
    }

    public var recordKey: Record.Key { Self.recordKey(key) }

    static func recordKey(_ key: Key) -> Record.Key {
        let number = String(key.version.number)
        // As wide as the widest, so that the order of names is that of versions.
        let padded = String(repeating: "0", count: max(0, 10 - number.utf8.count)) + number
        let beginning = recordNames(of: key.wrappedBy, in: key.subject.context, key.subject)
        return Record.Key(
            .dataEncryptionKey, beginning + key.algorithm.rawValue + separator + padded, subject: key.subject)
    }

    public var json: JSON {
        .object([
            "kekName": .string(key.wrappedBy), "subject": .string(key.subject.qualifiedName),
            "version": .number(JSONNumber(Int64(key.version.number))), "algorithm": .string(key.algorithm.rawValue),
            "encryptedKeyMaterial": .string(material), "deleted": isDeleted ? true : nil,
        ])
    }

    init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        let algorithm = try members.required("algorithm", expected: "an algorithm") {
            $0.string.flatMap(Algorithm.init(rawValue:))
        }
        let version = try members.required("version", expected: "a version") {
            $0.number?.int64.flatMap { Int32(exactly: $0) }.flatMap { Version(Int($0)) }
        }
        self.init(
            key: Key(
                wrappedBy: try members.requiredString("kekName"),
                subject: Subject(qualifiedName: try members.requiredString("subject")), algorithm: algorithm,
                version: version),
            material: try members.requiredString("encryptedKeyMaterial"),
            isDeleted: try members.boolean("deleted") ?? false)
    }
}

extension Record {
    var keyEncryptionKey: KeyEncryptionKey {
        get throws(RegistryError) {
            try decoded { json throws(MalformedMember) in try KeyEncryptionKey(recordName: name, json: json) }
        }
    }

    var dataEncryptionKey: DataEncryptionKey {
        get throws(RegistryError) {
            try decoded { json throws(MalformedMember) in try DataEncryptionKey(json: json) }
        }
    }
}
