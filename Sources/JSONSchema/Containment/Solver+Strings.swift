internal import JSONCore

/// Strings: an interval of lengths, patterns they match and do not match, and single strings that are out.
extension Solver {
    /// Longer strings are not written down.
    static let lengthLimit = 70_000

    mutating func settleString(_ branch: Branch) -> Outcome {
        var shortest = 0
        var longest = Int.max
        var support = branch.absence(of: .string)
        var language = Language()
        for claim in branch.claims({ table[$0].string }) {
            support |= claim.support
            switch (claim.atom, claim.isNegated) {
            case (.minLength(let length), false): shortest = max(shortest, length)
            case (.maxLength(let length), false): longest = min(longest, length)
            case (.minLength(let length), true): longest = min(longest, length - 1)
            case (.maxLength(let length), true): shortest = max(shortest, length == .max ? length : length + 1)
            // Formats are left to the trial of the word that is found.
            case (.format, _): continue
            case (.pattern(let pattern), let isNegated):
                if isNegated { language.avoiding.append(pattern) } else { language.matching.append(pattern) }
            }
        }
        for claim in branch.exclusions(in: table) {
            support |= claim.support
            language.excluding += claim.atom.values.compactMap(\.string)
        }
        if shortest > longest { return .closed(support) }
        if shortest > Self.lengthLimit { return .unknown(.size) }
        language.lengths = shortest...longest
        switch table.word(of: language) {
        case .none: return .closed(support)
        case .found(let word): return .inhabited(.string(word))
        case .unknown:
            return .unknown(.pattern(table.sources(of: language.matching + language.avoiding)))
        }
    }
}
