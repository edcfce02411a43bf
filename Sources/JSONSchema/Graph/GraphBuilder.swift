internal import JSONCore
internal import Pattern
internal import SchemaCore

/// Reads a schema's text, and the texts it refers to, into a graph.
///
/// Nodes are made from a queue, never by recursion: first every place of a text where its dialect expects a schema, then,
/// with all identifiers known, the targets of references, which may bring further texts.
struct GraphBuilder {
    typealias NodeID = SchemaGraph.NodeID

    var documents: [SchemaGraph.Document] = []
    var resources: [SchemaGraph.Resource] = []
    var nodes: [SchemaNode] = []
    /// The root of each document.
    var roots: [NodeID] = []
    /// The value of each node.
    var sources: [JSON] = []
    /// The place of each node.
    var positions: [Places.Place] = []
    var places = Places()
    var names = Names()
    /// The resources of the given texts that are taken in, by their names.
    var loaded: [ByteString: Int] = [:]
    var library: Library
    /// References without a target.
    var dangling: [DanglingReference] = []
    private(set) var faults: [SchemaFault] = []
    private(set) var faultCount = 0

    private var unread: [NodeID] = []
    private var unresolved: [UnresolvedReference] = []
    private var patterns: [ByteString: Pattern] = [:]

    /// A reference that waits for all identifiers to be known.
    struct UnresolvedReference {
        let node: NodeID
        /// Position among the node's keywords.
        let entry: Int
        let kind: Kind
        let text: String

        enum Kind {
            case plain, dynamic, recursive
        }
    }

    /// The most faults that are kept; the rest is counted.
    private static let faultLimit = 1000

    init(library: Library) { self.library = library }

    /// Reads a text and everything it refers to.
    ///
    /// - Throws: `.invalidSchema` with all that is wrong.
    static func graph(
        of json: JSON, text: String, references: [String: Definition], dialect: Dialect,
        base: URIReference = URIReference("")
    ) throws(RegistryError) -> SchemaGraph {
        var builder = GraphBuilder(library: Library(references: references, dialect: dialect))
        builder.reserveCapacity(forText: text)
        let root = builder.add(SchemaGraph.Document(name: "", json: json, text: text), uri: base)
        builder.readAll()
        builder.settleDangling(root: root)
        guard builder.faultCount == 0 else { throw builder.error() }
        return builder.graph(root: root)
    }

    /// Makes room for about as many nodes as a text of this length has.
    private mutating func reserveCapacity(forText text: String) {
        let count = min(4 + text.utf8.count / Self.bytesPerNode, Self.reservationLimit)
        nodes.reserveCapacity(count)
        sources.reserveCapacity(count)
        positions.reserveCapacity(count)
        unread.reserveCapacity(count)
        places.reserveCapacity(2 * count)
    }

    private static let bytesPerNode = 64
    private static let reservationLimit = 10_000
    /// More keywords than this a schema rarely has.
    private static let usualKeywords = 8

    func graph(root: NodeID) -> SchemaGraph {
        SchemaGraph(documents: documents, resources: resources, nodes: nodes, root: root)
    }

    /// Takes in a document; its places are read later.
    mutating func add(_ document: SchemaGraph.Document, uri: URIReference) -> NodeID {
        let root = NodeID(index: Int32(nodes.count))
        documents.append(document)
        roots.append(root)
        resources.append(
            SchemaGraph.Resource(uri: uri.textWithoutFragment, dialect: library.defaultDialect, root: root))
        names.bases.append(uri)
        names.claim(uri, by: resources.count - 1, in: Int32(documents.count - 1))
        let node = SchemaNode(
            document: Int32(documents.count - 1), resource: Int32(resources.count - 1), pointer: .root)
        return append(node, source: document.json, at: places.addRoot())
    }

    /// Reads until neither a place nor a reference is left.
    private mutating func readAll() {
        readPlaces()
        var next = 0
        while next < unresolved.count {
            resolve(unresolved[next])
            next += 1
        }
    }

    /// Reads all places that are known but not read yet.
    mutating func readPlaces() {
        var next = 0
        while next < unread.count {
            read(unread[next])
            next += 1
        }
        unread.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ node: SchemaNode, source: JSON, at place: Places.Place) -> NodeID {
        let id = NodeID(index: Int32(nodes.count))
        nodes.append(node)
        sources.append(source)
        positions.append(place)
        places[place] = id
        unread.append(id)
        return id
    }
}

// MARK: - Places

extension GraphBuilder {
    /// A node that is being read.
    struct Scope {
        let node: NodeID
        let object: JSONObject
        let rules: KeywordRules
        let vocabularies: Vocabularies
        let dialect: Dialect

        /// The rule for a keyword, when the dialect knows it and the resource uses its vocabulary.
        func rule(_ name: String) -> KeywordRule? {
            guard let rule = rules[name], rule.vocabulary.isSubset(of: vocabularies) else { return nil }
            return rule
        }

        /// The value of a keyword that asserts something here.
        func value(_ name: String) -> JSON? { rule(name) == nil ? nil : object[name] }
    }

