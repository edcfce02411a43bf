/// A position in a subject, from 1 to 2³¹−1.
public struct Version: Sendable, Hashable, Comparable {
    public let number: Int32

    /// `nil` when the number is not from 1 to 2³¹−1.
    public init?(_ number: Int) {
        guard let number = Int32(exactly: number), number >= 1 else { return nil }
        self.number = number
    }

    public static let first = Version(unchecked: 1)

    private init(unchecked number: Int32) { self.number = number }

    /// The version that follows this one, or `nil` after the last number there is.
    public var next: Version? { number == .max ? nil : Version(unchecked: number + 1) }

    public static func < (left: Version, right: Version) -> Bool { left.number < right.number }
}

extension Version: CustomStringConvertible {
    public var description: String { String(number) }
}

/// How a request names a version.
public enum VersionSelector: Sendable, Hashable {
    case number(Version)
    /// The highest version that is not deleted.
    case latest

    /// Reads a number, `latest` in any case, or `-1`.
    ///
    /// - Throws: `.invalidVersion` for anything else.
    public init(parsing text: String) throws(RegistryError) {
        let trimmed = text.trimmingBlanks()
        if trimmed == "-1" || trimmed.lowercased() == "latest" {
            self = .latest
        } else if let number = Int(trimmed), let version = Version(number) {
            self = .number(version)
        } else {
            throw .invalidVersion(text)
        }
    }
}

extension String {
    /// The text without blanks and tabs at both ends.
    func trimmingBlanks() -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
    }
}
