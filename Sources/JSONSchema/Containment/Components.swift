/// The strongly connected components of a directed graph, those that others lead to first.
///
/// Tarjan's algorithm without recursion, since a schema's depth is the client's to choose.
struct Components {
    /// Vertices of one component each.
    private(set) var components: [[Int]] = []
    /// For each component, one more than the highest level of those that it leads to.
    private(set) var levels: [Int] = []
    /// Whether a component holds a cycle.
    private(set) var isCyclic: [Bool] = []

    private struct Vertex {
        var index: Int
        var low: Int
        var edges: [Int]
        var next = 0
        var component: Int?
    }

    private var vertices: [Vertex?]
    private var indexCount = 0
    /// Vertices whose component is not known yet.
    private var open: [Int] = []

    /// Of the vertices from 0 to below a count, those that can be reached from some roots.
    init(count: Int, roots: [Int], edges: (Int) -> [Int]) {
        vertices = Array(repeating: nil, count: count)
        for root in roots where vertices[root] == nil {
            var path = [root]
            visit(root, edges(root))
            while let current = path.last, let vertex = vertices[current] {
                guard vertex.next < vertex.edges.count else {
                    path.removeLast()
                    if let parent = path.last { lower(parent, to: vertex.low) }
                    if vertex.low == vertex.index { close(current) }
                    continue
                }
                vertices[current]?.next += 1
                let target = vertex.edges[vertex.next]
                if let known = vertices[target] {
                    if known.component == nil { lower(current, to: known.index) }
                } else {
                    visit(target, edges(target))
                    path.append(target)
                }
            }
        }
    }

    private mutating func visit(_ vertex: Int, _ edges: [Int]) {
        vertices[vertex] = Vertex(index: indexCount, low: indexCount, edges: edges)
        indexCount += 1
        open.append(vertex)
    }

    private mutating func lower(_ vertex: Int, to index: Int) {
        guard let low = vertices[vertex]?.low, index < low else { return }
        vertices[vertex]?.low = index
    }

    private mutating func close(_ root: Int) {
        let component = components.count
        var members: [Int] = []
        while let vertex = open.popLast() {
            vertices[vertex]?.component = component
            members.append(vertex)
            if vertex == root { break }
        }
        var level = 0
        var isCyclic = members.count > 1
        for target in members.flatMap({ vertices[$0]?.edges ?? [] }) {
            guard let other = vertices[target]?.component else { continue }
            if other == component {
                isCyclic = true
            } else {
                level = max(level, levels[other] + 1)
            }
        }
        components.append(members)
        levels.append(level)
        self.isCyclic.append(isCyclic)
    }
}
