internal import JSONCore

/// A formula or its negation.
struct Literal: Sendable, Hashable, Comparable, BitwiseCopyable {
    let raw: Int32

    init(_ formula: Int, negated: Bool = false) { raw = Int32(truncatingIfNeeded: formula << 1 | (negated ? 1 : 0)) }

    init(raw: Int32) { self.raw = raw }

    /// The position of the formula in its table.
    var formula: Int { Int(raw >> 1) }
    var isNegated: Bool { raw & 1 == 1 }

    /// One number for two literals in their order.
    static func pair(_ one: Literal, _ other: Literal) -> UInt64 {
        UInt64(UInt32(bitPattern: one.raw)) << 32 | UInt64(UInt32(bitPattern: other.raw))
    }

    static prefix func ! (literal: Literal) -> Literal { Literal(raw: literal.raw ^ 1) }
    static func < (left: Literal, right: Literal) -> Bool { left.raw < right.raw }

    /// Holds for every value.
    static let truth = Literal(0)
    /// Holds for no value.
    static let falsehood = Literal(0, negated: true)
}

/// What can be said about one value, in a language much smaller than that of the keywords.
///
/// A formula about one kind of value holds for all values of other kinds. `anyOf` is the negation of `all` over
/// negations, `not` is the sign of a literal, and `oneOf` and `if` are put together from these. What is larger than a
/// number stands in the table, so that formulas are copied and compared at once.
enum Formula: Sendable, Hashable, BitwiseCopyable {
    /// Position of a name in its table.
    typealias Name = Int32
    /// Position of a pattern in its table.
    typealias PatternID = Int32
    /// Position of a set of values in its table.
    typealias SetID = Int32
    /// Position of what is said of a number in its table.
    typealias NumberID = Int32
    /// Position of a format in its table.
    typealias FormatID = Int32
    /// Position of a set of names in its table.
    typealias ScopeID = Int32

    /// All of them, sorted, each once; none is the truth.
    case all(Parts)
    /// A schema that refers to itself; the table holds its body.
    case recursive(Int32)
    /// A schema that is not understood: equal to itself and nothing else is known.
    case opaque(Int32)
    case kinds(Kinds)
    case values(SetID)

    case number(NumberID)
    case string(StringAtom)
    case array(ArrayAtom)
    case object(ObjectAtom)

    /// Where the literals of a conjunction stand among those of all conjunctions of the table.
    struct Parts: Sendable, Hashable, BitwiseCopyable {
        private let start: Int32
        private let end: Int32

        init(range: Range<Int>) {
            start = Int32(truncatingIfNeeded: range.lowerBound)
            end = Int32(truncatingIfNeeded: range.upperBound)
        }

        var range: Range<Int> { Int(start)..<Int(end) }
    }
}

/// The atom of one sort; `nil` for formulas of the others.
extension Formula {
    var string: StringAtom? { if case .string(let atom) = self { atom } else { nil } }
    var array: ArrayAtom? { if case .array(let atom) = self { atom } else { nil } }
    var object: ObjectAtom? { if case .object(let atom) = self { atom } else { nil } }
}

/// What can be said about a number.
enum NumberAtom: Sendable, Hashable {
    case lower(Bound)
    case upper(Bound)
    case multiple(ExactDecimal)
}

/// What can be said about a string; lengths in code points.
enum StringAtom: Sendable, Hashable, BitwiseCopyable {
    case minLength(Int)
    case maxLength(Int)
    case pattern(Formula.PatternID)
    /// A format that is asserted.
    case format(Formula.FormatID)
}

/// A format in the understanding of a dialect.
struct AssertedFormat: Sendable, Hashable {
    var name: String
    var dialect: Dialect
}

/// What can be said about an array.
enum ArrayAtom: Sendable, Hashable, BitwiseCopyable {
    /// The item at a position, when there is one.
    case item(Int, Literal)
    /// The items from a position on.
    case items(from: Int, Literal)
    /// At least so many items are of a kind.
    case contains(Literal, Int)
    case minItems(Int)
    case maxItems(Int)
    case uniqueItems
}

/// What can be said about an object.
enum ObjectAtom: Sendable, Hashable, BitwiseCopyable {
    /// The value under a name, when there is one.
    case property(Formula.Name, Literal)
    /// The values under all names of a scope.
    case members(Formula.ScopeID, Literal)
    /// All names, as strings.
    case names(Literal)
    case required(Formula.Name)
    case minProperties(Int)
    case maxProperties(Int)
}

/// A limit of numbers.
struct Bound: Sendable, Hashable {
    var value: ExactDecimal
    /// Whether the value itself is within.
    var isInclusive: Bool
}

/// A set of property names: those that match some patterns, do not match others, and are none of a list.
struct NameScope: Sendable, Hashable {
    var matching: [Formula.PatternID] = []
    var avoiding: [Formula.PatternID] = []
    /// Sorted.
    var excluding: [Formula.Name] = []

    /// Whether a name is one of the list, which is sorted.
    func excludes(_ name: Formula.Name) -> Bool { excluding.contains(sorted: name) }

    /// Every name there is.
    static let everything = NameScope()
}

/// A finite set of values; their order does not count.
struct ValueSet: Sendable, Hashable {
    let values: [JSON]
    /// The same as a set, when there are many.
    private let index: Set<JSON>
    /// The same for equal sets.
    let hash: Int

    private static let linearSearchLimit = 8

    init(_ values: [JSON]) {
        if values.count == 1 {
            self.values = values
            index = []
        } else {
            var seen: Set<JSON> = []
            self.values = values.filter { seen.insert($0).inserted }
            index = seen.count > Self.linearSearchLimit ? seen : []
        }
        hash = self.values.reduce(0) { $0 &+ $1.hashValue }
    }

    func contains(_ value: JSON) -> Bool { index.isEmpty ? values.contains(value) : index.contains(value) }

    func filter(_ isIncluded: (JSON) -> Bool) -> ValueSet { ValueSet(values.filter(isIncluded)) }

    func union(_ other: ValueSet) -> ValueSet { ValueSet(values + other.values) }

    static func == (left: ValueSet, right: ValueSet) -> Bool {
        left.hash == right.hash && left.values.count == right.values.count && left.values.allSatisfy(right.contains)
    }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

extension RandomAccessCollection where Element: Comparable, Index == Int {
    /// Whether an element is in a list that is sorted.
    func contains(sorted element: Element) -> Bool {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low < endIndex && self[low] == element
    }
}
