import Governance
import JSONCore

/// What a schema says for people and tools.
extension Linter {
    mutating func checkTitle(_ rule: EffectiveRule) {
        guard !says("title", graph.root) else { return }
        report(
            rule, at: graph[graph.root].pointer, "The schema has no title.",
            fix: "Add \"title\" with the name that people have for what it describes.")
    }

    mutating func checkDescriptions(_ rule: EffectiveRule) {
        let parts = rule.choice("of")
        if parts != "properties", !says("description", graph.root) {
            report(
                rule, at: graph[graph.root].pointer, "The schema has no description.",
                fix: "Add \"description\" with what it describes, and what for.")
        }
        guard parts != "root" else { return }
        for property in properties where !isFull && !says("description", property.schema) {
            report(
                rule, at: graph[property.schema].pointer,
                "The property \(quoted(property.name)) has no description.",
                fix: "Add \"description\" with what the property means.")
        }
    }

    /// Whether a schema, or one that it refers to, has some text.
    private func says(_ annotation: String, _ id: NodeID) -> Bool {
        graph.withParts(id) { $0.referenceTarget.map { [$0] } ?? [] }.contains { id in
            graph[id].annotations[annotation]?.string?.unicodeScalars.contains { !$0.properties.isWhitespace } == true
        }
    }

    mutating func checkDraft(_ rule: EffectiveRule) {
        guard json["$schema"]?.string == nil else { return }
        let dialect = graph.resource(of: graph.root).dialect
        let uri = dialect.rawValue + (dialect < .draft2019 ? "#" : "")
        report(
            rule, at: .root, "The schema does not say which draft it is written in; it is read as \(dialect.name).",
            fix: "Add \"$schema\": \"\(uri)\".")
    }

    mutating func checkReferences(_ rule: EffectiveRule) {
        let allowed = rule.texts("allow")
        for id in outline.ids {
            for entry in graph[id].keywords where !isFull {
                guard let target = entry.keyword.referenceTarget, graph[target].document != 0,
                    let text = json[graph[id].pointer]?[entry.name]?.string, Self.isAddress(text),
                    !allowed.contains(where: { text.utf8.starts(with: $0.utf8) })
                else { continue }
                report(
                    rule, at: graph[id].pointer.appending(entry.name),
                    "The reference \(quoted(text)) is an address, which other tools would fetch.",
                    fix: "Refer to the schema by a name that is no address, such as \"address.json\".")
            }
        }
    }

    /// Whether a reference says where on a network, or on a disk, something is.
    private static func isAddress(_ reference: String) -> Bool {
        ["http:", "https:", "ftp:", "ftps:", "file:", "//"].contains { reference.lowercased().hasPrefix($0) }
    }

    /// A name in a sentence.
    func quoted(_ name: String) -> String { JSON.string(name).excerpt }
}

extension Keyword {
    /// Where a reference leads to at first.
    var referenceTarget: NodeID? {
        if case .reference(let target) = self { return target }
        if case .dynamicReference(_, let target) = self { return target }
        if case .recursiveReference(let target) = self { return target }
        return nil
    }
}
