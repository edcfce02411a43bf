import JSONCore

/// How the schemas of one text lie within each other, whatever they refer to.
struct SchemaOutline {
    typealias NodeID = SchemaGraph.NodeID

    /// Where a schema lies.
    struct Place {
        /// The schema around it.
        var parent: NodeID?
        /// Whether it describes the value that the schema around it describes.
        var isInPlace = false
        /// Whether it only asks what a value is like, as below `if` and `not`.
        var isCondition = false
        /// The properties and items that it lies within.
        var depth = 0
    }

    /// The schemas of the text, each after the one around it.
    let ids: [NodeID]
    /// By the index of nodes.
    private var places: [Place]

    init(_ graph: SchemaGraph) {
        ids = graph.nodes.indices.filter { graph.nodes[$0].document == 0 }.map { NodeID(index: Int32($0)) }
        places = [Place](repeating: Place(), count: graph.nodes.count)
        for id in ids {
            for entry in graph[id].keywords {
                for (part, isCondition) in entry.keyword.partsInText {
                    place(part, below: id, isCondition: isCondition)
                }
            }
        }
    }

    private mutating func place(_ part: Subschema, below parent: NodeID, isCondition: Bool) {
        let above = self[parent]
        places[Int(part.node.index)] = Place(
            parent: parent, isInPlace: part.role == .inPlace, isCondition: isCondition || above.isCondition,
            depth: above.depth + (part.role == .property || part.role == .item ? 1 : 0))
    }

    /// Where a schema of the text lies; definitions lie nowhere.
    subscript(id: NodeID) -> Place { places[Int(id.index)] }
}

extension Keyword {
    /// The schemas that stand in this keyword, and whether they only ask what a value is like.
    fileprivate var partsInText: [(part: Subschema, isCondition: Bool)] {
        subschemas.filter { $0.role != .reference }.map { part in
            if case .not = self { return (part, true) }
            if case .conditional(let condition, _, _) = self { return (part, part.node == condition) }
            return (part, false)
        }
    }
}

// MARK: - Properties

/// A property as a schema declares it.
struct DeclaredProperty {
    let name: String
    let schema: SchemaGraph.NodeID
}

extension SchemaGraph {
    /// The properties that a schema's text declares.
    ///
    /// Left out are those that a condition asks for, and those that a part of a schema says more of after the schema
    /// around it has declared them.
    func declaredProperties(_ outline: SchemaOutline) -> [DeclaredProperty] {
        var declared: [DeclaredProperty] = []
        var names: [NodeID: Set<ByteString>] = [:]
        for id in outline.ids where !outline[id].isCondition {
            for case .properties(let properties) in self[id].keywords.map(\.keyword) {
                let outer = namesAround(id, outline, &names)
                declared += properties.filter { property in
                    !outer.contains { names[$0]?.contains(ByteString(property.name)) == true }
                }.map { DeclaredProperty(name: $0.name, schema: $0.schema) }
            }
        }
        return declared
    }

    /// The schemas around one that describe the same value and declare properties, whose names are looked up once.
    private func namesAround(
        _ id: NodeID, _ outline: SchemaOutline, _ names: inout [NodeID: Set<ByteString>]
    ) -> [NodeID] {
        var around: [NodeID] = []
        var place = outline[id]
        while place.isInPlace, let parent = place.parent {
            for case .properties(let properties) in self[parent].keywords.map(\.keyword) {
                around.append(parent)
                if names[parent] == nil { names[parent] = Set(properties.map { ByteString($0.name) }) }
            }
            place = outline[parent]
        }
        return around
    }

    /// A schema and those of its parts that `include` names, their parts among them; the first few.
    func withParts(_ id: NodeID, _ include: (Keyword) -> [NodeID]) -> [NodeID] {
        var found = [id]
        var next = 0
        while next < found.count {
            for entry in self[found[next]].keywords {
                for part in include(entry.keyword) where !found.contains(part) {
                    guard found.count < Self.partsLimit else { return found }
                    found.append(part)
                }
            }
            next += 1
        }
        return found
    }

    /// Schemas beyond so many are not asked what they say of a value.
    private static let partsLimit = 64
}

extension Keyword {
    /// The schemas that describe the value itself: not those that only ask what it is like.
    var descriptionsInPlace: [NodeID] {
        if case .not = self { return [] }
        if case .conditional(_, let then, let otherwise) = self { return [then, otherwise].compactMap(\.self) }
        return childrenInPlace
    }
}
