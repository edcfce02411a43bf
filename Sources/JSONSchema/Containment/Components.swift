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

    /// For each vertex, when it was reached; -1 if it was not.
    private var index: [Int]
    private var low: [Int]
    /// For each vertex its component; -1 as long as it has none.
    private var component: [Int]
    /// For each vertex its edges, as a range of the targets, and the next of them.
    private var first: [Int]
    private var next: [Int]
    private var end: [Int]
    private var targets: [Int] = []
    private var indexCount = 0
    /// Vertices whose component is not known yet.
    private var open: [Int] = []

    /// Of the vertices from 0 to below a count, those that can be reached from some roots; `edges` appends those of a
    /// vertex.
    init(count: Int, roots: [Int], edges: (Int, inout [Int]) -> Void) {
        index = Array(repeating: -1, count: count)
        (low, component, first, next, end) = (index, index, index, index, index)
        for root in roots where index[root] < 0 {
            var path = [root]
            visit(root, edges)
            while let current = path.last {
                guard next[current] < end[current] else {
                    path.removeLast()
                    if let parent = path.last { low[parent] = min(low[parent], low[current]) }
                    if low[current] == index[current] { close(current) }
                    continue
                }
                let target = targets[next[current]]
                next[current] += 1
                if index[target] < 0 {
                    visit(target, edges)
                    path.append(target)
                } else if component[target] < 0 {
                    low[current] = min(low[current], index[target])
                }
            }
        }
    }

    private mutating func visit(_ vertex: Int, _ edges: (Int, inout [Int]) -> Void) {
        index[vertex] = indexCount
        low[vertex] = indexCount
        indexCount += 1
        first[vertex] = targets.count
        next[vertex] = targets.count
        edges(vertex, &targets)
        end[vertex] = targets.count
        open.append(vertex)
    }

    private mutating func close(_ root: Int) {
        let number = components.count
        var members: [Int] = []
        while let vertex = open.popLast() {
            component[vertex] = number
            members.append(vertex)
            if vertex == root { break }
        }
        var level = 0
        var isCyclic = members.count > 1
        for member in members {
            for edge in first[member]..<end[member] {
                let other = component[targets[edge]]
                if other == number {
                    isCyclic = true
                } else if other >= 0 {
                    level = max(level, levels[other] + 1)
                }
            }
        }
        components.append(members)
        levels.append(level)
        self.isCyclic.append(isCyclic)
    }
}
