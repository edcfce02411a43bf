import SchemaCore
import Testing

@Suite struct TimestampTests {
    @Test func momentsArePrintedAsRFC3339HasThem() {
        let cases: [(Int64, String)] = [
            (0, "1970-01-01T00:00:00.000Z"), (999, "1970-01-01T00:00:00.000Z"), (1000, "1970-01-01T00:00:00.001Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (-1000, "1969-12-31T23:59:59.999Z"), (-1001, "1969-12-31T23:59:59.998Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000Z"), (1_709_251_199_999_999, "2024-02-29T23:59:59.999Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00.000Z"), (-62_135_596_800_000_000, "0001-01-01T00:00:00.000Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999Z"),
        ]
        for (microseconds, text) in cases {
            #expect(Timestamp(microseconds: microseconds).rfc3339 == text)
        }
    }

    @Test func daysFollowEachOtherAsTheCalendarSays() {
        var (year, month, day) = (1600, 1, 1)
        var wrong: [String] = []
        for number in Int64(-135_140)..<157_054 {
            let text = Timestamp(microseconds: number * 86_400_000_000).rfc3339
            let pad = { (part: Int) in part < 10 ? "0\(part)" : "\(part)" }
            if !text.hasPrefix("\(year)-\(pad(month))-\(pad(day))T00:") { wrong.append(text) }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            day += 1
            if day > days { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
        #expect((year, month, day) == (2400, 1, 1))
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
    }

    @Test func theFirstAndTheLastMomentArePrinted() {
        #expect(Timestamp(microseconds: .min).rfc3339 == "-290308-12-21T19:59:05.224Z")
        #expect(Timestamp(microseconds: .max).rfc3339 == "294247-01-10T04:00:54.775Z")
    }
}
