/// A regular expression of ECMA-262, compiled, that is searched for anywhere in a text.
///
/// Semantics are those of the flag `u`, as JSON Schema recommends (Core 2020-12, section 6.4): a character is a code
/// point, `\d` and `\w` are ASCII, `\p{…}` is known. Two patterns are equal when their sources are.
public struct Pattern: Sendable {
    /// The expression as it was written.
    public let source: String
    /// The expression as a tree.
    public let expression: Expression
    private let matcher: Matcher

    /// Compiles an expression.
    ///
    /// - Throws: ``PatternError`` when the source is no expression of ECMA-262, or one of those that are not supported:
    ///   repetitions of more than 65,535 times, expressions that compile to more than 64 KB, and look-behinds of no
    ///   fixed length that look further.
    public init(_ source: String) throws(PatternError) {
        self.source = source
        let (expression, scripts) = try ExpressionParser.parse(source)
        self.expression = expression
        for (property, offset) in scripts where !Matcher.knows(property) {
            throw PatternError(message: "There is no script \(property.name).", offset: offset)
        }
        matcher = try Matcher(expression)
    }

    /// Whether a match begins anywhere in the text.
    ///
    /// - Throws: ``PatternGaveUp`` when the search takes more than about a million steps back at one place, half a
    ///   second, or 64 MB.
    public func matches(_ text: String) throws(PatternGaveUp) -> Bool {
        try answer(
            text.utf8.withContiguousStorageIfAvailable { matcher.search($0, .known) }
                ?? Array(text.utf8).withUnsafeBufferPointer { matcher.search($0, .known) })
    }

    /// Whether a match begins anywhere in the text, within so many steps back at one place.
    ///
    /// - Throws: ``PatternGaveUp`` as above, and when the steps are spent.
    public func matches(_ text: String, steps: UInt32) throws(PatternGaveUp) -> Bool {
        try answer(
            text.utf8.withContiguousStorageIfAvailable { matcher.search($0, .known, steps: steps) }
                ?? Array(text.utf8).withUnsafeBufferPointer { matcher.search($0, .known, steps: steps) })
    }

    /// Whether a match begins anywhere in the text, given as UTF-8.
    ///
    /// - Throws: ``PatternGaveUp`` as above, and for what is not UTF-8.
    public func matches(_ text: Span<UInt8>) throws(PatternGaveUp) -> Bool {
        try answer(text.withUnsafeBufferPointer { matcher.search($0, .unchecked) })
    }

    private func answer(_ outcome: Matcher.Outcome) throws(PatternGaveUp) -> Bool {
        switch outcome {
        case .match: return true
        case .noMatch: return false
        case .gaveUp: throw PatternGaveUp(source: source)
        }
    }
}

extension Pattern: Hashable {
    public static func == (left: Pattern, right: Pattern) -> Bool {
        left.source.utf8.elementsEqual(right.source.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in source.utf8 { hasher.combine(byte) }
    }
}

/// Why a text is not a regular expression, and where.
public struct PatternError: Error, Sendable, Hashable {
    /// What is wrong, as a sentence without the place.
    public let message: String
    /// Code points before the place.
    public let offset: Int

    public init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }
}

/// A search for a pattern was given up, because it would have taken too long or too much memory.
public struct PatternGaveUp: Error, Sendable, Hashable {
    /// The expression as it was written.
    public let source: String

    public init(source: String) { self.source = source }
}
