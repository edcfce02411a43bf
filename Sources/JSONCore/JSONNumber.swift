/// A number of a JSON text, exactly as written: any size, any number of digits.
///
/// Equality, order and hash go by value (`1` equals `1.0` and `10e-1`); ``text`` gives back what was written.
public struct JSONNumber: Sendable {
    private enum Storage: Sendable {
        /// A 64-bit integer whose text is its plain decimal form.
        case integer(Int64)
        /// Anything else.
        case decimal(ExactDecimal, text: String)
    }

    private let storage: Storage

    public init(_ value: Int64) { storage = .integer(value) }

    /// Reads a number of RFC 8259, section 6; `nil` when the text is none or its exponent is beyond ±1,000,000.
    public init?(text: String) {
        if let value = Int64(text), String(value).utf8.elementsEqual(text.utf8) {
            storage = .integer(value)
        } else if let decimal = ExactDecimal(jsonNumber: text) {
            storage = .decimal(decimal, text: text)
        } else {
            return nil
        }
    }

    /// The number as it was written.
    public var text: String {
        switch storage {
        case .integer(let value): String(value)
        case .decimal(_, let text): text
        }
    }

    /// The value when it is a whole number of 64 bits, however it was written (`1.0` is 1).
    public var int64: Int64? {
        switch storage {
        case .integer(let value): value
        case .decimal(let decimal, _): decimal.int64
        }
    }

    /// Whether the value is a whole number, of any size.
    public var isInteger: Bool {
        switch storage {
        case .integer: true
        case .decimal(let decimal, _): decimal.isInteger
        }
    }

    /// The exact value.
    public var decimal: ExactDecimal {
        switch storage {
        case .integer(let value): ExactDecimal(value)
        case .decimal(let decimal, _): decimal
        }
    }
}

extension JSONNumber: Hashable, Comparable {
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if case (.integer(let a), .integer(let b)) = (left.storage, right.storage) { return a == b }
        return left.decimal == right.decimal
    }

    public static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        if case (.integer(let a), .integer(let b)) = (left.storage, right.storage) { return a < b }
        return left.decimal < right.decimal
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(decimal) }
}

extension JSONNumber: CustomStringConvertible {
    public var description: String { text }
}
