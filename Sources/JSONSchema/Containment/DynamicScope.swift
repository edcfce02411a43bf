internal import JSONCore

/// A graph without `$dynamicRef` and `$recursiveRef`, where that is possible.
///
/// What such a reference leads to hangs on the resources that were passed on the way: the first one that has the anchor
/// decides. So each schema is copied once for every set of decided anchors that it is reached with; nearly always there is
/// only one.
struct DynamicScope {
    private typealias NodeID = SchemaGraph.NodeID

    /// The anchors that are decided, with what they lead to.
    private struct Anchors: Hashable {
        var named: [ByteString: NodeID] = [:]
        var recursive: NodeID?
    }

    private struct Step: Hashable {
        var node: NodeID
        var scope: Int
    }

    private let graph: SchemaGraph
    private var scopes: [Anchors] = []
    private var scopeNumbers: [Anchors: Int] = [:]
    private var copies: [Step: NodeID] = [:]
    private var nodes: [SchemaNode] = []
    private var pending: [(step: Step, copy: NodeID)] = []

    /// Copies beyond this many times the schema's size are not made.
    private static let growthLimit = 8

    /// The graph itself when it has no such reference, or one with too many copies.
    static func resolved(_ graph: SchemaGraph) -> SchemaGraph {
        let isDynamic = graph.nodes.contains { node in node.keywords.contains { $0.keyword.isDynamicReference } }
        guard isDynamic else { return graph }
        var scope = DynamicScope(graph: graph)
        return scope.resolve() ?? graph
    }

    private init(graph: SchemaGraph) { self.graph = graph }

    private mutating func resolve() -> SchemaGraph? {
        let root = copy(of: graph.root, within: Anchors())
        while let (step, copy) = pending.popLast() {
            guard nodes.count <= Self.growthLimit * graph.nodes.count else { return nil }
            var node = graph[step.node]
            for position in node.keywords.indices {
                node.keywords[position].keyword = resolved(node.keywords[position].keyword, in: scopes[step.scope])
            }
            node.definitions = []
            nodes[Int(copy.index)] = node
        }
        var result = graph
        result.nodes = nodes
        result.root = root
        return result
    }

    private mutating func resolved(_ keyword: Keyword, in scope: Anchors) -> Keyword {
        switch keyword {
        case .dynamicReference(let anchor, let initial):
            return .reference(copy(of: scope.named[ByteString(anchor)] ?? initial, within: scope))
        case .recursiveReference(let initial):
            return .reference(copy(of: scope.recursive ?? initial, within: scope))
        case .allOf, .anyOf, .oneOf, .not, .conditional, .reference, .prefixItems, .items, .contains,
            .unevaluatedItems, .properties, .patternProperties, .additionalProperties, .propertyNames,
            .dependentSchemas, .unevaluatedProperties:
            var children: [NodeID: NodeID] = [:]
            for child in keyword.children { children[child] = copy(of: child, within: scope) }
            return keyword.replacing(children)
        case .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
            .maxLength, .minLength, .pattern, .format, .maxItems, .minItems, .uniqueItems, .required, .maxProperties,
            .minProperties, .dependentRequired:
            return keyword
        }
    }

    /// The node as it is when reached on a way that has decided some anchors; its resource may decide more.
    private mutating func copy(of id: NodeID, within anchors: Anchors) -> NodeID {
        var anchors = anchors
        let resource = graph.resources[Int(graph[id].resource)]
        for (name, target) in resource.dynamicAnchors where anchors.named[ByteString(name)] == nil {
            anchors.named[ByteString(name)] = target
        }
        if resource.isRecursiveAnchor, anchors.recursive == nil { anchors.recursive = resource.root }
        let scope = scopeNumbers[anchors] ?? scopes.count
        if scope == scopes.count {
            scopes.append(anchors)
            scopeNumbers[anchors] = scope
        }
        let step = Step(node: id, scope: scope)
        if let copy = copies[step] { return copy }
        let copy = NodeID(index: Int32(truncatingIfNeeded: nodes.count))
        copies[step] = copy
        nodes.append(graph[id])
        pending.append((step, copy))
        return copy
    }
}
