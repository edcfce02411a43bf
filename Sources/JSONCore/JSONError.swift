/// Why a text is not JSON, and where.
public struct JSONError: Error, Sendable, Hashable {
    /// What is wrong, as a sentence without the place.
    public let message: String
    /// Line of the place, from 1.
    public let line: Int
    /// Column of the place in code points, from 1.
    public let column: Int

    public init(message: String, line: Int, column: Int) {
        self.message = message
        self.line = line
        self.column = column
    }

    /// The message as the end of another sentence, without a full stop.
    public var clause: String {
        let text = message.hasSuffix(".") ? message.dropLast() : message[...]
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

extension JSONError: CustomStringConvertible {
    public var description: String { "\(message) (line \(line), column \(column))" }
}
