/// A regular expression of ECMA-262, section 22.2.1, as a tree, with Unicode semantics (the flag `u`).
public indirect enum Expression: Sendable, Hashable {
    /// One after the other; none for the empty text.
    case sequence([Expression])
    /// One of them, the first that leads to a match.
    case alternatives([Expression])
    /// One code point out of a set.
    case characters(CharacterClass)
    /// So many in a row, `maximum` being `nil` for no bound.
    case repeated(Expression, minimum: Int, maximum: Int?, Preference)
    /// A group that captures, counted from 1.
    case group(Expression, number: Int)
    /// What the group of this number holds; the empty text when it holds nothing.
    case backreference(Int)
    /// `^`: the beginning of the text.
    case start
    /// `$`: the end of the text.
    case end
    /// `\b`: between a word character, which are those of `\w`, and another one or none.
    case wordBoundary
    /// `\B`.
    case noWordBoundary
    /// A condition on what follows (`ahead`) or what comes before (`behind`).
    case look(Direction, Expectation, Expression)

    /// Whether a repetition takes as many or as few as it can.
    public enum Preference: Sendable, Hashable {
        case most, fewest
    }

    public enum Direction: Sendable, Hashable {
        case ahead, behind
    }

    public enum Expectation: Sendable, Hashable {
        case match, noMatch
    }
}

/// A set of code points as an expression writes it.
public struct CharacterClass: Sendable, Hashable {
    /// Code points; `\d`, `\D`, `\w`, `\W`, `\s` and `\S` have become their ranges.
    public var ranges: [ClosedRange<UInt32>]
    public var properties: [UnicodeProperty]
    /// Whether the set is all code points but these.
    public var isNegated: Bool

    public init(
        ranges: [ClosedRange<UInt32>] = [], properties: [UnicodeProperty] = [], isNegated: Bool = false
    ) {
        self.ranges = ranges
        self.properties = properties
        self.isNegated = isNegated
    }

    init(_ scalar: UInt32) { self.init(ranges: [scalar...scalar]) }

    /// The code points that are in none of these ranges, which ascend and do not touch.
    static func complement(of ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var complement: [ClosedRange<UInt32>] = []
        var first: UInt32 = 0
        for range in ranges {
            if first < range.lowerBound { complement.append(first...(range.lowerBound - 1)) }
            first = range.upperBound + 1
        }
        if first <= 0x10_FFFF { complement.append(first...0x10_FFFF) }
        return complement
    }

    /// All but what ends a line (`.`).
    static let notLineTerminators = CharacterClass(
        ranges: [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029], isNegated: true)

    /// `\d`.
    static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    /// `\w`.
    static let wordCharacters: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]
    /// `\s`: the white space and the line terminators of ECMA-262, sections 12.2 and 12.3.
    static let spaces: [ClosedRange<UInt32>] = [
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ]
}

extension Expression {
    static let empty = Expression.sequence([])

    /// The direct parts.
    var children: [Expression] {
        switch self {
        case .sequence(let parts), .alternatives(let parts): parts
        case .repeated(let part, _, _, _), .group(let part, _), .look(_, _, let part): [part]
        case .characters, .backreference, .start, .end, .wordBoundary, .noWordBoundary: []
        }
    }

    /// Whether this or a part of it has a quality.
    func contains(where predicate: (Expression) -> Bool) -> Bool {
        predicate(self) || children.contains { $0.contains(where: predicate) }
    }

    /// How many code points every match takes, when all take the same.
    var length: Int? {
        switch self {
        case .characters: return 1
        case .start, .end, .wordBoundary, .noWordBoundary, .look: return 0
        case .backreference: return nil
        case .group(let part, _): return part.length
        case .alternatives(let parts):
            guard let first = parts.first?.length else { return nil }
            return parts.allSatisfy { $0.length == first } ? first : nil
        case .sequence(let parts):
            var sum = 0
            for part in parts {
                guard let length = part.length, length <= Self.longest - sum else { return nil }
                sum += length
            }
            return sum
        case .repeated(let part, let minimum, let maximum, _):
            guard maximum == minimum, let length = part.length else { return nil }
            let (product, overflow) = length.multipliedReportingOverflow(by: minimum)
            return overflow || product > Self.longest ? nil : product
        }
    }

    /// Lengths beyond this count as unknown.
    private static let longest = 65_535
}
