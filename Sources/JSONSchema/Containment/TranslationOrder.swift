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
    let ends: [Int]

    /// Whether no schema leads back to itself.
    let isAcyclic: Bool

    init(_ graph: SchemaGraph) {
        let ends = Self.chainEnds(graph)
        self.ends = ends
        let root = ends[Int(graph.root.index)]
        let components = Components(count: graph.nodes.count, roots: [root]) { node, targets in
            for position in graph.nodes[node].keywords.indices {
                graph.nodes[node].keywords[position].keyword.visitChildren {
                    targets.append(Int32(truncatingIfNeeded: ends[Int($0.index)]))
                }
            }
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

    private static func chainEnds(_ graph: SchemaGraph) -> [Int] {
        var ends = Array(repeating: -1, count: graph.nodes.count)
        for node in graph.nodes.indices where ends[node] < 0 {
            guard graph.nodes[node].soleReference != nil else {
                ends[node] = node
                continue
            }
            var chain: [Int] = []
            var current = node
            while ends[current] == -1, let target = graph.nodes[current].soleReference {
                // Met again before it has an end, it is in a circle.
                ends[current] = -2
                chain.append(current)
                current = Int(target.index)
            }
            let isCircle = ends[current] == -2
            if ends[current] == -1 { ends[current] = current }
            let end = ends[current]
            for link in chain { ends[link] = isCircle ? link : end }
        }
        return ends
    }
}

extension SchemaNode {
    /// The target when a reference is all there is.
    fileprivate var soleReference: SchemaGraph.NodeID? {
        guard truth == nil, keywords.count == 1, case .reference(let id) = keywords[0].keyword else { return nil }
        return id
    }
}
