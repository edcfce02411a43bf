internal import JSONCore

/// The places of all texts that have a schema at or below them, as a tree whose edges are names and positions.
struct Places {
    /// A place by its number.
    struct Place: Hashable {
        fileprivate let number: Int32
    }

    private struct Step: Hashable {
        let from: Place
        let token: ByteString
    }

    private var steps: [Step: Place] = [:]
    private var nodes: [SchemaGraph.NodeID?] = []

    /// The place of a whole document.
    mutating func addRoot() -> Place {
        nodes.append(nil)
        return Place(number: Int32(nodes.count - 1))
    }

    /// The place of a member or item below another place.
    mutating func add(_ token: String, below place: Place) -> Place {
        let step = Step(from: place, token: ByteString(token))
        if let known = steps[step] { return known }
        let new = addRoot()
        steps[step] = new
        return new
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
            guard let next = steps[Step(from: place, token: ByteString(token))] else { break }
            place = next
            if let node = self[place] { met = (node, position + 1) }
        }
        return met
    }
}
