/// The strongly connected components of a directed graph, those that others lead to first.
///
/// Tarjan's algorithm without recursion, since a schema's depth is the client's to choose.
struct Components {
    /// A group of vertices that all lead to each other, or one that does not lead back to itself.
    struct Component {
        /// Where its vertices are.
        var range: Range<Int>
        /// One more than the highest level of those that it leads to.
        var level: Int
        var isCyclic: Bool
    }

    private(set) var components: [Component] = []
    /// All vertices that were reached, those of a component side by side.
    private(set) var order: [Int] = []

    private var vertices: [Vertex]
    private var targets: [Int32] = []
    private var indexCount: Int32 = 0
    /// Vertices whose component is not known yet.
    private var open: [Int] = []

    private struct Vertex {
        /// When it was reached; -1 if it was not.
        var index: Int32 = -1
        var low: Int32 = -1
        /// -1 as long as it has none.
        var component: Int32 = -1
        /// Its edges, as a range of the targets, and the next of them.
        var first: Int32 = -1
        var next: Int32 = -1
        var end: Int32 = -1
    }

    /// Of the vertices from 0 to below a count, those that can be reached from some roots; `edges` appends those of a
    /// vertex.
    init(count: Int, roots: [Int], edges: (Int, inout [Int32]) -> Void) {
        vertices = Array(repeating: Vertex(), count: count)
        order.reserveCapacity(count)
        components.reserveCapacity(count)
        targets.reserveCapacity(count)
        for root in roots where vertices[root].index < 0 {
            var path = [root]
            visit(root, edges)
            while let current = path.last {
                guard vertices[current].next < vertices[current].end else {
                    path.removeLast()
                    let low = vertices[current].low
                    if let parent = path.last { vertices[parent].low = min(vertices[parent].low, low) }
                    if low == vertices[current].index { close(current) }
                    continue
                }
                let target = Int(targets[Int(vertices[current].next)])
                vertices[current].next += 1
                if vertices[target].index < 0 {
                    visit(target, edges)
                    path.append(target)
                } else if vertices[target].component < 0 {
                    vertices[current].low = min(vertices[current].low, vertices[target].index)
                }
            }
        }
    }

    private mutating func visit(_ vertex: Int, _ edges: (Int, inout [Int32]) -> Void) {
        let first = Int32(truncatingIfNeeded: targets.count)
        edges(vertex, &targets)
        vertices[vertex] = Vertex(
            index: indexCount, low: indexCount, first: first, next: first,
            end: Int32(truncatingIfNeeded: targets.count))
        indexCount += 1
        open.append(vertex)
    }

    private mutating func close(_ root: Int) {
        let number = Int32(truncatingIfNeeded: components.count)
        let start = order.count
        while let vertex = open.popLast() {
            vertices[vertex].component = number
            order.append(vertex)
            if vertex == root { break }
        }
        var component = Component(range: start..<order.count, level: 0, isCyclic: order.count - start > 1)
        for member in order[start...] {
            for edge in vertices[member].first..<vertices[member].end {
                let other = vertices[Int(targets[Int(edge)])].component
                if other == number {
                    component.isCyclic = true
                } else if other >= 0 {
                    component.level = max(component.level, components[Int(other)].level + 1)
                }
            }
        }
        components.append(component)
    }
}
