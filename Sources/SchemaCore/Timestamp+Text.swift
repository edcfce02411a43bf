extension Timestamp {
    /// The moment as RFC 3339 has it, in UTC, with whole milliseconds, those that are over.
    public var rfc3339: String {
        let milliseconds = Self.floor(microseconds, 1000)
        let day: Int64 = 86_400_000
        let days = Self.floor(milliseconds, day)
        let rest = milliseconds - days * day
        let (year, month, dayOfMonth) = Self.date(daysSince1970: days)
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { Self.padded($0, 2) }
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(dayOfMonth, 2))"
            + "T\(time.joined(separator: ":")).\(Self.padded(rest % 1000, 3))Z"
    }

    /// The quotient rounded down, also before 1970.
    private static func floor(_ dividend: Int64, _ divisor: Int64) -> Int64 {
        let (quotient, rest) = dividend.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// The civil date of a day, by counting years from March in eras of 400 of them, so that the leap day comes last.
    private static func date(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
