private import CJansson

extension JSON {
    /// What a text may hold before it is refused.
    public struct Limits: Sendable {
        /// Nesting of arrays and objects, from 1.
        public var depth: Int

        public init(depth: Int) { self.depth = depth }

        public static let standard = Limits(depth: 256)
    }

    /// Decodes a JSON text (RFC 8259).
    ///
    /// - Throws: ``JSONError`` with line and column, for what is not JSON, for a name that occurs twice, and for what
    ///   is nested deeper than the limit.
    public init(parsing bytes: some Sequence<UInt8>, limits: Limits = .standard) throws(JSONError) {
        fatalError("being written")
    }

    /// Decodes a JSON text (RFC 8259).
    public init(parsing text: String, limits: Limits = .standard) throws(JSONError) {
        try self.init(parsing: text.utf8, limits: limits)
    }
}
