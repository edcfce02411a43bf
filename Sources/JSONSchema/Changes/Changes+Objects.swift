internal import Compatibility
internal import JSONCore
internal import Pattern

/// Properties, and what is demanded of their presence.
extension Changes {
    mutating func compareProperties(_ keyword: KeywordComparison) {
        let (before, after) = keyword.lists(\.properties)
        var olds: [ByteString: NodeID] = [:]
        for property in before { olds[ByteString(property.name)] = property.schema }
        let known = Set(after.map { ByteString($0.name) })
        let removed = before.filter { !known.contains(ByteString($0.name)) }
        let added = after.filter { olds[ByteString($0.name)] == nil }
        let renames = renames(of: removed, to: added)
        for property in after {
            let spot = keyword.spot.member(property.name)
            if let old = olds[ByteString(property.name)] {
                descend(Pair(old: old, new: property.schema), at: spot, keyword.node)
            } else if let old = renames.first(where: { $0.new.name.isIdentical(to: property.name) })?.old {
                tellRename(old, property, spot, keyword)
            } else {
                tell(
                    SchemaChange(
                        kind: .additive, oldPointer: nil, newPointer: keyword.new(property.name),
                        instancePointer: spot.instance, newValue: new.value(of: property.schema),
                        message: "The property \(spot.name) was added."), keyword.node)
            }
        }
        for property in removed where !renames.contains(where: { $0.old.name.isIdentical(to: property.name) }) {
            let spot = keyword.spot.member(property.name)
            tell(
                SchemaChange(
                    kind: .removal, oldPointer: keyword.old(property.name), newPointer: nil,
                    instancePointer: spot.instance, oldValue: old.value(of: property.schema),
                    message: "The property \(spot.name) was removed."), keyword.node)
        }
    }

    private mutating func tellRename(
        _ before: Keyword.Property, _ after: Keyword.Property, _ spot: Spot, _ keyword: KeywordComparison
    ) {
        let former = keyword.spot.member(before.name)
        var change = SchemaChange(
            kind: .rename, oldPointer: keyword.old(before.name), newPointer: keyword.new(after.name),
            instancePointer: spot.instance, oldValue: .string(before.name), newValue: .string(after.name),
            message: "The property \(former.name) was renamed to \"\(after.name)\".")
        change.oldSites = keyword.node.old.places(ofRequired: before.name)
        change.newSites = keyword.node.new.places(ofRequired: after.name)
        tell(change, keyword.node)
        descend(Pair(old: before.schema, new: after.schema), at: spot, keyword.node)
    }

    mutating func compareRequired(_ keyword: KeywordComparison) {
        let (before, after) = keyword.lists(\.names)
        let renamed = renamedRequired(before, after, keyword.node)
        for (position, name) in after.enumerated()
        where !before.contains(where: name.isIdentical) && !renamed.new.contains(where: name.isIdentical) {
            let spot = keyword.spot.member(name)
            tell(
                SchemaChange(
                    kind: .semantic, oldPointer: nil, newPointer: keyword.new(String(position)),
                    instancePointer: spot.instance, newValue: .string(name), message: "\(spot.name) became required."),
                keyword.node)
        }
        for (position, name) in before.enumerated()
        where !after.contains(where: name.isIdentical) && !renamed.old.contains(where: name.isIdentical) {
            let spot = keyword.spot.member(name)
            tell(
                SchemaChange(
                    kind: .semantic, oldPointer: keyword.old(String(position)), newPointer: nil,
                    instancePointer: spot.instance, oldValue: .string(name),
                    message: "\(spot.name) is not required any more."), keyword.node)
        }
    }

    /// The required names that changed only because a property was renamed.
    private func renamedRequired(
        _ before: [String], _ after: [String], _ node: NodeComparison
    ) -> (old: [String], new: [String]) {
        let (olds, news) = (node.old.properties, node.new.properties)
        let removed = olds.filter { property in !news.contains { $0.name.isIdentical(to: property.name) } }
        let added = news.filter { property in !olds.contains { $0.name.isIdentical(to: property.name) } }
        let both = renames(of: removed, to: added).filter { rename in
            before.contains(where: rename.old.name.isIdentical) && after.contains(where: rename.new.name.isIdentical)
        }
        return (both.map(\.old.name), both.map(\.new.name))
    }

    mutating func comparePatterns(_ keyword: KeywordComparison) {
        let (before, after) = keyword.lists(\.patterns)
        for property in after {
            let source = property.pattern.source
            if let old = before.first(where: { $0.pattern.source.isIdentical(to: source) }) {
                descend(Pair(old: old.schema, new: property.schema), at: keyword.spot.below(.members), keyword.node)
            } else {
                tell(
                    SchemaChange(
                        kind: .additive, oldPointer: nil, newPointer: keyword.new(source),
                        instancePointer: keyword.spot.below(.members).instance,
                        newValue: new.value(of: property.schema),
                        message: "Properties of \(keyword.spot.name) that match \"\(source)\" are described now."),
                    keyword.node)
            }
        }
        for property in before
        where !after.contains(where: { $0.pattern.source.isIdentical(to: property.pattern.source) }) {
            let source = property.pattern.source
            tell(
                SchemaChange(
                    kind: .removal, oldPointer: keyword.old(source), newPointer: nil,
                    instancePointer: keyword.spot.below(.members).instance, oldValue: old.value(of: property.schema),
                    message: "Properties of \(keyword.spot.name) that match \"\(source)\" are not described any more."),
                keyword.node)
        }
    }
}

extension SchemaNode {
    /// The properties that it names.
    fileprivate var properties: [Keyword.Property] {
        for entry in keywords {
            if case .properties(let properties) = entry.keyword { return properties }
        }
        return []
    }

    /// Where it demands a property.
    fileprivate func places(ofRequired name: String) -> [JSONPointer] {
        for entry in keywords {
            guard case .required(let names) = entry.keyword, let position = names.firstIndex(where: name.isIdentical)
            else { continue }
            return [pointer.appending(entry.name).appending(position)]
        }
        return []
    }
}

extension SchemaGraph {
    /// What the text says of a schema.
    func value(of id: NodeID) -> JSON? { value(at: self[id].pointer, of: self[id]) }
}
