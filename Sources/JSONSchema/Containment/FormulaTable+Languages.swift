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

/// What is known about the words of patterns; the place for automata.
extension FormulaTable {
    enum Word {
        /// The language is empty.
        case none
        case found(String)
        case unknown
    }

    /// Whether a text holds a match of a pattern; `nil` when the search was given up.
    func matches(_ id: Formula.PatternID, _ text: String) -> Bool? { pattern(id).isMatch(in: text) }

    /// A word of a language.
    func word(of language: Language) -> Word {
        if language.matching.isEmpty, language.avoiding.isEmpty { return plainWord(of: language) }
        if language.matching.contains(where: language.avoiding.contains) { return .none }
        return .unknown
    }

    /// The first of the words `a`, `b` … of the smallest length that is not excluded.
    private func plainWord(of language: Language) -> Word {
        let excluded = Set(language.excluding.map(ByteString.init))
        var length = language.lengths.lowerBound
        let stem = String(repeating: "a", count: max(length - 1, 0))
        while length <= language.lengths.upperBound {
            guard length > 0 else {
                if !excluded.contains(ByteString("")) { return .found("") }
                length += 1
                continue
            }
            let prefix = stem + String(repeating: "a", count: length - 1 - stem.unicodeScalars.count)
            for letter in "abcdefghijklmnopqrstuvwxyz" where !excluded.contains(ByteString(prefix + String(letter))) {
                return .found(prefix + String(letter))
            }
            length += 1
            // One letter of the alphabet at one place is not all words of a length.
            if length > language.lengths.upperBound { return .unknown }
        }
        return .none
    }
}

extension Pattern {
    /// Whether a text holds a match; `nil` when the search was given up.
    func isMatch(in text: String) -> Bool? {
        do {
            return try matches(text)
        } catch {
            return nil
        }
    }
}
