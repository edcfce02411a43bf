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

extension Kinds {
    /// The kinds of all that equals a value: `1` and `1.0` are equal, and in draft 4 of different kinds.
    init(equalTo value: JSON) {
        let kind = Kinds(of: value)
        self = Kinds.whole.contains(kind) ? .whole : kind
    }
}

extension JSON {
    /// The value, and, when it holds whole numbers written with a fraction or exponent, the same with plain ones.
    ///
    /// The other way round is left out: that `1` in an `enum` accepts `1.0`, which is no integer in draft 4, is a
    /// difference in writing that no pair of schemas is judged by.
    var writings: [JSON] { isPlainlyWritten ? [self] : [self, plainlyWritten] }

    private var isPlainlyWritten: Bool {
        switch self {
        case .null, .boolean, .string: true
        case .number(let number): number.isWrittenAsInteger || !number.isInteger
        case .array(let items): items.allSatisfy(\.isPlainlyWritten)
        case .object(let object): object.members.allSatisfy(\.value.isPlainlyWritten)
        }
    }

    private var plainlyWritten: JSON {
        switch self {
        case .null, .boolean, .string: self
        case .number(let number): .number(number.plain)
        case .array(let items): .array(items.map(\.plainlyWritten))
        case .object(let object):
            .object(JSONObject(object.members.map { JSONObject.Member(name: $0.name, value: $0.value.plainlyWritten) }))
        }
    }
}

extension JSONNumber {
    /// Whether the text has neither fraction nor exponent.
    var isWrittenAsInteger: Bool {
        text.utf8.allSatisfy { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
    }

    /// A whole number without fraction and exponent, if that is not too long to write down.
    var plain: JSONNumber {
        guard isInteger else { return self }
        let text = decimal.description
        let parts = text.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1].drop { $0 == "+" }) else {
            return JSONNumber(text: text) ?? self
        }
        let digits = parts[0].split(separator: ".")
        let fraction = digits.count == 2 ? digits[1] : ""
        let zeros = exponent - fraction.utf8.count
        guard (0...1_000).contains(zeros) else { return self }
        return JSONNumber(text: digits[0] + fraction + String(repeating: "0", count: zeros)) ?? self
    }
}
