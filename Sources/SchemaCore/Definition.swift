internal import Digest

/// The language a schema is written in; open, so that a new format adds no case.
public struct SchemaType: Sendable, Hashable {
    /// Upper case, as the API spells it.
    public let name: String

    public init(_ name: String) { self.name = name }

    public static let json = SchemaType("JSON")
    public static let avro = SchemaType("AVRO")
    public static let protobuf = SchemaType("PROTOBUF")
}

/// A named dependency of a schema on a version of a subject.
public struct Reference: Sendable, Hashable {
    /// What the schema's text says to mean it: for JSON Schema, the URI of a `$ref`.
    public var name: String
    public var subject: Subject
    public var version: Version

    public init(name: String, subject: Subject, version: Version) {
        self.name = name
        self.subject = subject
        self.version = version
    }
}

/// A schema as it is stored: its language, its text, what the text refers to, and what is said beside it.
public struct Definition: Sendable, Hashable {
    public var type: SchemaType
    public var text: String
    public var references: [Reference]
    public var metadata: Metadata?
    public var ruleSet: RuleSet?

    public init(
        type: SchemaType, text: String, references: [Reference] = [], metadata: Metadata? = nil, ruleSet: RuleSet? = nil
    ) {
        self.type = type
        self.text = text
        self.references = references
        self.metadata = metadata
        self.ruleSet = ruleSet
    }

    /// The same without the number of the version in its metadata: what a lookup compares.
    public var withoutVersion: Definition {
        var definition = self
        definition.metadata = metadata?.withoutVersion
        return definition
    }

    /// What makes two definitions the same schema: MD5 over the text, then name, subject and version of each
    /// reference, then metadata and rules, as Confluent's registry computes it, so that ids and guids survive a
    /// migration.
    public var identity: GUID {
        var bytes = Array(text.utf8)
        for reference in references {
            bytes += Array(reference.name.utf8)
            bytes += Array(reference.subject.qualifiedName.utf8)
            let version = UInt32(bitPattern: reference.version.number)
            for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: version >> UInt32(shift))) }
        }
        metadata?.appendIdentity(to: &bytes)
        ruleSet?.appendIdentity(to: &bytes)
        return GUID(hash: Digest.md5.hash(bytes))
    }
}

/// The identity of a schema's content, the same in every context; printed as a UUID.
public struct GUID: Sendable, Hashable {
    /// 16 bytes.
    public let bytes: [UInt8]

    /// The first 16 bytes of a hash.
    public init(hash: [UInt8]) { bytes = Array(hash.prefix(16)) }

    /// Reads `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`; `nil` for anything else.
    public init?(parsing text: String) {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        var bytes: [UInt8] = []
        let digits = Array(groups.joined().utf8)
        for start in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(digits[start]), let low = Self.value(digits[start + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 65...70: digit - 55
        case 97...102: digit - 87
        default: nil
        }
    }
}

extension GUID: CustomStringConvertible {
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        encode(into: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the bytes of the printed form.
    public func encode(into text: inout [UInt8]) {
        for (position, byte) in bytes.enumerated() {
            switch position {
            case 4, 6, 8, 10: text.append(UInt8(ascii: "-"))
            default: break
            }
            text.append(Self.digit(byte >> 4))
            text.append(Self.digit(byte & 15))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
}
