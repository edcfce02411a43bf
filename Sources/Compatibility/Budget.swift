/// How much work a comparison may do before it answers "undecided".
public struct Budget: Sendable {
    /// The most steps; a step is work of about a microsecond.
    public let limit: Int
    /// Steps done so far.
    public private(set) var spent = 0

    public init(limit: Int) { self.limit = limit }

    /// For one comparison.
    public static let standard = Budget(limit: 300_000)
    /// For all comparisons with a history together.
    public static let history = Budget(limit: 2_000_000)

    /// Counts a step; false once the limit is reached.
    public mutating func spend(_ steps: Int = 1) -> Bool {
        guard spent + steps <= limit else { return false }
        spent += steps
        return true
    }
}
