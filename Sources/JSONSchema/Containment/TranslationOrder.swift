internal import JSONCore

/// In which order the schemas of a graph become formulas: what others lead to first.
///
/// It hangs on the graph alone, so it is found once for all comparisons.
struct TranslationOrder: Sendable {
    /// Schemas that only need what comes before them, and the groups of those that lead back to themselves, at one
    /// distance from the schemas that lead nowhere.
    struct Level: Sendable {
        var acyclic: [Int] = []
        /// Sorted.
        var cyclic: [Int] = []
    }

    let levels: [Level]
    /// For each node the end of its chain of references; where it has none, the node itself.
    let ends: [SchemaGraph.NodeID]

    /// Whether no schema leads back to itself.
    let isAcyclic: Bool

    init(_ graph: SchemaGraph) {
        if let order = Self.order(ofTree: graph) {
            ends = graph.nodes.indices.map { SchemaGraph.NodeID(index: Int32(truncatingIfNeeded: $0)) }
            levels = [Level(acyclic: order)]
            isAcyclic = true
            return
        }
        let ends = Self.chainEnds(graph)
        self.ends = ends
        let root = Int(ends[Int(graph.root.index)].index)
        let components = Components(count: graph.nodes.count, roots: [root]) { node, targets in
            graph.nodes[node].visitChildren { targets.append(ends[Int($0.index)].index) }
        }
        isAcyclic = !components.components.contains(where: \.isCyclic)
        if isAcyclic {
            levels = [Level(acyclic: components.order)]
            return
        }
        var levels: [Level] = []
        for component in components.components {
            while levels.count <= component.level { levels.append(Level()) }
            if component.isCyclic {
                levels[component.level].cyclic += components.order[component.range]
            } else {
                levels[component.level].acyclic += components.order[component.range]
            }
        }
        for level in levels.indices { levels[level].cyclic.sort() }
        self.levels = levels
    }

    /// The schemas that the root leads to, each after those that it leads to, where these all stand after it and none is
    /// a mere reference; `nil` for other graphs.
    private static func order(ofTree graph: SchemaGraph) -> [Int]? {
        var isReached = Array(repeating: Mark(isSet: false), count: graph.nodes.count)
        isReached[Int(graph.root.index)].isSet = true
        var count = 0
        var isTree = true
        for node in graph.nodes.indices where isReached[node].isSet {
            guard graph.nodes[node].soleReference == nil else { return nil }
            count += 1
            graph.nodes[node].visitChildren { child in
                isReached[Int(child.index)].isSet = true
                if child.index <= node { isTree = false }
            }
            guard isTree else { return nil }
        }
        var order: [Int] = []
        order.reserveCapacity(count)
        for node in graph.nodes.indices.reversed() where isReached[node].isSet { order.append(node) }
        return order
    }

    /// A truth of a type of its own: finding out about a list of those of the standard library takes longer than what
    /// is done with a short one.
    private struct Mark { var isSet: Bool }

    private static func chainEnds(_ graph: SchemaGraph) -> [SchemaGraph.NodeID] {
        let unknown = SchemaGraph.NodeID(index: -1)
        // Met again before it has an end, it is in a circle.
        let isOpen = SchemaGraph.NodeID(index: -2)
        var ends = Array(repeating: unknown, count: graph.nodes.count)
        for number in graph.nodes.indices where ends[number] == unknown {
            let node = SchemaGraph.NodeID(index: Int32(truncatingIfNeeded: number))
            guard graph.nodes[number].soleReference != nil else {
                ends[number] = node
                continue
            }
            var chain: [SchemaGraph.NodeID] = []
            var current = node
            while ends[Int(current.index)] == unknown, let target = graph.nodes[Int(current.index)].soleReference {
                ends[Int(current.index)] = isOpen
                chain.append(current)
                current = target
            }
            let isCircle = ends[Int(current.index)] == isOpen
            if ends[Int(current.index)] == unknown { ends[Int(current.index)] = current }
            let end = ends[Int(current.index)]
            for link in chain { ends[Int(link.index)] = isCircle ? link : end }
        }
        return ends
    }
}

extension SchemaNode {
    /// Visits all schemas that its keywords apply.
    fileprivate func visitChildren(_ visit: (SchemaGraph.NodeID) -> Void) {
        for position in keywords.indices { keywords[position].keyword.visitChildren(visit) }
    }

    /// The target when a reference is all there is.
    fileprivate var soleReference: SchemaGraph.NodeID? {
        guard truth == nil, keywords.count == 1, case .reference(let id) = keywords[0].keyword else { return nil }
        return id
    }
}
