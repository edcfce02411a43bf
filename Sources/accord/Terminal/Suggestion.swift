/// Finds what a person may have meant.
enum Suggestion {
    /// The candidate nearest to a word, if one is near enough: with few edits, or one that continues or contains it.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let scored = candidates.compactMap { candidate in
            score(word.lowercased(), candidate.lowercased()).map { (candidate, $0) }
        }
        return scored.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
    }

    /// How far the two are from each other; `nil` when they have nothing to do with each other.
    private static func score(_ word: String, _ candidate: String) -> Int? {
        let edits = distance(Array(word.unicodeScalars), Array(candidate.unicodeScalars))
        if edits <= max(1, word.unicodeScalars.count / 3) { return edits }
        let isContained = word.utf8.count >= 3 && (candidate.contains(word) || word.contains(candidate))
        // A continuation ranks after a typing error, and shorter continuations first.
        return isContained && !candidate.isEmpty ? 100 + edits : nil
    }

    /// The number of insertions, deletions, substitutions and swaps of neighbors between two texts (Damerau and
    /// Levenshtein, with no edit inside a swap).
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var rows = [Array(0...right.count)]
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                var edits = rows[i][j] + (left[i] == right[j] ? 0 : 1)
                edits = min(edits, rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    edits = min(edits, rows[i - 1][j - 1] + 1)
                }
                row.append(edits)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
