internal import Compatibility

/// What a comparison may still do.
///
/// Every part of it counts what it does, in units of about a microsecond, so that it ends whatever the schemas are, and
/// after the same work each time.
final class Effort {
    private(set) var spent: Int
    private(set) var limit: Int

    init(_ budget: Budget) {
        spent = budget.spent
        limit = budget.limit
    }

    /// Counts some work; false once the limit is reached.
    @discardableResult
    func spend(_ units: Int = 1) -> Bool {
        spent &+= units
        return spent <= limit
    }

    var isSpent: Bool { spent > limit }

    /// What is left.
    var rest: Int { max(limit - spent, 0) }

    /// Works with a lower limit.
    func within<Result>(_ units: Int, _ work: () -> Result) -> Result {
        let whole = limit
        limit = min(whole, spent &+ units)
        defer { limit = whole }
        return work()
    }
}
