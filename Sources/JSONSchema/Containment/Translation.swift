internal import JSONCore
internal import Pattern

/// The schemas of one or more graphs as formulas of one table.
///
/// Schemas that do not lead back to themselves come first, then level by level the groups of those that do. Such a group
/// is split until its classes are stable: schemas of one class, from whichever graph, are one recursive formula.
struct Translation {
    typealias NodeID = SchemaGraph.NodeID

    var table: FormulaTable
    let graphs: [SchemaGraph]
    /// The position of each graph's first node among those of all graphs.
    private let offsets: [Int]
    private var literals: [Literal?]
    /// For each vertex the end of its chain of references; where it has none, the vertex itself.
    private var ends: [Int] = []

    /// Rounds after which the classes of a group are no longer shared between graphs.
    private static let roundLimit = 64

    init(_ graphs: [SchemaGraph], _ effort: Effort) {
        table = FormulaTable(effort)
        self.graphs = graphs
        var offsets: [Int] = []
        var count = 0
        for graph in graphs {
            offsets.append(count)
            count += graph.nodes.count
        }
        self.offsets = offsets
        literals = Array(repeating: nil, count: count)
        ends = chainEnds()
        let roots = graphs.indices.map { resolved(vertex($0, graphs[$0].root)) }
        let components = Components(count: count, roots: roots) { vertex, targets in
            edges(of: vertex) { targets.append(resolved($0)) }
        }
        translate(components)
    }

    /// The formula of a node that can be reached from the root of its graph.
    func literal(_ graph: Int, _ id: NodeID) -> Literal? { literals[resolved(vertex(graph, id))] }

    /// Takes the table out, to work on with.
    consuming func takeTable() -> FormulaTable { table }

    // MARK: - Vertices

    func vertex(_ graph: Int, _ id: NodeID) -> Int { offsets[graph] + Int(id.index) }

    /// The graph of a vertex, and its node's position there.
    func place(_ vertex: Int) -> (graph: Int, node: Int) {
        var graph = graphs.count - 1
        while graph > 0, offsets[graph] > vertex { graph -= 1 }
        return (graph, vertex - offsets[graph])
    }

    private func resolved(_ vertex: Int) -> Int { ends[vertex] }

    private func chainEnds() -> [Int] {
        var ends = Array(repeating: -1, count: literals.count)
        for (graph, offset) in offsets.enumerated() {
            for node in graphs[graph].nodes.indices where ends[offset + node] < 0 {
                var chain: [Int] = []
                var current = node
                while ends[offset + current] == -1, let target = graphs[graph].nodes[current].soleReference {
                    // Met again before it has an end, it is in a circle.
                    ends[offset + current] = -2
                    chain.append(current)
                    current = Int(target.index)
                }
                let isCircle = ends[offset + current] == -2
                if ends[offset + current] == -1 { ends[offset + current] = offset + current }
                let end = ends[offset + current]
                for link in chain { ends[offset + link] = isCircle ? offset + link : end }
            }
        }
        return ends
    }

    private func edges(of vertex: Int, _ visit: (Int) -> Void) {
        let (graph, node) = place(vertex)
        for position in graphs[graph].nodes[node].keywords.indices {
            graphs[graph].nodes[node].keywords[position].keyword.visitChildren { visit(self.vertex(graph, $0)) }
        }
    }

    private func edgesInPlace(of vertex: Int) -> [Int] {
        let (graph, node) = place(vertex)
        return graphs[graph].nodes[node].keywords.flatMap { $0.keyword.childrenInPlace }.map {
            resolved(self.vertex(graph, $0))
        }
    }

    // MARK: - Order

    private mutating func translate(_ components: Components) {
        var acyclic: [[Int]] = []
        var cyclic: [[Int]] = []
        for (position, members) in components.components.enumerated() {
            let level = components.levels[position]
            while acyclic.count <= level {
                acyclic.append([])
                cyclic.append([])
            }
            if components.isCyclic[position] { cyclic[level] += members } else { acyclic[level] += members }
        }
        for level in acyclic.indices {
            if table.effort.isSpent { return }
            for vertex in acyclic[level] { literals[vertex] = formula(of: vertex) }
            if !cyclic[level].isEmpty { translateGroup(cyclic[level].sorted()) }
        }
    }

    private mutating func translateGroup(_ vertices: [Int]) {
        let endless = verticesOnLoopsInPlace(vertices)
        for vertex in endless { literals[vertex] = table.opaque(.endlessReference) }
        let vertices = vertices.filter { !endless.contains($0) }
        var classes: [Literal] = []
        var colors = Array(repeating: 0, count: vertices.count)
        for _ in 0..<Self.roundLimit where !table.effort.isSpent {
            let bodies = bodies(of: vertices, colors, &classes)
            let refined = Self.numbered(zip(colors, bodies).map(ClassKey.init))
            if refined == colors { return finish(vertices, colors, classes, bodies) }
            colors = refined
        }
        colors = Array(vertices.indices)
        let bodies = bodies(of: vertices, colors, &classes)
        finish(vertices, colors, classes, bodies)
    }

    private struct ClassKey: Hashable {
        var color: Int
        var body: Literal
    }

    /// Numbers for equal keys, in the order in which they occur first.
    private static func numbered(_ keys: [ClassKey]) -> [Int] {
        var known: [ClassKey: Int] = [:]
        return keys.map { key in
            if let number = known[key] { return number }
            known[key] = known.count
            return known.count - 1
        }
    }

    /// The formulas of a group's vertices, in which the vertices themselves stand as their classes.
    private mutating func bodies(of vertices: [Int], _ colors: [Int], _ classes: inout [Literal]) -> [Literal] {
        for (vertex, color) in zip(vertices, colors) {
            while classes.count <= color { classes.append(table.makeRecursive()) }
            literals[vertex] = classes[color]
        }
        return vertices.map { formula(of: $0) }
    }

    private mutating func finish(_ vertices: [Int], _ colors: [Int], _ classes: [Literal], _ bodies: [Literal]) {
        for (position, vertex) in vertices.enumerated() {
            literals[vertex] = classes[colors[position]]
            table.setBody(of: classes[colors[position]], to: bodies[position])
        }
    }

    /// Those that apply themselves to the value they are applied to, which no validator comes to an end with.
    private func verticesOnLoopsInPlace(_ vertices: [Int]) -> Set<Int> {
        let group = Set(vertices)
        let components = Components(count: literals.count, roots: vertices) {
            $1 += edgesInPlace(of: $0).filter(group.contains)
        }
        var result: Set<Int> = []
        for (position, members) in components.components.enumerated() where components.isCyclic[position] {
            result.formUnion(members)
        }
        return result
    }
}

extension SchemaNode {
    /// The target when a reference is all there is.
    fileprivate var soleReference: SchemaGraph.NodeID? {
        guard truth == nil, keywords.count == 1, case .reference(let id) = keywords[0].keyword else { return nil }
        return id
    }
}