    private mutating func read(_ id: NodeID) {
        switch sources[Int(id.index)] {
        case .boolean(let truth):
            if nodes[Int(id.index)].truth == nil, !dialect(of: id).traits.hasBooleanSchemas {
                fault(at: id, [], .wrongValue(expected: .objectSchema, found: .boolean(truth)))
            }
            nodes[Int(id.index)].truth = truth
        case .object(let object):
            let mayIdentify = Self.mayIdentify(object)
            if mayIdentify { identify(id, object) }
            let resource = Int(nodes[Int(id.index)].resource)
            let dialect = resources[resource].dialect
            let scope = Scope(
                node: id, object: object, rules: dialect.rules, vocabularies: resources[resource].vocabularies,
                dialect: dialect)
            read(scope, standsAlone: mayIdentify && dialect.traits.referencesStandAlone && object["$ref"] != nil)
        case .null, .number, .string, .array:
            let expected: SchemaFault.Expectation =
                dialect(of: id).traits.hasBooleanSchemas ? .schema : .objectSchema
            fault(at: id, [], .wrongValue(expected: expected, found: sources[Int(id.index)]))
        }
    }

    private mutating func read(_ scope: Scope, standsAlone: Bool) {
        nodes[Int(scope.node.index)].keywords.reserveCapacity(min(scope.object.members.count, Self.usualKeywords))
        for member in scope.object.members {
            if let rule = scope.rule(member.name), !standsAlone || rule.standsBesideReference {
                read(rule, member.value, in: scope)
            } else {
                nodes[Int(scope.node.index)].annotations.append(member)
            }
        }
    }

    func dialect(of id: NodeID) -> Dialect { resources[Int(nodes[Int(id.index)].resource)].dialect }

    /// A new node for the value of a keyword of another node, or for one below it.
    mutating func child(_ json: JSON, of parent: NodeID, _ keyword: String, _ token: String? = nil) -> NodeID {
        var place = places.add(keyword, below: positions[Int(parent.index)])
        if let token { place = places.add(token, below: place) }
        return child(json, of: parent, at: place) { tokens in
            tokens.append(keyword)
            if let token { tokens.append(token) }
        }
    }

    /// A new node for a value at some depth below another node's.
    mutating func child(_ json: JSON, of parent: NodeID, at tokens: [String]) -> NodeID {
        let place = tokens.reduce(positions[Int(parent.index)]) { places.add($1, below: $0) }
        return child(json, of: parent, at: place) { $0 += tokens }
    }

    private mutating func child(
        _ json: JSON, of parent: NodeID, at place: Places.Place, _ addTokens: (inout [String]) -> Void
    ) -> NodeID {
        let parent = Int(parent.index)
        var tokens: [String] = []
        tokens.reserveCapacity(nodes[parent].pointer.tokens.count + 2)
        tokens += nodes[parent].pointer.tokens
        addTokens(&tokens)
        let node = SchemaNode(
            document: nodes[parent].document, resource: nodes[parent].resource, pointer: JSONPointer(tokens))
        return append(node, source: json, at: place)
    }

    /// The node for the boolean of a keyword that takes booleans in every dialect.
    mutating func child(truth: Bool, of parent: NodeID, _ keyword: String) -> NodeID {
        let id = child(.boolean(truth), of: parent, keyword)
        nodes[Int(id.index)].truth = truth
        return id
    }

    mutating func add(_ keyword: Keyword, named name: String, to id: NodeID) {
        nodes[Int(id.index)].keywords.append(SchemaNode.Entry(name: name, keyword: keyword))
    }

    /// Adds a keyword whose target is found later; until then it refers to its own node.
    mutating func addReference(_ text: String, _ kind: UnresolvedReference.Kind, named name: String, to id: NodeID) {
        let entry = nodes[Int(id.index)].keywords.count
        unresolved.append(UnresolvedReference(node: id, entry: entry, kind: kind, text: text))
        add(.reference(id), named: name, to: id)
    }

    /// A compiled pattern; equal texts are compiled once.
    mutating func pattern(_ source: String) throws(PatternError) -> Pattern {
        if let known = patterns[ByteString(source)] { return known }
        let pattern = try Pattern(source)
        patterns[ByteString(source)] = pattern
        return pattern
    }
}

// MARK: - Faults

extension GraphBuilder {
    /// Notes what is wrong at a node or below it.
    mutating func fault(at id: NodeID, _ tokens: [String], _ reason: SchemaFault.Reason) {
        let node = nodes[Int(id.index)]
        fault(in: documents[Int(node.document)].name, JSONPointer(node.pointer.tokens + tokens), reason)
    }

    mutating func fault(in document: String, _ pointer: JSONPointer, _ reason: SchemaFault.Reason) {
        faultCount += 1
        guard faults.count < Self.faultLimit else { return }
        faults.append(SchemaFault(document: document, pointer: pointer, reason: reason))
    }

    /// All faults as one error, with their lines and columns, in the order of the texts.
    private func error() -> RegistryError {
        var located: [SchemaFault] = []
        for (name, faults) in Dictionary(grouping: faults, by: \.document).sorted(by: { $0.key < $1.key }) {
            let map = documents.first { $0.name.isIdentical(to: name) }.map { SourceMap($0.text) }
            located += faults.map { fault in
                var fault = fault
                fault.position = map?.position(of: fault.pointer)
                return fault
            }.sorted { SourcePosition.precedes($0.position, $1.position) }
        }
        return .invalidSchema(type: .json, faults: located, total: faultCount)
    }
}

extension SourcePosition {
    /// Whether one place comes before another; unknown ones last.
    fileprivate static func precedes(_ left: SourcePosition?, _ right: SourcePosition?) -> Bool {
        guard let left else { return false }
        guard let right else { return true }
        return (left.line, left.column) < (right.line, right.column)
    }
}
