/// A place in a text.
public struct SourcePosition: Sendable, Hashable {
    /// From 1.
    public let line: Int
    /// From 1, in code points.
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

extension SourcePosition: CustomStringConvertible {
    public var description: String { "line \(line), column \(column)" }
}

/// Where each value of a valid JSON text stands.
public struct SourceMap: Sendable {
    /// Reads the places of a text that ``JSON/init(parsing:limits:)`` accepts.
    public init(_ text: String) { fatalError("being written") }

    /// Where a value begins, or `nil` when the text holds nothing there.
    public func position(of pointer: JSONPointer) -> SourcePosition? { nil }

    /// Where the name of a member begins; of an item, where its value does.
    public func namePosition(of pointer: JSONPointer) -> SourcePosition? { nil }
}
