/// The tags of one part of a schema.
public struct EntityTags: Sendable, Hashable {
    /// What a part of a schema is.
    public enum Kind: String, CaseIterable, Sendable {
        case record = "sr_record"
        case field = "sr_field"
    }

    /// Where the part is, as the API spells it: for JSON Schema `object`, `object.name` or `object.list.array.object`.
    public var path: String
    public var kind: Kind
    public var tags: [String]

    public init(path: String, kind: Kind, tags: [String]) {
        self.path = path
        self.kind = kind
        self.tags = tags
    }
}

/// What to do with the tags in a schema's text.
public struct TagChanges: Sendable, Hashable {
    public var adding: [EntityTags]
    public var removing: [EntityTags]
    /// Whether parts that the previous version has too get the tags they have there.
    public var propagates: Bool

    public init(adding: [EntityTags] = [], removing: [EntityTags] = [], propagates: Bool = false) {
        self.adding = adding
        self.removing = removing
        self.propagates = propagates
    }

    public static let none = TagChanges()

    public var isEmpty: Bool { adding.isEmpty && removing.isEmpty && !propagates }
}
