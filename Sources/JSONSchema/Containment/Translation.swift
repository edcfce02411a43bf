internal import Compatibility
internal import JSONCore
internal import Pattern

/// The schemas of one or more graphs as formulas of one table.
///
/// A graph none of whose schemas leads back to itself comes whole, before the next one. Of others, schemas that do not lead
/// back to themselves come first, then level by level the groups of those that do. Such a group is split until its classes
/// are stable: schemas of one class, from whichever graph, are one recursive formula.
struct Translation {
    typealias NodeID = SchemaGraph.NodeID

    var table: FormulaTable
    let graphs: [SchemaGraph]
    private let orders: [TranslationOrder]
    /// The position of each graph's first node among those of all graphs.
    private let offsets: [Int]
    private var literals: [Literal?]
    /// The parts of the formula that is being made, kept for their memory.
    private var parts: [Literal] = []

    /// Rounds after which the classes of a group are no longer shared between graphs.
    private static let roundLimit = 64

    /// All graphs, from scratch.
    init(_ graphs: [SchemaGraph], orders: [TranslationOrder], _ effort: Effort) {
        let schemas = graphs.reduce(0) { $0 + $1.nodes.count }
        self.init(graphs, orders: orders, table: FormulaTable(effort, schemas: schemas))
        if let first = orders.first, first.isAcyclic {
            translate([0])
            translate(Array(graphs.indices.dropFirst()))
        } else {
            translate(Array(graphs.indices))
        }
    }

    /// Two readings; what was found out about the first by itself is not found out again.
    init(_ first: Reading, _ second: Reading, _ effort: Effort) {
        let graphs = [first.graph, second.graph]
        let orders = [first.order, second.order]
        guard let known = first.translated() else {
            self.init(graphs, orders: orders, effort)
            return
        }
        self.init(graphs, orders: orders, table: FormulaTable(known.table, effort))
        literals.replaceSubrange(0..<known.literals.count, with: known.literals)
        effort.spend(known.effort)
        translate([1])
    }

    /// A reading by itself; `nil` when it takes more than a comparison may.
    static func alone(_ reading: Reading) -> Reading.Translated? {
        let effort = Effort(.standard)
        let translation = Translation([reading.graph], orders: [reading.order], effort)
        if effort.isSpent { return nil }
        return Reading.Translated(
            table: translation.table.contents, literals: translation.literals, effort: effort.spent)
    }

    private init(_ graphs: [SchemaGraph], orders: [TranslationOrder], table: FormulaTable) {
        self.table = table
        self.graphs = graphs
        self.orders = orders
        var offsets: [Int] = []
        var count = 0
        for graph in graphs {
            offsets.append(count)
            count += graph.nodes.count
        }
        self.offsets = offsets
        literals = Array(repeating: nil, count: count)
    }

    /// The formula of a node that can be reached from the root of its graph.
    func literal(_ graph: Int, _ id: NodeID) -> Literal? { literals[resolved(graph, id)] }

    // MARK: - Vertices

    func vertex(_ graph: Int, _ id: NodeID) -> Int { offsets[graph] + Int(id.index) }

    /// The graph of a vertex, and its node's position there.
    func place(_ vertex: Int) -> (graph: Int, node: Int) {
        var graph = graphs.count - 1
        while graph > 0, offsets[graph] > vertex { graph -= 1 }
        return (graph, vertex - offsets[graph])
    }

    /// The vertex at the end of a node's chain of references.
    private func resolved(_ graph: Int, _ id: NodeID) -> Int {
        offsets[graph] + Int(orders[graph].ends[Int(id.index)].index)
    }

    private func edgesInPlace(of vertex: Int) -> [Int] {
        let (graph, node) = place(vertex)
        return graphs[graph].nodes[node].keywords.flatMap { $0.keyword.childrenInPlace }.map { resolved(graph, $0) }
    }

    // MARK: - Order

    /// Translates some graphs, which may have recursive formulas in common.
    private mutating func translate(_ graphs: [Int]) {
        for level in 0..<(graphs.map { orders[$0].levels.count }.max() ?? 0) {
            var cyclic: [Int] = []
            for graph in graphs where orders[graph].levels.indices.contains(level) {
                if table.effort.isSpent { return }
                let offset = offsets[graph]
                for node in orders[graph].levels[level].acyclic { literals[offset + node] = formula(of: offset + node) }
                cyclic += orders[graph].levels[level].cyclic.map { offset + $0 }
            }
            if !cyclic.isEmpty { translateGroup(cyclic) }
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
            $1 += edgesInPlace(of: $0).filter(group.contains).map { Int32(truncatingIfNeeded: $0) }
        }
        var result: Set<Int> = []
        for component in components.components where component.isCyclic {
            result.formUnion(components.order[component.range])
        }
        return result
    }
}

extension Translation {
    /// The conjunction of what a node's keywords say.
    private mutating func formula(of vertex: Int) -> Literal {
        let site = site(of: vertex)
        guard table.effort.spend(1 + site.keywords.count) else { return table.opaque(.budget) }
        if let truth = site.truth { return truth ? .truth : .falsehood }
        var parts: [Literal] = []
        swap(&parts, &self.parts)
        for position in site.keywords.indices { translate(site.keywords[position].keyword, at: site, into: &parts) }
        let literal = table.all(parts)
        parts.removeAll(keepingCapacity: true)
        swap(&parts, &self.parts)
        return literal
    }
}
