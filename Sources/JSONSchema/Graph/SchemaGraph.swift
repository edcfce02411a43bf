public import JSONCore

/// A JSON Schema with everything it refers to: nodes in one array, addressed by index, differences between drafts
/// resolved.
public struct SchemaGraph: Sendable {
    /// The address of a node.
    public struct NodeID: Sendable, Hashable, Comparable {
        public let index: Int32

        public init(index: Int32) { self.index = index }

        public static func < (left: NodeID, right: NodeID) -> Bool { left.index < right.index }
    }

    /// A schema document: the schema itself (the first) or one that it refers to.
    public struct Document: Sendable {
        /// The name that `$ref` uses for it; empty for the schema itself.
        public var name: String
        public var json: JSON
        /// The text, for lines and columns.
        public var text: String

        public init(name: String, json: JSON, text: String) {
            self.name = name
            self.json = json
            self.text = text
        }
    }

    /// What one `$id` identifies: the scope of anchors and the unit of dynamic scope.
    public struct Resource: Sendable {
        /// Absolute where an `$id` or the name of a reference makes it so; empty for a schema without any.
        public var uri: String
        public var dialect: Dialect
        /// The groups of keywords that assert something in it.
        public var vocabularies: Vocabularies
        public var root: NodeID
        /// Nodes named by `$dynamicAnchor`.
        public var dynamicAnchors: [String: NodeID]
        /// Whether the root says `"$recursiveAnchor": true`.
        public var isRecursiveAnchor: Bool

        public init(
            uri: String, dialect: Dialect, vocabularies: Vocabularies = .standard, root: NodeID,
            dynamicAnchors: [String: NodeID] = [:], isRecursiveAnchor: Bool = false
        ) {
            self.uri = uri
            self.dialect = dialect
            self.vocabularies = vocabularies
            self.root = root
            self.dynamicAnchors = dynamicAnchors
            self.isRecursiveAnchor = isRecursiveAnchor
        }
    }

    public var documents: [Document]
    public var resources: [Resource]
    public var nodes: [SchemaNode]
    public var root: NodeID

    public init(documents: [Document], resources: [Resource], nodes: [SchemaNode], root: NodeID) {
        self.documents = documents
        self.resources = resources
        self.nodes = nodes
        self.root = root
    }

    /// A node by its address, which must be one of this graph.
    public subscript(id: NodeID) -> SchemaNode { nodes[Int(id.index)] }
}

/// One schema or subschema: what it asserts, and where it stands.
public struct SchemaNode: Sendable {
    /// Position in ``SchemaGraph/documents``.
    public var document: Int32
    /// Position in ``SchemaGraph/resources``.
    public var resource: Int32
    /// Place in the document, from its root.
    public var pointer: JSONPointer
    /// `true` for the schema `true`, `false` for the schema `false`, `nil` for an object.
    public var truth: Bool?
    /// What it asserts, in the order of the text; keywords that the dialect does not know are left out.
    public var keywords: [Entry]
    /// Subschemas that stand here and assert nothing by themselves: definitions, a `then` without `if` and the like.
    public var definitions: [SchemaGraph.NodeID]
    /// Keywords that assert nothing, known or not: titles, defaults, examples and the like.
    public var annotations: JSONObject

    /// A keyword in normal form with the name it has in the text.
    public struct Entry: Sendable {
        public var name: String
        public var keyword: Keyword

        public init(name: String, keyword: Keyword) {
            self.name = name
            self.keyword = keyword
        }
    }

    public init(
        document: Int32, resource: Int32, pointer: JSONPointer, truth: Bool? = nil, keywords: [Entry] = [],
        definitions: [SchemaGraph.NodeID] = [], annotations: JSONObject = JSONObject()
    ) {
        self.document = document
        self.resource = resource
        self.pointer = pointer
        self.truth = truth
        self.keywords = keywords
        self.definitions = definitions
        self.annotations = annotations
    }
}
