/// How much a policy makes of a rule.
public enum Severity: String, CaseIterable, Sendable, Comparable {
    /// Refuses the schema.
    case error
    /// Is told, and refuses nothing.
    case warning
    /// Is not looked at.
    case off

    /// From `off`, the least, to `error`.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .off: 0
        case .warning: 1
        case .error: 2
        }
    }
}
