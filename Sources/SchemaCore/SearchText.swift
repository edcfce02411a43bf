/// What a schema's text offers to those who search.
public struct SearchText: Sendable, Hashable {
    public var title: String?
    public var description: String?
    /// The names of properties, wherever they are; each once.
    public var fields: [String]
    /// The labels of its parts; each once.
    public var labels: [String]
    /// The version of the language, as people name it.
    public var dialect: String?

    public init(
        title: String? = nil, description: String? = nil, fields: [String] = [], labels: [String] = [],
        dialect: String? = nil
    ) {
        self.title = title
        self.description = description
        self.fields = fields
        self.labels = labels
        self.dialect = dialect
    }
}
