/// Colors for a stream, or none; no meaning is in them alone.
public struct Style: Sendable {
    private let isColored: Bool

    public init(isColored: Bool) { self.isColored = isColored }

    /// No colors.
    public static let plain = Style(isColored: false)

    public func bold(_ text: String) -> String { colored(text, "1") }
    public func red(_ text: String) -> String { colored(text, "31") }
    public func green(_ text: String) -> String { colored(text, "32") }
    public func yellow(_ text: String) -> String { colored(text, "33") }
    public func dim(_ text: String) -> String { colored(text, "2") }

    private func colored(_ text: String, _ code: String) -> String {
        isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

extension String {
    /// The text for a terminal: control characters, which could move its cursor or change its title, become `?`.
    public var printable: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.isControl ? "?" : $0 }))
    }
}

extension Unicode.Scalar {
    /// Whether it is of the general category "control".
    fileprivate var isControl: Bool { value < 0x20 || 0x7F...0x9F ~= value }
}
