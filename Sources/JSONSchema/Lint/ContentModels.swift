import JSONCore

/// Which descriptions of objects let in properties that they do not name.
struct ContentModels {
    typealias NodeID = SchemaGraph.NodeID

    private let graph: SchemaGraph
    private var closures: [NodeID: Closure] = [:]

    private enum Closure {
        case underway, closed, open
    }

    /// Schemas within schemas for the same value, beyond which nothing counts as closed.
    private static let depthLimit = 64

    init(_ graph: SchemaGraph) { self.graph = graph }

    /// The schemas of a text that describe open objects; of several that describe the same object the outermost one.
    mutating func openOnes(_ outline: SchemaOutline) -> [NodeID] {
        var open: Set<NodeID> = []
        /// The schemas that were looked at: on their own, and as part of an object that is closed, or was told.
        var seen: (open: Set<NodeID>, settled: Set<NodeID>) = ([], [])
        var pending = starts(outline).map { (id: $0, isSettled: false) }
        while let (id, isSettled) = pending.popLast() {
            guard graph[id].document == 0,
                isSettled ? seen.settled.insert(id).inserted : seen.open.insert(id).inserted
            else { continue }
            let isOpen = !isSettled && !closes(id, depth: 0)
            let isTold = isOpen && graph[id].describesObjects
            if isTold { open.insert(id) }
            let parts = graph[id].keywords.flatMap(\.keyword.descriptionsInPlace)
            pending += parts.map { (id: $0, isSettled: !isOpen || isTold) }
        }
        return open.sorted()
    }

    /// The schemas that describe a value on their own: what is referred to is met where it is.
    private func starts(_ outline: SchemaOutline) -> [NodeID] {
        let targets = Set(outline.ids.flatMap { graph[$0].keywords.compactMap(\.keyword.referenceTarget) })
        return outline.ids.filter { id in
            let place = outline[id]
            guard !place.isInPlace, !place.isCondition else { return false }
            return place.parent != nil || id == graph.root || !targets.contains(id)
        }
    }

    /// Whether an object that is valid by a schema has only properties that some schema names.
    private mutating func closes(_ id: NodeID, depth: Int) -> Bool {
        switch closures[id] {
        case .closed: return true
        case .open, .underway: return false
        case nil: break
        }
        guard depth < Self.depthLimit else { return false }
        closures[id] = .underway
        let isClosed = graph[id].isClosedItself(in: graph) || isClosedByParts(id, depth: depth + 1)
        closures[id] = isClosed ? .closed : .open
        return isClosed
    }

    private mutating func isClosedByParts(_ id: NodeID, depth: Int) -> Bool {
        for entry in graph[id].keywords {
            let parts = entry.keyword.alternatives
            // One part that closes is enough where all hold, and all of them where one does.
            if !parts.isEmpty, parts.allSatisfy({ $0.contains { closes($0, depth: depth) } }) { return true }
        }
        return false
    }
}

extension Keyword {
    /// The ways in which a value can be valid by the keyword, each as the schemas that hold together then; none where the
    /// keyword does not describe the value itself.
    fileprivate var alternatives: [[NodeID]] {
        if case .allOf(let schemas) = self { return [schemas] }
        if case .anyOf(let schemas) = self { return schemas.map { [$0] } }
        if case .oneOf(let schemas) = self { return schemas.map { [$0] } }
        if case .conditional(_, let then?, let otherwise?) = self { return [[then], [otherwise]] }
        return referenceTarget.map { [[$0]] } ?? []
    }
}

extension SchemaNode {
    /// Whether it says what objects hold.
    fileprivate var describesObjects: Bool {
        keywords.contains { entry in
            if case .type(let types) = entry.keyword { return types == .object }
            if case .patternProperties = entry.keyword { return true }
            return entry.keyword.namesProperties
        }
    }

    /// Whether no object, or none with properties that nobody names, is valid by its own keywords.
    fileprivate func isClosedItself(in graph: SchemaGraph) -> Bool {
        if truth == false { return true }
        let namesProperties = keywords.contains(where: \.keyword.namesProperties)
        return keywords.contains { entry in
            if let rest = entry.keyword.schemaOfOthers {
                // A map is closed by the schema that all its values have.
                return graph[rest].truth == false || (!namesProperties && !graph[rest].keywords.isEmpty)
            }
            return entry.keyword.excludesObjects
        }
    }
}

extension Keyword {
    fileprivate var namesProperties: Bool { if case .properties = self { true } else { false } }

    /// The schema of the properties that are not named.
    fileprivate var schemaOfOthers: NodeID? {
        if case .additionalProperties(let schema) = self { return schema }
        if case .unevaluatedProperties(let schema) = self { return schema }
        return nil
    }

    /// Whether it lets no object pass.
    fileprivate var excludesObjects: Bool {
        if case .type(let types) = self { return !types.contains(.object) }
        if case .const(let value) = self { return value.object == nil }
        if case .enumeration(let values) = self { return values.allSatisfy { $0.object == nil } }
        return false
    }
}
