/// A number of a JSON text, exactly as written: any size, any number of digits.
///
/// Equality, order and hash go by value (`1` equals `1.0` and `10e-1`); ``text`` gives back what was written.
public struct JSONNumber: Sendable {
    private enum Storage: Sendable {
        /// A 64-bit integer whose text is its plain decimal form.
        case integer(Int64)
        /// Anything else.
        case decimal(Decimal)
    }

    /// Held by reference, so that a number, and with it every ``JSON``, stays small.
    private final class Decimal: Sendable {
        let value: ExactDecimal
        let text: String

        init(_ value: ExactDecimal, text: String) {
            self.value = value
            self.text = text
        }
    }

    private let storage: Storage

    public init(_ value: Int64) { storage = .integer(value) }

    /// The number with the text of ``ExactDecimal/description``.
    public init(_ value: ExactDecimal) {
        let text = value.description
        storage = Self.plainInteger(text).map(Storage.integer) ?? .decimal(Decimal(value, text: text))
    }

    /// Reads a number of RFC 8259, section 6; `nil` when the text is none or beyond the limits of ``ExactDecimal``.
    public init?(text: String) {
        if let value = Self.plainInteger(text) {
            storage = .integer(value)
        } else if let decimal = ExactDecimal(jsonNumber: text) {
            storage = .decimal(Decimal(decimal, text: text))
        } else {
            return nil
        }
    }

    /// The value of a text that `String(value)` gives back.
    private static func plainInteger(_ text: String) -> Int64? {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        switch digits.first ?? 0 {
        case UInt8(ascii: "1")...UInt8(ascii: "9"): return Int64(text)
        case UInt8(ascii: "0"): return text.utf8.count == 1 ? 0 : nil
        default: return nil
        }
    }

    /// The number as it was written.
    public var text: String {
        switch storage {
        case .integer(let value): String(value)
        case .decimal(let decimal): decimal.text
        }
    }

    /// The value when it is a whole number of 64 bits, however it was written (`1.0` is 1).
    public var int64: Int64? {
        switch storage {
        case .integer(let value): value
        case .decimal(let decimal): decimal.value.int64
        }
    }

    /// Whether the text has neither a fraction nor an exponent.
    public var isWrittenAsInteger: Bool {
        switch storage {
        case .integer: true
        case .decimal(let decimal): decimal.text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || 48...57 ~= $0 }
        }
    }

    /// Whether the value is a whole number, of any size.
    public var isInteger: Bool {
        switch storage {
        case .integer: true
        case .decimal(let decimal): decimal.value.isInteger
        }
    }

    /// The exact value.
    public var decimal: ExactDecimal {
        switch storage {
        case .integer(let value): ExactDecimal(value)
        case .decimal(let decimal): decimal.value
        }
    }
}

extension JSONNumber: Hashable, Comparable {
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        switch (left.storage, right.storage) {
        case (.integer(let a), .integer(let b)): a == b
        // What is not a plain 64-bit integer may still equal one (1.0 and 1).
        case (.integer(let a), .decimal(let b)), (.decimal(let b), .integer(let a)): b.value.int64 == a
        case (.decimal(let a), .decimal(let b)): a === b || a.value == b.value
        }
    }

    public static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        if case (.integer(let a), .integer(let b)) = (left.storage, right.storage) { return a < b }
        return left.decimal < right.decimal
    }

    public func hash(into hasher: inout Hasher) {
        // Whole numbers of 64 bits hash as such, however they are written: equal values, equal hashes.
        if let int64 { hasher.combine(int64) } else { hasher.combine(decimal) }
    }
}

extension JSONNumber: CustomStringConvertible {
    public var description: String { text }
}
