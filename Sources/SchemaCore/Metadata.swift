internal import JSONCore

/// What a schema says about itself beside its text; part of its identity.
public struct Metadata: Sendable {
    /// Tags by the path of what they are about.
    public var tags: SortedMap<[String]>
    public var properties: SortedMap<String>
    /// Names of properties whose values are secrets; in order, each once.
    public var sensitive: [String]

    public init(
        tags: SortedMap<[String]> = SortedMap(), properties: SortedMap<String> = SortedMap(), sensitive: [String] = []
    ) {
        self.tags = tags
        self.properties = properties
        self.sensitive = sensitive.sortedDistinct()
    }

    /// Whether it says nothing.
    public var isEmpty: Bool { tags.isEmpty && properties.isEmpty && sensitive.isEmpty }

    /// This, and what others say over it: properties one by one, tags added to those of the same path.
    public func merged(with other: Metadata) -> Metadata {
        var tags = tags
        for entry in other.tags.entries {
            tags[entry.name] = ((tags[entry.name] ?? []) + entry.value).sortedDistinct()
        }
        return Metadata(
            tags: tags, properties: properties.merged(with: other.properties), sensitive: sensitive + other.sensitive)
    }

    /// What holds after defaults, a schema's own metadata and overrides; `nil` when all three are.
    public static func merged(_ layers: Metadata?...) -> Metadata? {
        layers.compactMap(\.self).reduce(nil) { $0?.merged(with: $1) ?? $1 }
    }
}

extension Metadata {
    /// The property that holds the number of the version, where one was asked for.
    public static let versionProperty = "confluent:version"
    /// The property that lists names, between commas, that no field may take.
    public static let reservedProperty = "confluent:reserved"

    /// The same without the number of the version; `nil` when nothing else is said.
    public var withoutVersion: Metadata? {
        var rest = self
        rest.properties[Self.versionProperty] = nil
        return rest.isEmpty ? nil : rest
    }

    /// The names that no field may take.
    public var reservedNames: [String] {
        let list = properties[Self.reservedProperty] ?? ""
        return list.split(separator: ",").map { String($0).trimmingBlanks() }.filter { !$0.isEmpty }
    }
}

extension Metadata: Hashable {
    public static func == (left: Metadata, right: Metadata) -> Bool { left.json == right.json }

    public func hash(into hasher: inout Hasher) { hasher.combine(json) }
}

extension Metadata {
    /// Appends what the schema's identity is computed from: all names and values, in order.
    func appendIdentity(to bytes: inout [UInt8]) {
        bytes.append(1)
        for entry in tags.entries {
            bytes += Array(entry.name.utf8)
            for tag in entry.value { bytes += Array(tag.utf8) }
        }
        for entry in properties.entries { bytes += Array(entry.name.utf8) + Array(entry.value.utf8) }
        for name in sensitive { bytes += Array(name.utf8) }
    }
}
