internal import JSONCore

/// Which removed properties came back under another name.
extension Changes {
    struct Rename {
        var old: Keyword.Property
        var new: Keyword.Property
    }

    /// Properties compared for renames on either side; with more, only equal spellings are looked for.
    private static let limit = 64

    /// Pairs of a removed and an added property that are one: names that differ in spelling only, or the same schema and
    /// either similar names or no other candidate.
    func renames(of removed: [Keyword.Property], to added: [Keyword.Property]) -> [Rename] {
        var renames: [Rename] = []
        var (olds, news) = (removed, added)
        func take(_ old: Int, _ new: Int) {
            renames.append(Rename(old: olds.remove(at: old), new: news.remove(at: new)))
        }
        for position in olds.indices.reversed() {
            let spelling = Self.spelling(of: olds[position].name)
            let matches = news.indices.filter { Self.spelling(of: news[$0].name) == spelling }
            if matches.count == 1, !spelling.isEmpty { take(position, matches[0]) }
        }
        guard olds.count <= Self.limit, news.count <= Self.limit else { return renames }
        while let (old, new) = bestMatch(olds, news) { take(old, new) }
        return renames
    }

    /// The most similar names of the same schema.
    private func bestMatch(_ olds: [Keyword.Property], _ news: [Keyword.Property]) -> (old: Int, new: Int)? {
        var best: (old: Int, new: Int, score: Double)?
        for (position, old) in olds.enumerated() {
            let same = news.indices.filter { isSameAndSaysSomething(old.schema, news[$0].schema) }
            for new in same {
                let score = Self.similarity(old.name, news[new].name)
                let isOnly = same.count == 1 && olds.count { isSameAndSaysSomething($0.schema, news[new].schema) } == 1
                guard score >= 0.5 || isOnly, score > best?.score ?? -1 else { continue }
                best = (position, new, score)
            }
        }
        return best.map { ($0.old, $0.new) }
    }

    private func isSameAndSaysSomething(_ old: NodeID, _ new: NodeID) -> Bool {
        areSame(Pair(old: old, new: new)) && !isTruth(old, of: .old)
    }

    /// A name without what people change when they change only the spelling.
    private static func spelling(of name: String) -> String {
        name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != "." && $0 != " " }
    }

    /// From 0, nothing in common, to 1, the same: the share of the longer name that needs no edit.
    private static func similarity(_ left: String, _ right: String) -> Double {
        let (a, b) = (Array(left.unicodeScalars.prefix(64)), Array(right.unicodeScalars.prefix(64)))
        guard !a.isEmpty, !b.isEmpty else { return 0 }
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let substitution = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, diagonal + 1, row[j] + 1)
            }
        }
        return 1 - Double(row[b.count]) / Double(max(a.count, b.count))
    }
}
