/// A decimal number without rounding: `±significand × 10^exponent`.
///
/// What is read from a text is bounded (``digitLimit``, ``exponentLimit``), so every operation here is: the dearest one,
/// on the longest numbers, takes some milliseconds.
public struct ExactDecimal: Sendable, Hashable {
    /// Whether the value is below zero.
    public let isNegative: Bool
    /// No multiple of ten, except zero itself: each value has one form.
    let significand: Natural
    /// The power of ten of the last digit of the significand; 0 for zero.
    let exponent: Int

    /// The digits, leading and trailing zeros not counted, that a number in a text may have.
    public static let digitLimit = 10_000
    /// What the power of ten of the first digit of a number in a text may be, in either direction.
    public static let exponentLimit = 10_000

    public static let zero = ExactDecimal(0)
    public static let one = ExactDecimal(1)

    init(isNegative: Bool, significand: Natural, exponent: Int) {
        let zeros = significand.trailingZeros
        self.significand = significand.droppingDigits(zeros)
        self.isNegative = isNegative && !significand.isZero
        self.exponent = significand.isZero ? 0 : exponent + zeros
    }

    /// A value whose significand is no multiple of ten.
    init(normalized significand: Int64, exponent: Int) {
        isNegative = significand < 0
        self.significand = .word(significand.magnitude)
        self.exponent = exponent
    }

    public init(_ value: Int64) {
        self.init(isNegative: value < 0, significand: .word(value.magnitude), exponent: 0)
    }

    /// Reads a number of RFC 8259, section 6; `nil` when the text is none or beyond the limits.
    public init?(jsonNumber text: String) {
        let decimal =
            text.utf8.withContiguousStorageIfAvailable { ExactDecimal(jsonNumber: $0) }
            ?? ExactDecimal(jsonNumber: text.utf8)
        guard let decimal else { return nil }
        self = decimal
    }

    init?(jsonNumber text: some BidirectionalCollection<UInt8>) {
        var rest = text[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        let whole = rest.prefix(while: Self.isDigit)
        rest = rest[whole.endIndex...]
        guard !whole.isEmpty, whole.first != UInt8(ascii: "0") || whole.count == 1 else { return nil }
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: Self.isDigit)
            rest = rest[fraction.endIndex...]
            guard !fraction.isEmpty else { return nil }
        }
        var power = 0
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            let isNegativePower = rest.first == UInt8(ascii: "-")
            if isNegativePower || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            let digits = rest.prefix(while: Self.isDigit)
            rest = rest[digits.endIndex...]
            guard !digits.isEmpty else { return nil }
            // Far beyond the limit and far from overflow: more digits change nothing.
            for digit in digits { power = min(power * 10 + Int(digit - 48), 1 << 40) }
            if isNegativePower { power = -power }
        }
        guard rest.isEmpty, let significand = Self.significand(whole, fraction) else { return nil }
        self.init(isNegative: isNegative, significand: significand, exponent: power - fraction.count)
        guard abs(exponent + digitCount - 1) <= Self.exponentLimit else { return nil }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { 48...57 ~= byte }

    /// The digits of both parts as one number; `nil` when they are too many.
    private static func significand<Digits: BidirectionalCollection<UInt8>>(
        _ whole: Digits, _ fraction: Digits
    ) -> Natural? {
        var word: UInt64 = 0
        var overflow = false
        for part in [whole, fraction] {
            for digit in part {
                let (product, tooLarge) = word.multipliedReportingOverflow(by: 10)
                let (sum, carry) = product.addingReportingOverflow(UInt64(digit - 48))
                overflow = overflow || tooLarge || carry
                word = sum
            }
        }
        if !overflow { return .word(word) }
        let digits = (Array(whole) + Array(fraction)).map { $0 - 48 }
        let leadingZeros = digits.prefix { $0 == 0 }.count
        let trailingZeros = digits.reversed().prefix { $0 == 0 }.count
        guard digits.count - leadingZeros - trailingZeros <= digitLimit else { return nil }
        return Natural(digits: digits[leadingZeros...])
    }

    /// The digits of the significand.
    private var digitCount: Int { significand.digitCount }
}

