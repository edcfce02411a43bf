public import SchemaCore

/// Who asks, and with which rights.
public struct Caller: Sendable, Hashable {
    public let principal: Principal
    /// `nil` while authentication is off: then everything is allowed and ownership is only recorded.
    public let role: Role?
    /// The subjects that may be written to; none means all.
    public let patterns: [SubjectPattern]

    public init(principal: Principal, role: Role?, patterns: [SubjectPattern] = []) {
        self.principal = principal
        self.role = role
        self.patterns = patterns
    }

    /// Everybody, while authentication is off.
    public static let anonymous = Caller(principal: .anonymous, role: nil)

    /// The server itself, and whoever works on the store without one.
    public static let local = Caller(principal: Principal(name: "local"), role: nil)

    /// Whether no right is asked for.
    public var isUnrestricted: Bool { role == nil }

    public var isAdmin: Bool { role == .admin || role == nil }

    /// Whether the role allows an action.
    public func may(_ action: Action) -> Bool { role?.allows(action) ?? true }

    /// Whether the caller's token reaches a subject.
    public func reaches(_ subject: Subject) -> Bool {
        patterns.isEmpty || patterns.contains { $0.matches(subject) }
    }
}
