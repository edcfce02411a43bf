extension JSON {
    /// The minified text: members in their order, numbers as they were written, no more escapes than RFC 8259,
    /// section 7, asks for.
    public var text: String { String(decoding: utf8, as: UTF8.self) }

    /// The bytes of ``text``.
    public var utf8: [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    /// Appends the bytes of ``text``.
    public func encode(into bytes: inout [UInt8]) {
        fatalError("being written")
    }

    /// The same value with the members of every object sorted by the UTF-16 units of their names (RFC 8785,
    /// section 3.2.3).
    public func sorted() -> JSON {
        fatalError("being written")
    }
}
