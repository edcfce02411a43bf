import JSONCore

/// A set of kinds of value, finer than the types of JSON Schema so that they are disjoint.
struct Kinds: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static let null = Kinds(rawValue: 1)
    static let boolean = Kinds(rawValue: 2)
    /// Whole numbers written without a fraction or exponent, the only integers of draft 4 (section 3.5 of its core).
    static let integer = Kinds(rawValue: 4)
    /// Whole numbers written otherwise, such as `1.0`: integers since draft 6.
    static let integral = Kinds(rawValue: 8)
    static let fraction = Kinds(rawValue: 16)
    static let string = Kinds(rawValue: 32)
    static let array = Kinds(rawValue: 64)
    static let object = Kinds(rawValue: 128)

    static let whole: Kinds = [.integer, .integral]
    static let number: Kinds = [.integer, .integral, .fraction]
    static let all = Kinds(rawValue: 255)

    var complement: Kinds { Kinds(rawValue: ~rawValue) }

    /// The kinds that a set of types names, in the understanding of a dialect.
    init(_ types: TypeSet, dialect: Dialect) {
        var kinds: Kinds = []
        if types.contains(.null) { kinds.insert(.null) }
        if types.contains(.boolean) { kinds.insert(.boolean) }
        if types.contains(.integer) { kinds.formUnion(dialect.integersMayHaveFractions ? .whole : .integer) }
        if types.contains(.number) { kinds.formUnion(.number) }
        if types.contains(.string) { kinds.insert(.string) }
        if types.contains(.array) { kinds.insert(.array) }
        if types.contains(.object) { kinds.insert(.object) }
        self = kinds
    }

    init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The kind of one value.
    init(of value: JSON) {
        switch value {
        case .null: self = .null
        case .boolean: self = .boolean
        case .number(let number):
            if !number.isInteger {
                self = .fraction
            } else {
                self = number.isWrittenAsInteger ? .integer : .integral
            }
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }
}

extension JSONNumber {
    /// Whether the text has neither fraction nor exponent.
    var isWrittenAsInteger: Bool {
        text.utf8.allSatisfy { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
    }
}
