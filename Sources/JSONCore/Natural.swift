/// A natural number of any size; one machine word as long as it fits.
///
/// Large ones are held in base 10^9: reading, writing and scaling by powers of ten, which is most of what decimals do,
/// take time linear in the digits.
enum Natural: Sendable, Hashable {
    case word(UInt64)
    /// From 2^64 up: digits of base 10^9, the least significant first, the last one not zero.
    case limbs([UInt32])

    static let zero = Natural.word(0)

    private static let base: UInt64 = 1_000_000_000
    private static let digitsPerLimb = 9
    /// 10^0 to 10^19, all that fit in a word.
    private static let powersOfTen: [UInt64] = Array(sequence(first: 1) { $0 > UInt64.max / 10 ? nil : $0 * 10 })

    /// The number of these limbs, shortened to its one form.
    private init(limbs: [UInt32]) {
        let count = limbs.count - limbs.reversed().prefix { $0 == 0 }.count
        if count <= 3, let word = Self.word(limbs[..<count]) {
            self = .word(word)
        } else {
            self = .limbs(count == limbs.count ? limbs : Array(limbs[..<count]))
        }
    }

    private static func word(_ limbs: ArraySlice<UInt32>) -> UInt64? {
        var word: UInt64 = 0
        for limb in limbs.reversed() {
            let (product, overflow) = word.multipliedReportingOverflow(by: base)
            let (sum, carry) = product.addingReportingOverflow(UInt64(limb))
            if overflow || carry { return nil }
            word = sum
        }
        return word
    }

    private var limbs: [UInt32] {
        switch self {
        case .limbs(let limbs): return limbs
        case .word(var rest):
            var limbs: [UInt32] = []
            while rest > 0 {
                limbs.append(UInt32(rest % Self.base))
                rest /= Self.base
            }
            return limbs
        }
    }

    var isZero: Bool { self == .word(0) }

    /// The value when it is below 2^64.
    var word: UInt64? {
        if case .word(let word) = self { word } else { nil }
    }
}

// MARK: - Decimal digits

extension Natural {
    /// Reads digits, most significant first, each 0 to 9.
    init(digits: some BidirectionalCollection<UInt8>) {
        var limbs: [UInt32] = []
        limbs.reserveCapacity(digits.count / Self.digitsPerLimb + 1)
        var limb: UInt32 = 0
        var scale: UInt32 = 1
        for digit in digits.reversed() {
            limb += UInt32(digit) * scale
            scale *= 10
            if UInt64(scale) == Self.base {
                limbs.append(limb)
                (limb, scale) = (0, 1)
            }
        }
        limbs.append(limb)
        self.init(limbs: limbs)
    }

    /// The decimal digits as text.
    var text: String {
        switch self {
        case .word(let word): return String(word)
        case .limbs(let limbs):
            let chunks = limbs.reversed().map { String($0) }
            return chunks[0]
                + chunks.dropFirst().map { String(repeating: "0", count: Self.digitsPerLimb - $0.utf8.count) + $0 }
                .joined()
        }
    }

    /// The number of decimal digits; none for zero.
    var digitCount: Int {
        switch self {
        case .word(let word): Self.powersOfTen.prefix { $0 <= word }.count
        case .limbs(let limbs):
            (limbs.count - 1) * Self.digitsPerLimb + Self.powersOfTen.prefix { $0 <= UInt64(limbs.last ?? 0) }.count
        }
    }

    /// The zeros at the end of the decimal form; none for zero.
    var trailingZeros: Int {
        func zeros(of word: UInt64) -> Int {
            var rest = word
            var count = 0
            while rest != 0 && rest.isMultiple(of: 10) {
                rest /= 10
                count += 1
            }
            return count
        }
        switch self {
        case .word(let word): return zeros(of: word)
        case .limbs(let limbs):
            let whole = limbs.prefix { $0 == 0 }.count
            return whole * Self.digitsPerLimb + zeros(of: UInt64(limbs[whole]))
        }
    }

