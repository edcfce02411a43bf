/// The number of one schema in its context, from 1; producers write it into their messages.
public struct SchemaID: Sendable, Hashable, Comparable {
    public let number: Int32

    /// `nil` when the number is not from 1 to 2³¹−1.
    public init?(_ number: Int) {
        guard let number = Int32(exactly: number), number >= 1 else { return nil }
        self.number = number
    }

    public static func < (left: SchemaID, right: SchemaID) -> Bool { left.number < right.number }
}

extension SchemaID: CustomStringConvertible {
    public var description: String { String(number) }
}
