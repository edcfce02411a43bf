internal import JSONCore

/// The places of all texts that have a schema at or below them, as a tree whose edges are names and positions.
struct Places {
    /// A place by its number.
    struct Place: Hashable {
        fileprivate let number: Int32
    }

    /// How a place is reached.
    private struct Step {
        /// The place before, or -1 for a whole document.
        let from: Int32
        let token: String
        let hash: UInt64

        init(from place: Int32, _ token: String) {
            from = place
            self.token = token
            hash = ByteHash.combine(UInt64(UInt32(bitPattern: place)), ByteHash.hash(token))
        }

        func isSame(as other: Step) -> Bool {
            hash == other.hash && from == other.from && token.isIdentical(to: other.token)
        }
    }

    /// The step to each place, by its number.
    private var steps: [Step] = []
    private var nodes: [SchemaGraph.NodeID?] = []
    /// Numbers of places by the hash of the step, open addressing; -1 where there is none.
    private var slots = [Int32](repeating: -1, count: 64)

    /// The place of a whole document.
    mutating func addRoot() -> Place {
        add(Step(from: -1, ""))
    }

    /// The place of a member or item below another place.
    mutating func add(_ token: String, below place: Place) -> Place {
        if (steps.count + 1) * 2 > slots.count { grow() }
        let step = Step(from: place.number, token)
        let slot = slot(of: step)
        if slots[slot] >= 0 { return Place(number: slots[slot]) }
        slots[slot] = Int32(truncatingIfNeeded: steps.count)
        return add(step)
    }

    private mutating func add(_ step: Step) -> Place {
        steps.append(step)
        nodes.append(nil)
        return Place(number: Int32(truncatingIfNeeded: steps.count - 1))
    }

    /// The slot that a step is in, or could be put into.
    private func slot(of step: Step) -> Int {
        var slot = Int(truncatingIfNeeded: step.hash) & (slots.count - 1)
        while slots[slot] >= 0, !steps[Int(slots[slot])].isSame(as: step) { slot = (slot + 1) & (slots.count - 1) }
        return slot
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (number, step) in steps.enumerated() where step.from >= 0 {
            slots[slot(of: step)] = Int32(truncatingIfNeeded: number)
        }
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
            let next = slots[slot(of: Step(from: place.number, token))]
            guard next >= 0 else { break }
            place = Place(number: next)
            if let node = self[place] { met = (node, position + 1) }
        }
        return met
    }
}
