import SchemaCore
import TestSupport
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.000001Z", 1), ("1970-01-01T00:00:00.1234567z", 123_456),
            ("1970-01-01t01:00:00+01:00", 0), ("1969-12-31 23:59:59Z", -1_000_000),
            ("2000-02-29T12:34:56.789Z", 951_827_696_789_000), ("2400-02-29T00:00:00Z", 13_574_563_200_000_000),
            ("2016-12-31T23:59:60Z", 1_483_228_799_000_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
            ("2024-06-30T22:30:00-02:30", 1_719_795_600_000_000),
        ] as [(String, Int64)])
    func datesOfRFC3339AreRead(_ text: String, _ microseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(
        arguments: [
            "", "2024", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
            "2024-01-32T00:00:00Z", "2024-01-00T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z",
            "2024-01-01T00:00:61Z", "2024-01-01T00:00:00", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00+24:00",
            "2024-01-01T00:00:00+01", "2024-01-01T00:00:00Zx", "2024-1-1T00:00:00Z", "٢٠٢٤-01-01T00:00:00Z",
        ])
    func whatIsNoDateIsRefused(_ text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test func whatIsWrittenIsReadAgain() {
        var random = SeededGenerator(seed: SeededGenerator.seed)
        for _ in 0..<2000 {
            let milliseconds = Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &random)
            let time = Timestamp(microseconds: milliseconds * 1000)
            #expect(Timestamp(rfc3339: time.rfc3339) == time)
        }
    }

    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        ] as [(Int64, String)])
    func datesOfHTTPAreWritten(_ seconds: Int64, _ text: String) {
        #expect(Timestamp(microseconds: seconds * 1_000_000).httpDate == text)
    }
}
