internal import Compatibility
internal import JSONCore

/// Types, values and limits.
extension Changes {
    mutating func compareTypes(_ keyword: KeywordComparison) {
        let types = keyword.both(\.types)
        guard types.old != types.new else { return }
        let (before, after) = values(of: keyword)
        let message =
            switch (before, after) {
            case (let before?, let after?):
                "The type of \(keyword.spot.name) changed from \(Self.words(before)) to \(Self.words(after))."
            case (let before?, nil): "\(keyword.spot.subject) may be of any type, where it was \(Self.words(before))."
            case (_, let after):
                "\(keyword.spot.subject) must be \(Self.words(after ?? .null)), where it could be of any type."
            }
        tell(.typeChange, keyword, message, before, after)
    }

    mutating func compareValues(_ keyword: KeywordComparison) {
        guard case (let before?, let after?) = keyword.both(\.values) else { return tellLimitation(keyword) }
        let (olds, news) = (ValueSet(before), ValueSet(after))
        let added = after.filter { !olds.contains($0) }
        let removed = before.filter { !news.contains($0) }
        guard !added.isEmpty || !removed.isEmpty else { return }
        let addition = Self.addition(added, verb: "added to")
        let removal = Self.addition(removed, verb: "removed from")
        let (kind, message): (SchemaChange.Kind, String) =
            if removed.isEmpty {
                (.additive, "\(addition) the values of \(keyword.spot.name).")
            } else if added.isEmpty {
                (.removal, "\(removal) the values of \(keyword.spot.name).")
            } else {
                (.semantic, "\(removal) the values of \(keyword.spot.name), and \(Self.words(added)) added.")
            }
        let (oldValue, newValue) = values(of: keyword)
        tell(kind, keyword, message, oldValue, newValue)
    }

    private mutating func tellLimitation(_ keyword: KeywordComparison) {
        let (before, after) = values(of: keyword)
        let message =
            after == nil
            ? "The values of \(keyword.spot.name) are not listed any more."
            : "The values of \(keyword.spot.name) are limited to those that are listed."
        tell(.semantic, keyword, message, before, after)
    }

    mutating func compareDemand(_ words: String, _ keyword: KeywordComparison) {
        let (before, after) = values(of: keyword)
        guard before != after else { return }
        let name = keyword.spot.name
        let message =
            switch (before, after) {
            case (let before?, let after?):
                "The \(words) of \(name) changed from \(Self.brief(before)) to \(Self.brief(after))."
            case (let before?, nil): "The \(words) of \(name), \(Self.brief(before)), was dropped."
            case (_, let after): "The \(words) of \(name) was set to \(Self.brief(after ?? .null))."
            }
        tell(.semantic, keyword, message, before, after)
    }

    /// A format is an annotation, unless the meta-schema makes it an assertion.
    mutating func compareFormat(_ keyword: KeywordComparison) {
        let (before, after) = values(of: keyword)
        guard before != after else { return }
        let asserts = [(old, keyword.node.old), (new, keyword.node.new)].contains { graph, node in
            graph.resources[Int(node.resource)].vocabularies.contains(.formatAssertion)
        }
        let message =
            "The format of \(keyword.spot.name) changed from \(before.map(Self.brief) ?? "none") to "
            + "\(after.map(Self.brief) ?? "none")."
        tell(asserts ? .semantic : .annotation, keyword, message, before, after)
    }

    // MARK: - Telling

    /// What both texts say at a keyword.
    func values(of keyword: KeywordComparison) -> (old: JSON?, new: JSON?) {
        (
            keyword.old().flatMap { old.value(at: $0, of: keyword.node.old) },
            keyword.new().flatMap { new.value(at: $0, of: keyword.node.new) }
        )
    }

    mutating func tell(
        _ kind: SchemaChange.Kind, _ keyword: KeywordComparison, _ message: String, _ before: JSON? = nil,
        _ after: JSON? = nil
    ) {
        tell(
            SchemaChange(
                kind: kind, oldPointer: keyword.old(), newPointer: keyword.new(),
                instancePointer: keyword.spot.instance, oldValue: before, newValue: after, message: message),
            keyword.node)
    }

    // MARK: - Words

    /// The most of a value that a sentence quotes, in code points.
    private static let quoted = 60

    static func brief(_ value: JSON) -> String {
        let text = value.text
        guard text.unicodeScalars.count > quoted else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(quoted - 1))) + "…"
    }

    /// Types, as `type` has them.
    private static func words(_ types: JSON) -> String {
        guard let list = types.array else { return types.string ?? brief(types) }
        return list.compactMap(\.string).joined(separator: " or ")
    }

    private static func words(_ values: [JSON]) -> String {
        let named = values.prefix(5).map(brief).joined(separator: ", ")
        let rest = values.count > 5 ? " and \(values.count - 5) more" : ""
        return named + rest + (values.count == 1 ? " was" : " were")
    }

    private static func addition(_ values: [JSON], verb: String) -> String { "\(words(values)) \(verb)" }
}

extension Spot {
    /// The place in words, at the beginning of a sentence.
    var subject: String { instance.tokens.isEmpty ? "The document" : name }
}
