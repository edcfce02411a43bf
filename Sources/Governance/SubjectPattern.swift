internal import JSONCore
public import SchemaCore

/// A glob over the qualified names of subjects.
///
/// `*` stands for any run of characters, none among them, `?` for exactly one, and a backslash takes what follows it
/// literally. A pattern without `*` and `?` means one subject.
public struct SubjectPattern: Sendable {
    /// The pattern as it was written.
    public let text: String
    let parts: [Part]
    /// How many bytes of a name the pattern names literally: of two patterns, the one with more is more specific.
    public let specificity: Int

    /// What a pattern is made of.
    enum Part: Sendable, Hashable {
        case literal([UInt8])
        case anyOne
        case anyRun
    }

    /// Why a text is no pattern.
    public enum Malformed: Error, Sendable, Hashable {
        case empty
        case tooLong
        /// A backslash at the end.
        case danglingEscape
        case controlCharacter
        case tooManyStars
    }

    /// The longest pattern that is taken, in bytes.
    public static let bytesLimit = Subject.nameBytesLimit
    /// The most stars that a pattern may have.
    public static let starsLimit = 16

    /// - Throws: when the text is no pattern.
    public init(parsing text: String) throws(Malformed) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Self.bytesLimit else { throw .tooLong }
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw .controlCharacter
        }
        var parts: [Part] = []
        var literal: [UInt8] = []
        var isEscaped = false
        func endLiteral() {
            if !literal.isEmpty { parts.append(.literal(literal)) }
            literal = []
        }
        for byte in text.utf8 {
            switch (byte, isEscaped) {
            case (UInt8(ascii: "\\"), false): isEscaped = true
            case (UInt8(ascii: "*"), false):
                endLiteral()
                if parts.last != .anyRun { parts.append(.anyRun) }
            case (UInt8(ascii: "?"), false):
                endLiteral()
                parts.append(.anyOne)
            default:
                literal.append(byte)
                isEscaped = false
            }
        }
        guard !isEscaped else { throw .danglingEscape }
        endLiteral()
        guard parts.count(where: { $0 == .anyRun }) <= Self.starsLimit else { throw .tooManyStars }
        self.text = text
        self.parts = parts
        self.specificity = parts.reduce(0) { sum, part in
            switch part {
            case .literal(let bytes): sum + bytes.count
            case .anyOne, .anyRun: sum
            }
        }
    }

    /// The pattern that means every subject.
    public static let everything = SubjectPattern(text: "*", parts: [.anyRun], specificity: 0)

    private init(text: String, parts: [Part], specificity: Int) {
        self.text = text
        self.parts = parts
        self.specificity = specificity
    }

    /// The pattern that means exactly one subject.
    public init(_ subject: Subject) {
        let name = subject.qualifiedName
        text = String(name.flatMap { "*?\\".contains($0) ? ["\\", $0] : [$0] })
        parts = [.literal(Array(name.utf8))]
        specificity = name.utf8.count
    }

    /// The one name that the pattern means; `nil` when it may mean several.
    public var literalName: String? {
        guard parts.count == 1, case .literal(let bytes)? = parts.first else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    public func matches(_ subject: Subject) -> Bool { matches(Array(subject.qualifiedName.utf8)) }

    /// Whether the pattern means a name.
    ///
    /// Only the last star that was passed is tried again, which is enough: what an earlier one could give up, a later
    /// one can take. The effort is at most the product of both lengths.
    func matches(_ name: [UInt8]) -> Bool {
        var (part, position) = (0, 0)
        var retry: (part: Int, position: Int)?
        while true {
            if part < parts.count {
                if parts[part] == .anyRun {
                    part += 1
                    retry = (part, position)
                    continue
                }
                if let end = Self.end(of: parts[part], in: name, at: position) {
                    (part, position) = (part + 1, end)
                    continue
                }
            } else if position == name.count {
                return true
            }
            guard let last = retry, last.position < name.count else { return false }
            // One more character goes to the star.
            let next = Self.end(of: .anyOne, in: name, at: last.position) ?? name.count
            retry = (last.part, next)
            (part, position) = (last.part, next)
        }
    }

    /// Where a part ends that begins at a position; `nil` when it is not there.
    private static func end(of part: Part, in name: [UInt8], at position: Int) -> Int? {
        switch part {
        case .literal(let bytes):
            let end = position + bytes.count
            guard end <= name.count else { return nil }
            for (offset, byte) in bytes.enumerated() where name[position + offset] != byte { return nil }
            return end
        case .anyOne:
            guard position < name.count else { return nil }
            var end = position + 1
            // One character, however many bytes it has.
            while end < name.count, name[end] & 0xC0 == 0x80 { end += 1 }
            return end
        case .anyRun: return position
        }
    }
}

extension SubjectPattern: Hashable {
    public static func == (left: SubjectPattern, right: SubjectPattern) -> Bool { left.parts == right.parts }

    public func hash(into hasher: inout Hasher) { hasher.combine(parts) }
}

extension SubjectPattern: CustomStringConvertible {
    public var description: String { text }
}

extension SubjectPattern.Malformed: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "a pattern must not be empty"
        case .tooLong: "a pattern has at most \(SubjectPattern.bytesLimit) bytes"
        case .danglingEscape: "a pattern must not end in a backslash that escapes nothing"
        case .controlCharacter: "a pattern must not hold control characters"
        case .tooManyStars: "a pattern has at most \(SubjectPattern.starsLimit) stars"
        }
    }
}
