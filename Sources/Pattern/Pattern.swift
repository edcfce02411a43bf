/// A regular expression of ECMA-262, compiled, that is searched for anywhere in a text.
public struct Pattern: Sendable {
    /// The expression as it was written.
    public let source: String

    /// Compiles an expression.
    public init(_ source: String) throws(PatternError) { self.source = source }
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