// MARK: - Properties

extension ExactDecimal {
    /// Whether the value is zero.
    public var isZero: Bool { significand.isZero }

    /// Whether the value is a whole number.
    public var isInteger: Bool { exponent >= 0 }

    /// The value when it is a whole number of 64 bits.
    public var int64: Int64? {
        guard isInteger, exponent <= 19, let magnitude = significand.appendingZeros(exponent).word else { return nil }
        return isNegative ? Int64(exactly: -Int128(magnitude)) : Int64(exactly: magnitude)
    }

    /// The value without its sign.
    public var magnitude: ExactDecimal { isNegative ? -self : self }

    /// The largest whole number that is not above the value.
    public var floor: ExactDecimal {
        if isInteger { return self }
        let digits = significand.droppingDigits(-exponent)
        let whole = ExactDecimal(isNegative: isNegative, significand: digits, exponent: 0)
        return isNegative ? whole - .one : whole
    }

    /// The smallest whole number that is not below the value.
    public var ceiling: ExactDecimal { -(-self).floor }
}

extension ExactDecimal: CustomStringConvertible {
    /// The value as a JSON number: plain from 10^-6 to below 10^21, else in scientific form, as ECMA-262 writes numbers.
    public var description: String {
        let digits = significand.text
        let count = digits.utf8.count
        let sign = isNegative ? "-" : ""
        // Where the decimal point stands, counted from the first digit.
        let point = exponent + count
        if point > 21 || point < -5 {
            let fraction = count > 1 ? "." + digits.dropFirst() : ""
            return sign + digits.prefix(1) + fraction + (point > 0 ? "e+" : "e") + String(point - 1)
        }
        if point >= count { return sign + digits + String(repeating: "0", count: point - count) }
        if point > 0 { return sign + digits.prefix(point) + "." + digits.dropFirst(point) }
        return sign + "0." + String(repeating: "0", count: -point) + digits
    }
}

// MARK: - Order

extension ExactDecimal: Comparable {
    public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? right.magnitudeIsBelow(left) : left.magnitudeIsBelow(right)
    }

    private func magnitudeIsBelow(_ other: ExactDecimal) -> Bool {
        if isZero || other.isZero { return isZero && !other.isZero }
        let (point, otherPoint) = (exponent + digitCount, other.exponent + other.digitCount)
        if point != otherPoint { return point < otherPoint }
        // The first digits stand at the same place, so that aligning the last ones adds no more zeros than there are
        // digits.
        let (significand, otherSignificand, _) = Self.aligned(self, other)
        return significand < otherSignificand
    }

    /// Both significands for the smaller one of the exponents.
    private static func aligned(_ left: ExactDecimal, _ right: ExactDecimal) -> (Natural, Natural, exponent: Int) {
        let exponent = min(left.exponent, right.exponent)
        return (
            left.significand.appendingZeros(left.exponent - exponent),
            right.significand.appendingZeros(right.exponent - exponent), exponent
        )
    }
}

// MARK: - Arithmetic

extension ExactDecimal {
    public static prefix func - (value: ExactDecimal) -> ExactDecimal {
        ExactDecimal(isNegative: !value.isNegative, significand: value.significand, exponent: value.exponent)
    }

    public static func + (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        if left.isZero { return right }
        if right.isZero { return left }
        let (a, b, exponent) = aligned(left, right)
        if left.isNegative == right.isNegative {
            return ExactDecimal(isNegative: left.isNegative, significand: a + b, exponent: exponent)
        }
        return ExactDecimal(
            isNegative: a < b ? right.isNegative : left.isNegative, significand: .distance(a, b), exponent: exponent)
    }

