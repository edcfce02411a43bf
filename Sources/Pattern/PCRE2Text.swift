/// An expression in the language of PCRE2, with what that language cannot say kept aside.
///
/// Every construct is written in a form that means the same under all settings of PCRE2: code points as `\x{…}`, classes
/// as ranges, anchors as `\A` and `\z`. One difference stays: ECMA-262 empties the groups in a repetition before each
/// round, PCRE2 keeps what an earlier round has put there, as for `\1` in `(?:(a)|b\1)*`.
struct PCRE2Text {
    /// The callout that asks whether to go on; the others are those of ``lookBehinds``, from 1.
    static let budgetCallout = 0
    private static let calloutLimit = 255

    private(set) var text = ""
    /// Look-behinds of no fixed length: PCRE2 asks about them through a callout, whose number is the place here, from 1.
    private(set) var lookBehinds: [Expression] = []
    /// Groups that capture cost time; without back-references they need not.
    private let captures: Bool
    /// The groups written so far; a reference inside of its group or before it always finds the group empty.
    private var closedGroups: Set<Int> = []

    init(_ expression: Expression) throws(PatternError) {
        captures = expression.contains { if case .backreference = $0 { true } else { false } }
        // PCRE2 begins anew at each place of the text.
        text = Self.checkpoint
        try write(grouping: expression)
    }

    /// Written before everything that may be tried in many ways: between two of them the time is at most proportional
    /// to the length of the text.
    private static let checkpoint = "(?C\(budgetCallout))"

    private mutating func write(_ expression: Expression) throws(PatternError) {
        switch expression {
        case .sequence(let parts): for part in parts { try write(grouping: part) }
        case .alternatives(let parts):
            for (position, part) in parts.enumerated() {
                if position > 0 { text += "|" }
                try write(part)
            }
        case .characters(let characters): write(characters)
        case .repeated(let part, let minimum, let maximum, let preference):
            try write(part, minimum: minimum, maximum: maximum)
            if preference == .fewest { text += "?" }
        case .group(let part, let number):
            try write(part, after: captures ? "(" : "(?:")
            closedGroups.insert(number)
        case .backreference(let number): text += closedGroups.contains(number) ? "\\g{\(number)}" : "(?:)"
        case .start: text += "\\A"
        case .end: text += "\\z"
        case .wordBoundary: text += "\\b"
        case .noWordBoundary: text += "\\B"
        case .look(.ahead, .match, let part): try write(part, after: "(?=")
        case .look(.ahead, .noMatch, let part): try write(part, after: "(?!")
        case .look(.behind, let expectation, let part): try write(lookBehind: part, expectation)
        }
    }

    private mutating func write(_ part: Expression, after opening: String) throws(PatternError) {
        text += opening
        try write(part)
        text += ")"
    }

    /// Writes what must hold together beside other parts.
    private mutating func write(grouping part: Expression) throws(PatternError) {
        if case .alternatives = part { try write(part, after: "(?:") } else { try write(part) }
    }

    private mutating func write(_ part: Expression, minimum: Int, maximum: Int?) throws(PatternError) {
        guard max(minimum, maximum ?? 0) <= 65_535 else {
            throw PatternError(message: "A repetition of more than 65,535 times is not supported.", offset: 0)
        }
        if minimum != maximum { text += Self.checkpoint }
        switch part {
        case .characters, .group: try write(part)
        // PCRE2 takes a repeated reference to an empty group for no match, but not one in a group of its own.
        case .sequence, .alternatives, .repeated, .backreference, .start, .end, .wordBoundary, .noWordBoundary, .look:
            try write(part, after: "(?:")
        }
        switch (minimum, maximum) {
        case (0, nil): text += "*"
        case (1, nil): text += "+"
        case (0, 1): text += "?"
        case (_, nil): text += "{\(minimum),}"
        case (_, let maximum?): text += minimum == maximum ? "{\(minimum)}" : "{\(minimum),\(maximum)}"
        }
    }

    private mutating func write(
        lookBehind part: Expression, _ expectation: Expression.Expectation
    ) throws(PatternError) {
        let branches = if case .alternatives(let parts) = part { parts } else { [part] }
        if branches.allSatisfy({ $0.length != nil }) {
            return try write(part, after: expectation == .match ? "(?<=" : "(?<!")
        }
        // It is tried by itself and on the text cut off here, so it must neither look beyond nor share groups.
        let looksFurther = part.contains {
            switch $0 {
            case .backreference, .end, .wordBoundary, .noWordBoundary, .look(.ahead, _, _): true
            case .group: captures
            case .sequence, .alternatives, .characters, .repeated, .start, .look(.behind, _, _): false
            }
        }
        guard !looksFurther, lookBehinds.count < Self.calloutLimit else {
            throw PatternError(
                message: "A look-behind of no fixed length with a look-ahead, a boundary or a back-reference in it, "
                    + "or more than \(Self.calloutLimit) of them, is not supported.", offset: 0)
        }
        lookBehinds.append(.sequence([part, .end]))
        let callout = "(?C\(lookBehinds.count))"
        text += expectation == .match ? callout : "(?!\(callout))"
    }

    // MARK: - Characters

    private mutating func write(_ characters: CharacterClass) {
        if let single = characters.single, !Self.surrogates.contains(single) {
            text += Self.character(single)
            return
        }
        var items = ""
        for range in characters.ranges {
            // No text holds a surrogate, and PCRE2 takes none as an end of a range.
            let low = Self.surrogates.contains(range.lowerBound) ? 0xE000 : range.lowerBound
            let high = Self.surrogates.contains(range.upperBound) ? 0xD7FF : range.upperBound
            if low < high { items += Self.character(low) + "-" + Self.character(high) }
            if low == high { items += Self.character(low) }
        }
        for property in characters.properties { items += Self.property(property) }
        switch (items.isEmpty, characters.isNegated) {
        case (false, false): text += "[\(items)]"
        case (false, true): text += "[^\(items)]"
        // PCRE2's own empty class is no character and cannot be repeated; this one is all but all.
        case (true, false): text += "[^\\x{0}-\\x{10ffff}]"
        case (true, true): text += "[\\x{0}-\\x{10ffff}]"
        }
    }

    private static let surrogates: ClosedRange<UInt32> = 0xD800...0xDFFF

    private static func character(_ value: UInt32) -> String {
        switch value {
        case 48...57, 65...90, 97...122: String(UnicodeScalar(UInt8(value)))
        default: "\\x{\(String(value, radix: 16))}"
        }
    }

    static func property(_ property: UnicodeProperty) -> String {
        let name =
            switch property.kind {
            case .generalCategory: property.name == "LC" ? "L&" : property.name
            case .script: "sc:\(property.name)"
            case .scriptExtensions: "scx:\(property.name)"
            case .binary: property.name
            }
        return (property.isNegated ? "\\P{" : "\\p{") + name + "}"
    }
}
