internal import JSONCore

extension SchemaGraph {
    /// A schema, and those that hold of the same value whenever it does: the targets of references and parts of `allOf`.
    func certain(from start: NodeID) -> [NodeID] {
        var result: [NodeID] = []
        visit(from: start) { node in
            result.append(node)
            return self[node].keywords.flatMap { entry -> [NodeID] in
                if case .allOf(let ids) = entry.keyword { return ids }
                if case .reference(let id) = entry.keyword { return [id] }
                return []
            }
        }
        return result
    }

    /// Whether a schema for a property gives it a default.
    func hasDefault(_ id: NodeID) -> Bool {
        certain(from: id).contains { self[$0].annotations["default"] != nil }
    }

    /// Whether a schema, or one that it applies to the same value, describes any property.
    ///
    /// What is negated, or only a condition, describes nothing.
    func declaresProperties(_ start: NodeID) -> Bool {
        var isFound = false
        visit(from: start) { node in
            let keywords = self[node].keywords.map(\.keyword)
            isFound = isFound || keywords.contains(where: describesProperties)
            if isFound { return [] }
            return keywords.flatMap { keyword -> [NodeID] in
                if case .not = keyword { return [] }
                if case .conditional(_, let then, let otherwise) = keyword {
                    return [then, otherwise].compactMap { $0 }
                }
                return keyword.childrenInPlace
            }
        }
        return isFound
    }

    private func describesProperties(_ keyword: Keyword) -> Bool {
        if case .properties(let properties) = keyword { return !properties.isEmpty }
        if case .patternProperties(let properties) = keyword { return !properties.isEmpty }
        if case .additionalProperties(let id) = keyword { return self[id].truth == nil }
        if case .unevaluatedProperties(let id) = keyword { return self[id].truth == nil }
        return false
    }

    /// Visits a schema and all that it leads to, each once.
    private func visit(from start: NodeID, _ next: (NodeID) -> [NodeID]) {
        var seen: Set<NodeID> = [start]
        var open = [start]
        while let id = open.popLast() {
            for child in next(id) where seen.insert(child).inserted { open.append(child) }
        }
    }
}
