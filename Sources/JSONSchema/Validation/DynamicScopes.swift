import JSONCore

/// Which references depend on the dynamic scope, and which resources they look for there.
struct DynamicScopes {
    typealias NodeID = SchemaGraph.NodeID

    /// What a dynamic reference looks for in the resources in scope.
    enum Anchor: Hashable {
        /// A `$dynamicAnchor` of this name.
        case named(ByteString)
        /// A `"$recursiveAnchor": true`.
        case recursive
    }

    private var targets: [Anchor: [(resource: Int32, node: NodeID)]] = [:]
    private var scopes: Set<Int32> = []

    init(_ graph: SchemaGraph) {
        for (index, resource) in graph.resources.enumerated() {
            for (name, node) in resource.dynamicAnchors {
                targets[.named(ByteString(name)), default: []].append((Int32(index), node))
            }
            if resource.isRecursiveAnchor { targets[.recursive, default: []].append((Int32(index), resource.root)) }
        }
        // With one target there is nothing to choose.
        targets = targets.filter { $0.value.count > 1 }
        guard !targets.isEmpty else { return }
        let used = Set(graph.nodes.lazy.flatMap(\.keywords).compactMap { Anchor($0.keyword) })
        targets = targets.filter { used.contains($0.key) }
        scopes = Set(targets.values.lazy.flatMap { $0.map(\.resource) })
    }

    /// Whether a dynamic reference may look for this resource.
    func isScope(_ resource: Int32) -> Bool { scopes.contains(resource) }

    /// The possible targets, in the order of the resources; `nil` when the initial one is the only one.
    ///
    /// A reference whose initial target is no such anchor stays with it (2020-12, core, section 8.2.3.2; 2019-09, core,
    /// section 8.2.4.2.1).
    func candidates(for anchor: Anchor, initial: NodeID) -> [(resource: Int32, node: NodeID)]? {
        guard let targets = targets[anchor], targets.contains(where: { $0.node == initial }) else { return nil }
        return targets
    }
}

extension DynamicScopes.Anchor {
    fileprivate init?(_ keyword: Keyword) {
        if case .dynamicReference(let anchor, _) = keyword {
            self = .named(ByteString(anchor))
        } else if case .recursiveReference = keyword {
            self = .recursive
        } else {
            return nil
        }
    }
}
