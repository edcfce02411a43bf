/// Who asks.
public struct Principal: Sendable, Hashable {
    public let name: String

    public init(name: String) { self.name = name }

    /// Everybody, while authentication is off.
    public static let anonymous = Principal(name: "anonymous")
}

/// A place in the registry's log, from 1; 0 is before the first event.
public struct Revision: Sendable, Hashable, Comparable {
    public let number: Int64

    public init(_ number: Int64) { self.number = number }

    public static let zero = Revision(0)

    /// The one after it, up to the highest there is.
    public var next: Revision { number == .max ? self : Revision(number + 1) }

    public static func < (left: Revision, right: Revision) -> Bool { left.number < right.number }
}

/// A moment, in microseconds since 1970-01-01T00:00:00Z.
public struct Timestamp: Sendable, Hashable, Comparable {
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// A time in milliseconds since 1970; `nil` when it is too far away to be counted in microseconds.
    public init?(milliseconds: Int64) {
        let (microseconds, isTooFar) = milliseconds.multipliedReportingOverflow(by: 1000)
        guard !isTooFar else { return nil }
        self.microseconds = microseconds
    }

    /// Whole milliseconds since 1970.
    public var milliseconds: Int64 { microseconds / 1000 }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }
}