    /// The product with 10^count.
    func appendingZeros(_ count: Int) -> Natural {
        if count == 0 || isZero { return self }
        if let word, count < Self.powersOfTen.count {
            let (product, overflow) = word.multipliedReportingOverflow(by: Self.powersOfTen[count])
            if !overflow { return .word(product) }
        }
        let (whole, part) = count.quotientAndRemainder(dividingBy: Self.digitsPerLimb)
        return Natural(
            limbs: Array(repeating: 0, count: whole) + Self.product(limbs, [UInt32(Self.powersOfTen[part])]))
    }

    /// The quotient by 10^count, rounded down.
    func droppingDigits(_ count: Int) -> Natural {
        guard count > 0 else { return self }
        switch self {
        case .word(let word): return .word(count < Self.powersOfTen.count ? word / Self.powersOfTen[count] : 0)
        case .limbs(let limbs):
            let (whole, part) = count.quotientAndRemainder(dividingBy: Self.digitsPerLimb)
            return Natural(
                limbs: Self.division(Array(limbs.dropFirst(whole)), by: UInt32(Self.powersOfTen[part])).quotient)
        }
    }
}

// MARK: - Arithmetic

extension Natural: Comparable {
    static func < (left: Natural, right: Natural) -> Bool {
        switch (left, right) {
        case (.word(let a), .word(let b)): a < b
        case (.word, .limbs): true
        case (.limbs, .word): false
        case (.limbs(let a), .limbs(let b)):
            a.count != b.count ? a.count < b.count : a.reversed().lexicographicallyPrecedes(b.reversed())
        }
    }

    static func + (left: Natural, right: Natural) -> Natural {
        if case (.word(let a), .word(let b)) = (left, right) {
            let (sum, overflow) = a.addingReportingOverflow(b)
            if !overflow { return .word(sum) }
        }
        var (sum, addend) = (left.limbs, right.limbs)
        if sum.count < addend.count { swap(&sum, &addend) }
        var carry: UInt64 = 0
        for position in sum.indices {
            let digit = UInt64(sum[position]) + (position < addend.count ? UInt64(addend[position]) : 0) + carry
            sum[position] = UInt32(digit % base)
            carry = digit / base
        }
        sum.append(UInt32(carry))
        return Natural(limbs: sum)
    }

    /// The distance of both, whichever is larger.
    static func distance(_ left: Natural, _ right: Natural) -> Natural {
        if left < right { return distance(right, left) }
        if case (.word(let a), .word(let b)) = (left, right) { return .word(a - b) }
        var (difference, subtrahend) = (left.limbs, right.limbs)
        var borrow: Int64 = 0
        for position in difference.indices {
            let taken = (position < subtrahend.count ? Int64(subtrahend[position]) : 0) + borrow
            let digit = Int64(difference[position]) - taken
            borrow = digit < 0 ? 1 : 0
            difference[position] = UInt32(digit + borrow * Int64(base))
        }
        return Natural(limbs: difference)
    }

    static func * (left: Natural, right: Natural) -> Natural {
        if case (.word(let a), .word(let b)) = (left, right) {
            let (product, overflow) = a.multipliedReportingOverflow(by: b)
            if !overflow { return .word(product) }
        }
        return Natural(limbs: product(left.limbs, right.limbs))
    }

    private static func product(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var product = [UInt32](repeating: 0, count: left.count + right.count)
        for (position, factor) in left.enumerated() where factor != 0 {
            var carry: UInt64 = 0
            for (offset, other) in right.enumerated() {
                // At most (10^9 - 1)^2 + 2 * (10^9 - 1), which is below 2^64.
                let digit = UInt64(factor) * UInt64(other) + UInt64(product[position + offset]) + carry
                product[position + offset] = UInt32(digit % base)
                carry = digit / base
            }
            product[position + right.count] = UInt32(carry)
        }
        return product
    }

