internal import Compatibility
internal import JSONCore
internal import Pattern

extension Rule {
    static let annotationRules = [titleChanged, descriptionChanged, defaultChanged, formatChanged]

    static let titleChanged = Rule(
        id: "TITLE_CHANGED", keyword: "title", category: .annotation, purpose: "Checks that titles stay the same.")
    static let descriptionChanged = Rule(
        id: "DESCRIPTION_CHANGED", keyword: "description", category: .annotation,
        purpose: "Checks that descriptions stay the same.")
    static let defaultChanged = Rule(
        id: "DEFAULT_CHANGED", keyword: "default", category: .annotation,
        purpose: "Checks that default values stay the same.")
    static let formatChanged = Rule(
        id: "FORMAT_CHANGED", keyword: "format", category: .annotation,
        purpose: "Checks that the formats of strings stay the same.")
}

/// Changes that matter to people but not to documents, at the places that both schemas have.
struct Annotations {
    private typealias NodeID = SchemaGraph.NodeID

    private struct Pair: Hashable {
        var reader: NodeID
        var writer: NodeID
    }

    private let reader: SchemaGraph
    private let writer: SchemaGraph

    init(reader: SchemaGraph, writer: SchemaGraph) {
        self.reader = reader
        self.writer = writer
    }

    /// All of them, in the order of the reader's text.
    func changes() -> [Incompatibility] {
        guard Self.isAnnotated(reader) || Self.isAnnotated(writer) else { return [] }
        var changes: [Incompatibility] = []
        let limit = Self.pairLimit * (reader.nodes.count + writer.nodes.count)
        var seen: Set<Pair> = []
        var open = [(pair: Pair(reader: reader.root, writer: writer.root), instance: JSONPointer.root)]
        while let (pair, instance) = open.popLast() {
            guard seen.insert(pair).inserted else { continue }
            if seen.count > limit { break }
            let (new, old) = (reader[pair.reader], writer[pair.writer])
            let isAnnotated = !new.annotations.isEmpty || !old.annotations.isEmpty
            for (rule, name) in isAnnotated ? Self.names : [] where new.annotations[name] != old.annotations[name] {
                changes.append(
                    change(rule, new, old, instance, values: (old.annotations[name], new.annotations[name])))
            }
            if new.format != old.format {
                let values = (old.format.map { JSON.string($0) }, new.format.map { JSON.string($0) })
                changes.append(change(.formatChanged, new, old, instance, values: values))
            }
            let below = pairs(of: new, with: old)
            open += below.reversed().map { ($0.pair, $0.token.map(instance.appending) ?? instance) }
        }
        return changes
    }

    private static let names: [(Rule, String)] = [
        (.titleChanged, "title"), (.descriptionChanged, "description"), (.defaultChanged, "default"),
    ]

    /// Pairs that are looked at for each schema; more come only of schemas that refer to each other in circles.
    private static let pairLimit = 4

    private static func isAnnotated(_ graph: SchemaGraph) -> Bool {
        graph.nodes.contains { !$0.annotations.isEmpty || $0.format != nil }
    }

    private func change(
        _ rule: Rule, _ new: SchemaNode, _ old: SchemaNode, _ instance: JSONPointer, values: (old: JSON?, new: JSON?)
    ) -> Incompatibility {
        let place = instance.tokens.isEmpty ? "the document" : "\"\(instance.tokens.joined(separator: "."))\""
        return Incompatibility(
            rule: rule, certainty: .proven, readerPointer: new.pointer.appending(rule.keyword),
            writerPointer: old.pointer.appending(rule.keyword), instancePointer: instance, writerValue: values.old,
            readerValue: values.new, message: "The \(rule.keyword) of \(place) differs between {writer} and {reader}.")
    }

    /// The schemas below two, where both have one at the same place.
    private func pairs(of new: SchemaNode, with old: SchemaNode) -> [(pair: Pair, token: String?)] {
        var result: [(pair: Pair, token: String?)] = []
        for entry in new.keywords {
            guard let other = old.keywords.first(where: { $0.name == entry.name }) else { continue }
            switch (entry.keyword, other.keyword) {
            case (.properties(let properties), .properties(let others)):
                var known: [ByteString: NodeID] = [:]
                for (position, property) in properties.enumerated() {
                    if position < others.count, others[position].name.isIdentical(to: property.name) {
                        result.append((Pair(reader: property.schema, writer: others[position].schema), property.name))
                        continue
                    }
                    if known.isEmpty {
                        for other in others { known[ByteString(other.name)] = other.schema }
                    }
                    guard let other = known[ByteString(property.name)] else { continue }
                    result.append((Pair(reader: property.schema, writer: other), property.name))
                }
            case (.patternProperties(let properties), .patternProperties(let others)):
                for property in properties {
                    let other = others.first { $0.pattern.source.isIdentical(to: property.pattern.source) }
                    if let other { result.append((Pair(reader: property.schema, writer: other.schema), "*")) }
                }
            case (.items(let id), .items(let other)), (.additionalProperties(let id), .additionalProperties(let other)):
                result.append((Pair(reader: id, writer: other), "*"))
            case (.prefixItems(let ids), .prefixItems(let others)):
                for (position, (id, other)) in zip(ids, others).enumerated() {
                    result.append((Pair(reader: id, writer: other), String(position)))
                }
            case (.reference(let id), .reference(let other)):
                result.append((Pair(reader: id, writer: other), nil))
            case (.allOf(let ids), .allOf(let others)), (.anyOf(let ids), .anyOf(let others)),
                (.oneOf(let ids), .oneOf(let others)):
                result += zip(ids, others).map { (Pair(reader: $0, writer: $1), nil) }
            case (_, _): continue
            }
        }
        return result
    }
}

extension SchemaNode {
    /// What `format` says.
    fileprivate var format: String? {
        for entry in keywords {
            if case .format(let format) = entry.keyword { return format }
        }
        return nil
    }
}
