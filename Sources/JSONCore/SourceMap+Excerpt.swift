extension SourceMap {
    /// The text of one value, where the text holds one there.
    public func text(of pointer: JSONPointer) -> String? {
        range(of: pointer).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// The text of one value after as many lines and blanks as stand before it, so that every place in it has the line
    /// and the column that it has in the whole text.
    public func textInPlace(of pointer: JSONPointer) -> String? {
        guard let range = range(of: pointer), let position = position(of: pointer) else { return nil }
        let before =
            String(repeating: "\n", count: position.line - 1) + String(repeating: " ", count: position.column - 1)
        return before + String(decoding: bytes[range], as: UTF8.self)
    }
}