    /// Quotient and remainder, or `nil` when the divisor is zero.
    func divided(by divisor: Natural) -> (quotient: Natural, remainder: Natural)? {
        switch (self, divisor) {
        case (_, .word(0)): return nil
        case (.word(let a), .word(let b)):
            let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
            return (.word(quotient), .word(remainder))
        case (.word, .limbs): return (.zero, self)
        case (.limbs(let limbs), .word(let word)) where word < Self.base:
            let (quotient, remainder) = Self.division(limbs, by: UInt32(word))
            return (Natural(limbs: quotient), .word(UInt64(remainder)))
        case (.limbs, _):
            if self < divisor { return (.zero, self) }
            return Self.longDivision(limbs, by: divisor.limbs)
        }
    }

    private static func division(_ limbs: [UInt32], by divisor: UInt32) -> (quotient: [UInt32], remainder: UInt32) {
        var quotient = limbs
        var remainder: UInt64 = 0
        for position in quotient.indices.reversed() {
            let digit = remainder * base + UInt64(quotient[position])
            (quotient[position], remainder) = (UInt32(digit / UInt64(divisor)), digit % UInt64(divisor))
        }
        return (quotient, UInt32(remainder))
    }

    /// Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D, for divisors of two limbs and more that
    /// are not above the dividend.
    private static func longDivision(
        _ dividend: [UInt32], by divisor: [UInt32]
    ) -> (quotient: Natural, remainder: Natural) {
        // Scaled so that the divisor's first digit is at least half the base: an estimated digit is then off by two at
        // most.
        let scale = UInt32(base / (UInt64(divisor[divisor.count - 1]) + 1))
        var rest = product(dividend, [scale])
        let divisor = Array(product(divisor, [scale]).prefix(divisor.count))
        let count = divisor.count
        let (first, second) = (UInt64(divisor[count - 1]), UInt64(divisor[count - 2]))
        var quotient = [UInt32](repeating: 0, count: rest.count - count)
        for position in quotient.indices.reversed() {
            let leading = UInt64(rest[position + count]) * base + UInt64(rest[position + count - 1])
            var (digit, left) = leading.quotientAndRemainder(dividingBy: first)
            while digit >= base || digit * second > left * base + UInt64(rest[position + count - 2]) {
                digit -= 1
                left += first
                if left >= base { break }
            }
            if subtract(divisor, times: digit, from: &rest, at: position) {
                digit -= 1
                add(divisor, to: &rest, at: position)
            }
            quotient[position] = UInt32(digit)
        }
        return (Natural(limbs: quotient), Natural(limbs: Self.division(Array(rest.prefix(count)), by: scale).quotient))
    }

    /// Subtracts in place; whether the result would be negative, in which case it is off by one power of the base.
    private static func subtract(
        _ limbs: [UInt32], times factor: UInt64, from rest: inout [UInt32], at position: Int
    ) -> Bool {
        var carry: UInt64 = 0
        var borrow: Int64 = 0
        for offset in 0...limbs.count {
            let product = (offset < limbs.count ? UInt64(limbs[offset]) * factor : 0) + carry
            carry = product / base
            let digit = Int64(rest[position + offset]) - Int64(product % base) - borrow
            borrow = digit < 0 ? 1 : 0
            rest[position + offset] = UInt32(digit + borrow * Int64(base))
        }
        return borrow > 0
    }

    private static func add(_ limbs: [UInt32], to rest: inout [UInt32], at position: Int) {
        var carry: UInt64 = 0
        for offset in 0...limbs.count {
            let digit = UInt64(rest[position + offset]) + (offset < limbs.count ? UInt64(limbs[offset]) : 0) + carry
            rest[position + offset] = UInt32(digit % base)
            carry = digit / base
        }
    }

    /// The greatest common divisor (Euclid); the other number when one is zero.
    static func greatestCommonDivisor(_ left: Natural, _ right: Natural) -> Natural {
        var (a, b) = (left, right)
        while let (_, remainder) = a.divided(by: b) { (a, b) = (b, remainder) }
        return a
    }
}
