internal import JSONCore
internal import Pattern

/// A set of strings, described.
struct Language {
    /// In code points.
    var lengths = 0...Int.max
    var matching: [Formula.PatternID] = []
    var avoiding: [Formula.PatternID] = []
    var excluding: [String] = []
}

/// What is known about the words of patterns.
extension FormulaTable {
    enum Word {
        /// The language is empty.
        case none
        case found(String)
        case unknown
    }

    /// Whether a text holds a match of a pattern; `nil` when the search was given up.
    func matches(_ id: Formula.PatternID, _ text: String) -> Bool? {
        guard effort.spend(1 + text.utf8.count / 64) else { return nil }
        let matches = pattern(id).isMatch(in: text)
        if matches == nil { effort.spend(Self.effortGivenUp) }
        return matches
    }

    /// What a search costs that was given up.
    private static let effortGivenUp = 1_000

    /// A word of a language; whether it matches patterns that are not regular is left open.
    mutating func word(of language: Language) -> Word {
        if language.matching.isEmpty, language.avoiding.isEmpty, let word = plainWord(of: language) {
            return .found(word)
        }
        if language.matching.contains(where: language.avoiding.contains) { return .none }
        // Without a pattern a language is larger, so it may still be shown to be empty.
        var matching: [PatternParts] = []
        var avoiding: [PatternParts] = []
        for pattern in language.matching { if let parts = parts(of: pattern) { matching.append(parts) } }
        for pattern in language.avoiding { if let parts = parts(of: pattern) { avoiding.append(parts) } }
        var search = LanguageSearch(
            matching: matching, avoiding: avoiding, lengths: language.lengths, excluding: language.excluding,
            effort)
        return search.run()
    }

    /// The word of a length, when lengths and exclusions are all there is and few words are out.
    private func plainWord(of language: Language) -> String? {
        let word = String(repeating: "a", count: language.lengths.lowerBound)
        return language.excluding.contains { $0.isIdentical(to: word) } ? nil : word
    }
}

extension Pattern {
    /// Steps back at one place of a text; a search is given up soon, for most end at once.
    private static let stepLimit: UInt32 = 20_000

    /// Whether a text holds a match; `nil` when the search was given up.
    func isMatch(in text: String) -> Bool? {
        do {
            return try matches(text, steps: Self.stepLimit)
        } catch {
            return nil
        }
    }
}
