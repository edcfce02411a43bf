import Governance
import JSONCore
import SchemaCore

/// What properties are called.
extension Linter {
    mutating func checkPropertyNames(_ rule: EffectiveRule) {
        guard let style = NamingStyle(rawValue: rule.choice("style")) else { return }
        let exceptions = Set(rule.texts("except").map(ByteString.init))
        for property in properties where !isFull {
            guard !style.accepts(property.name), !exceptions.contains(ByteString(property.name)) else { continue }
            report(
                rule, at: graph[property.schema].pointer,
                "The name of the property \(quoted(property.name)) is not written in \(style.rawValue).",
                fix: style.rewritten(property.name).map { "Name it \(quoted($0))." })
        }
    }

    mutating func checkLabels(_ rule: EffectiveRule) {
        let terms = PersonalTerms(rule.texts("words"))
        let wanted = Set(rule.texts("labels"))
        for property in properties where !isFull {
            guard let term = terms.first(in: property.name) else { continue }
            let isLabelled = metadataLabels.satisfy(
                { wanted.isEmpty ? !$0.isEmpty : !wanted.isDisjoint(with: $0) }, for: property.schema,
                at: graph[property.schema].pointer, inText: labels(of: property.schema))
            guard !isLabelled else { continue }
            guard metadataLabels.isComplete else {
                return reportUndecided(rule, "too much is matched with the paths of its metadata")
            }
            let label = wanted.sorted().first ?? "PII"
            report(
                rule, at: graph[property.schema].pointer,
                "The property \(quoted(property.name)) looks like personal data (\(term)) and carries no "
                    + (wanted.isEmpty ? "label." : "label of \(wanted.sorted().map(quoted).joined(separator: ", "))."),
                fix: "Add \"\(SchemaEntities.keyword)\": [\(JSON.string(label).text)], or the label that fits.")
        }
    }

    /// The labels of a schema, and of those that describe the same value.
    private func labels(of id: NodeID) -> Set<String> {
        let described = graph.withParts(id, \.descriptionsInPlace)
        return Set(described.flatMap { graph[$0].annotations[SchemaEntities.keyword]?.strings ?? [] })
    }
}

/// Terms that names have in them when they are of personal data.
private struct PersonalTerms {
    /// Terms by their words, joined.
    private var terms: [String: String] = [:]
    private var longest = 0

    init(_ texts: [String]) {
        for text in texts {
            let words = NamingStyle.words(of: text)
            terms[words.joined().lowercased()] = text
            longest = max(longest, words.count)
        }
    }

    /// The first term that is in a name, in whatever style it is written, or its plural.
    func first(in name: String) -> String? {
        let words = NamingStyle.words(of: name).map { $0.lowercased() }
        for start in words.indices {
            var joined = ""
            for word in words[start...].prefix(longest) {
                joined += word
                if let term = terms[joined] ?? (joined.hasSuffix("s") ? terms[String(joined.dropLast())] : nil) {
                    return term
                }
            }
        }
        return nil
    }
}
