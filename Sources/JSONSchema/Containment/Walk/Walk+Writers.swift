internal import JSONCore
internal import Pattern

/// The keywords in force where some of the writer's schemas hold, for those that were looked at.
final class WriterKeywords {
    fileprivate var grants: [[SchemaGraph.NodeID]: [Walk.Grant]] = [:]
}

/// What the writer's schemas say at a place.
extension Walk {
    /// A keyword of the writer; by reference, since the same ones are looked through again and again.
    final class Grant {
        let id: NodeID
        let node: SchemaNode
        let entry: SchemaNode.Entry

        init(id: NodeID, node: SchemaNode, entry: SchemaNode.Entry) {
            self.id = id
            self.node = node
            self.entry = entry
        }

        /// Where it stands, or something in it.
        func location(_ tokens: String...) -> Location {
            Location(document: node.document, pointer: JSONPointer(node.pointer.tokens + [entry.name] + tokens))
        }
    }

    /// One way in which a choice of the writer can turn out.
    struct Case {
        var literals: [Literal] = []
        var writers: [NodeID] = []
        /// Position among the alternatives, when there is one for each.
        var position: Int?
    }

    /// The keywords that hold of a place for certain.
    func grants(at place: Place) -> [Grant] {
        if let grants = known.grants[place.writers] {
            containment.solver.effort.spend(grants.count / 16)
            return grants
        }
        let grants = nodesInForce(at: place).flatMap { id in
            let node = containment.writer[id]
            return node.keywords.map { Grant(id: id, node: node, entry: $0) }
        }
        containment.solver.effort.spend(1 + grants.count / 2)
        known.grants[place.writers] = grants
        return grants
    }

    /// The writer's schemas at a place, with those they refer to and the parts of `allOf`.
    private func nodesInForce(at place: Place) -> [NodeID] {
        var result: [NodeID] = []
        var seen: Set<NodeID> = []
        var open = Array(place.writers.reversed())
        while let id = open.popLast() {
            guard seen.insert(id).inserted else { continue }
            result.append(id)
            for entry in containment.writer[id].keywords.reversed() {
                if case .reference(let target) = entry.keyword {
                    open.append(target)
                } else if case .allOf(let ids) = entry.keyword {
                    open += ids.reversed()
                }
            }
        }
        return result
    }

    // MARK: - Cases

    /// Choices of the writer whose ways are few.
    private func choices(at place: Place) -> [[Case]] {
        var result: [[Case]] = []
        for grant in grants(at: place) {
            if case .anyOf(let ids) = grant.entry.keyword {
                result.append(ids.enumerated().map { Case(writers: [$1], position: $0) })
            } else if case .oneOf(let ids) = grant.entry.keyword {
                let literals = ids.map { writerLiteral($0) }
                result.append(
                    ids.enumerated().map { position, id in
                        let others = literals.enumerated().filter { $0.offset != position }.map { !$0.element }
                        return Case(literals: others, writers: [id], position: position)
                    })
            } else if case .conditional(let condition, let then, let otherwise) = grant.entry.keyword {
                let holds = writerLiteral(condition)
                result.append([
                    Case(literals: [holds], writers: [then].compactMap { $0 }),
                    Case(literals: [!holds], writers: [otherwise].compactMap { $0 }),
                ])
            }
        }
        return result
    }

    private static let caseLimit = 60
    private static let splitLimit = 4

    /// The place as it is in those cases of the writer in which a literal is violated; the place itself, when it is
    /// violated in all of them or there are none.
    mutating func cases(of place: Place, violating literal: Literal, splits: Int = 0) -> [(Place, position: Int?)] {
        guard splits < Self.splitLimit else { return [(place, nil)] }
        for cases in choices(at: place) where cases.count <= Self.caseLimit {
            let places = cases.map { (place.with($0.literals, writers: $0.writers), position: $0.position) }
            if places.contains(where: { $0.0.writers == place.writers && $0.0.given == place.given }) { continue }
            let violated = places.filter { !grants(literal, at: $0.0) }
            if violated.isEmpty || violated.count == places.count { continue }
            var result: [(Place, position: Int?)] = []
            for (part, position) in violated {
                result += self.cases(of: part, violating: literal, splits: splits + 1).map {
                    ($0.0, position: position ?? $0.position)
                }
            }
            return result
        }
        return [(place, nil)]
    }

    /// All cases of the writer's first choice in which a literal is violated.
    mutating func allCases(of place: Place, violating literal: Literal) -> [(Place, position: Int?)] {
        for cases in choices(at: place) where cases.count <= Self.caseLimit {
            let places = cases.map { (place.with($0.literals, writers: $0.writers), position: $0.position) }
            return places.filter { !grants(literal, at: $0.0) }
        }
        return [(place, nil)]
    }

    // MARK: - Parts

    /// What the writer says of a property.
    struct Declaration {
        /// The schemas under its name.
        var declared: [NodeID] = []
        /// Where the first of these stands.
        var location: Location?
        /// The schemas for names that a pattern matches, and for those that nothing matches.
        var covering: [NodeID] = []

        var all: [NodeID] { declared + covering }
    }

    /// The writer's schemas for a property, as far as they hold for certain.
    func declaration(of name: String, at place: Place) -> Declaration {
        var result = Declaration()
        for grant in grants(at: place) {
            if case .properties(let properties) = grant.entry.keyword {
                containment.solver.effort.spend(properties.count / 32)
                for property in properties where property.name.isIdentical(to: name) {
                    result.declared.append(property.schema)
                    if result.location == nil { result.location = grant.location(name) }
                }
            } else if case .patternProperties(let properties) = grant.entry.keyword {
                result.covering += properties.filter { matches($0.pattern, name) }.map(\.schema)
            } else if case .additionalProperties(let id) = grant.entry.keyword, writerLiteral(id) != .truth,
                isAdditional(name, grant.node)
            {
                result.covering.append(id)
            }
        }
        return result
    }

    private func matches(_ pattern: Pattern, _ name: String) -> Bool {
        pattern.isMatch(in: name) == true
    }

    private func isAdditional(_ name: String, _ node: SchemaNode) -> Bool {
        for entry in node.keywords {
            if case .properties(let properties) = entry.keyword,
                properties.contains(where: { $0.name.isIdentical(to: name) })
            {
                return false
            }
            if case .patternProperties(let properties) = entry.keyword,
                properties.contains(where: { matches($0.pattern, name) })
            {
                return false
            }
        }
        return true
    }

    /// The writer's schemas for the item at a position, as far as they hold for certain: those for the very position,
    /// and those for all after the first ones.
    func declaration(ofItem position: Int, at place: Place) -> Declaration {
        var result = Declaration()
        for grant in grants(at: place) {
            if case .prefixItems(let ids) = grant.entry.keyword, ids.indices.contains(position) {
                result.declared.append(ids[position])
                if result.location == nil { result.location = grant.location(String(position)) }
            } else if case .items(let id) = grant.entry.keyword, position >= grant.node.prefixCount {
                result.covering.append(id)
            }
        }
        return result
    }
}