    public static func - (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal { left + -right }

    public static func * (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        ExactDecimal(
            isNegative: left.isNegative != right.isNegative, significand: left.significand * right.significand,
            exponent: left.exponent + right.exponent)
    }

    /// The number halfway between two.
    public static func midpoint(_ left: ExactDecimal, _ right: ExactDecimal) -> ExactDecimal {
        let half = ExactDecimal(isNegative: false, significand: .word(5), exponent: -1)
        return (left + right) * half
    }
}

// MARK: - Multiples

extension ExactDecimal {
    /// Whether the value is a whole number times the divisor; of zero, only zero is.
    ///
    /// Works on the significands alone, so that `1e300` and `1e-9000` cost no more than `3` and `7`.
    public func isMultiple(of divisor: ExactDecimal) -> Bool {
        if isZero { return true }
        // The quotient of the significands would have to bring in a factor of ten, which this one does not have.
        guard !divisor.isZero, exponent >= divisor.exponent else { return false }
        // `divisor | significand × 10^zeros`: powers of ten can only take factors 2 and 5 off the divisor.
        let zeros = exponent - divisor.exponent
        let rest = divisor.significand.removingFactor(2, atMost: zeros).removingFactor(5, atMost: zeros)
        return significand.divided(by: rest)?.remainder.isZero == true
    }

    /// The largest multiple of a positive step that is not above the value; `nil` when the step is not positive.
    public func roundedDown(toMultipleOf step: ExactDecimal) -> ExactDecimal? {
        guard !step.isNegative else { return nil }
        let (significand, stepSignificand, exponent) = Self.aligned(self, step)
        guard let (_, remainder) = significand.divided(by: stepSignificand) else { return nil }
        let towardsZero = self - ExactDecimal(isNegative: isNegative, significand: remainder, exponent: exponent)
        return isNegative && !remainder.isZero ? towardsZero - step : towardsZero
    }

    /// The smallest multiple of a positive step that is not below the value; `nil` when the step is not positive.
    public func roundedUp(toMultipleOf step: ExactDecimal) -> ExactDecimal? {
        (-self).roundedDown(toMultipleOf: step).map { -$0 }
    }

    /// The smallest positive number that is a multiple of both; `nil` when one is not positive, or when the two span
    /// more than 200 digits.
    public static func leastCommonMultiple(_ left: ExactDecimal, _ right: ExactDecimal) -> ExactDecimal? {
        guard let divisor = greatestCommonDivisor(left, right) else { return nil }
        let (a, b, exponent) = aligned(left, right)
        let scaled = divisor.significand.appendingZeros(divisor.exponent - exponent)
        guard let (factor, _) = a.divided(by: scaled) else { return nil }
        return ExactDecimal(isNegative: false, significand: factor * b, exponent: exponent)
    }

    /// The largest number that both are multiples of; `nil` when one is not positive, or when the two span more than
    /// 200 digits.
    public static func greatestCommonDivisor(_ left: ExactDecimal, _ right: ExactDecimal) -> ExactDecimal? {
        guard left > .zero, right > .zero else { return nil }
        // Euclid's steps grow with the digits and each of them costs their square.
        let lowest = min(left.exponent, right.exponent)
        let highest = max(left.exponent + left.digitCount, right.exponent + right.digitCount)
        guard highest - lowest <= 200 else { return nil }
        let (a, b, exponent) = aligned(left, right)
        return ExactDecimal(isNegative: false, significand: .greatestCommonDivisor(a, b), exponent: exponent)
    }
}

extension Natural {
    /// The number divided by a factor as often as it can be, at most `limit` times.
    ///
    /// Not for zero, which has every factor without end.
    func removingFactor(_ factor: UInt64, atMost limit: Int) -> Natural {
        // A dozen at a time, then one at a time: 5^12 is the largest power that divides in one pass.
        var rest = self
        var left = limit
        for (power, size) in [(factor.toThePower(of: 12), 12), (factor, 1)] {
            while left >= size, let (quotient, remainder) = rest.divided(by: .word(power)), remainder.isZero {
                rest = quotient
                left -= size
            }
        }
        return rest
    }
}

extension UInt64 {
    fileprivate func toThePower(of exponent: Int) -> UInt64 { (0..<exponent).reduce(1) { power, _ in power * self } }
}
