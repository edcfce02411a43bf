internal import JSONCore

/// The places of all texts that have a schema at or below them, as a tree whose edges are names and positions.
struct Places {
    /// A place by its number.
    struct Place: Hashable {
        fileprivate let number: Int32
    }

    /// How a place is reached.
    private struct Step {
        /// The place before; of a whole document, none.
        let from: Place?
        let token: String

        var hash: UInt64 {
            ByteHash.combine(UInt64(UInt32(bitPattern: from?.number ?? -1)), ByteHash.hash(token))
        }

        func isSame(as other: Step) -> Bool { from == other.from && token.isIdentical(to: other.token) }
    }

    /// The step to each place, by its number.
    private var steps: [Step] = []
    private var nodes: [SchemaGraph.NodeID?] = []
    private var index = HashIndex()

    /// Makes room for so many places.
    mutating func reserveCapacity(_ count: Int) {
        steps.reserveCapacity(count)
        nodes.reserveCapacity(count)
        index.reserveCapacity(count)
    }

    /// The place of a whole document.
    mutating func addRoot() -> Place { add(Step(from: nil, token: String(steps.count))) }

    /// The place of a member or item below another place.
    mutating func add(_ token: String, below place: Place) -> Place {
        let step = Step(from: place, token: token)
        return known(step) ?? add(step)
    }

    private func known(_ step: Step) -> Place? {
        let number = index.position(of: step.hash) { steps[$0].isSame(as: step) }
        return number.map { Place(number: Int32(truncatingIfNeeded: $0)) }
    }

    private mutating func add(_ step: Step) -> Place {
        index.append(step.hash)
        steps.append(step)
        nodes.append(nil)
        return Place(number: Int32(truncatingIfNeeded: steps.count - 1))
    }

    /// The node at a place; the last one that was put there.
    subscript(place: Place) -> SchemaGraph.NodeID? {
        get { nodes[Int(place.number)] }
        set { nodes[Int(place.number)] = newValue }
    }

    /// Follows tokens from a place as far as there are nodes: the last one met, and how many tokens lead to it.
    func descend(_ tokens: [String], from start: Place) -> (node: SchemaGraph.NodeID?, depth: Int) {
        var place = start
        var met = (node: self[start], depth: 0)
        for (position, token) in tokens.enumerated() {
            guard let next = known(Step(from: place, token: token)) else { break }
            place = next
            if let node = self[place] { met = (node, position + 1) }
        }
        return met
    }
}
