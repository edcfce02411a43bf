/// A decimal number of any size: `±0.d₁d₂… × 10^exponent`, without rounding.
public struct ExactDecimal: Sendable, Hashable {
    /// Whether the value is below zero.
    public let isNegative: Bool
    /// The significant digits, 0 to 9, without leading or trailing zeros; none for zero.
    let digits: [UInt8]
    /// The power of ten of the digit after the last one: the value is `0.digits × 10^exponent`.
    let exponent: Int

    /// Exponents beyond this are refused rather than worked with.
    static let exponentLimit = 1_000_000

    init(isNegative: Bool, digits: some Collection<UInt8>, exponent: Int) {
        let leading = digits.prefix { $0 == 0 }.count
        var significant = Array(digits.dropFirst(leading))
        while significant.last == 0 { significant.removeLast() }
        self.digits = significant
        self.isNegative = isNegative && !significant.isEmpty
        self.exponent = significant.isEmpty ? 0 : exponent - leading
    }

    public init(_ value: Int64) {
        let digits = String(value.magnitude).utf8.map { $0 - 48 }
        self.init(isNegative: value < 0, digits: digits, exponent: digits.count)
    }

    /// Reads a number of RFC 8259, section 6; `nil` when the text is none or its exponent is out of range.
    public init?(jsonNumber text: String) {
        var rest = Substring(text).utf8
        func digits(_ rest: inout Substring.UTF8View) -> [UInt8]? {
            let run = rest.prefix { 48...57 ~= $0 }
            rest = rest.dropFirst(run.count)
            return run.isEmpty ? nil : run.map { $0 - 48 }
        }
        let negative = rest.first == UInt8(ascii: "-")
        if negative { rest = rest.dropFirst() }
        guard let whole = digits(&rest), whole.count == 1 || whole[0] != 0 else { return nil }
        var fraction: [UInt8] = []
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard let run = digits(&rest) else { return nil }
            fraction = run
        }
        var power = 0
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            let negativePower = rest.first == UInt8(ascii: "-")
            if negativePower || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard let run = digits(&rest) else { return nil }
            for digit in run {
                power = power * 10 + Int(digit)
                guard power <= Self.exponentLimit else { return nil }
            }
            if negativePower { power = -power }
        }
        guard rest.isEmpty else { return nil }
        self.init(isNegative: negative, digits: whole + fraction, exponent: whole.count + power)
    }

    /// Whether the value is zero.
    public var isZero: Bool { digits.isEmpty }

    /// Whether the value is a whole number.
    public var isInteger: Bool { exponent >= digits.count }

    /// The value when it is a whole number of 64 bits.
    public var int64: Int64? {
        guard isInteger, exponent <= 19 else { return nil }
        var value: Int64 = 0
        for position in 0..<exponent {
            let digit = position < digits.count ? Int64(digits[position]) : 0
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = product.subtractingReportingOverflow(digit)
            if overflow || overflow2 { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }
}

extension ExactDecimal: Comparable {
    public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? right.magnitudeIsBelow(left) : left.magnitudeIsBelow(right)
    }

    private func magnitudeIsBelow(_ other: ExactDecimal) -> Bool {
        if isZero || other.isZero { return isZero && !other.isZero }
        if exponent != other.exponent { return exponent < other.exponent }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
