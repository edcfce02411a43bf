import JSONCore
import Testing

@Suite struct ValueTests {
    @Test func valuesAreEqualAsJSONSchemaSays() throws {
        let cases: [(left: String, right: String, areEqual: Bool)] = [
            ("1", "1.0", true), ("1", "10e-1", true), ("0", "-0", true), ("0", "0e0", true), ("0.1", "0.10", true),
            ("18446744073709551615", "18446744073709551615.0", true), ("1", "1.0000000000000000001", false),
            ("9007199254740992", "9007199254740993", false), ("1", "true", false), ("0", "false", false),
            ("null", "0", false), ("\"1\"", "1", false), ("\"a\"", "\"\\u0061\"", true),
            ("\"\\u00e9\"", "\"e\\u0301\"", false), ("{\"a\":1,\"b\":2}", "{\"b\":2.0,\"a\":1}", true),
            ("{\"a\":1}", "{\"a\":1,\"b\":null}", false), ("{\"\\u00e9\":1}", "{\"e\\u0301\":1}", false),
            ("[1,2]", "[2,1]", false), ("[1,[2]]", "[1.0,[2e0]]", true), ("[]", "{}", false), ("{}", "{}", true),
        ]
        for (left, right, areEqual) in cases {
            let (a, b) = (try JSON(parsing: left), try JSON(parsing: right))
            #expect((a == b) == areEqual, "\(left) and \(right)")
            #expect((Set([a, b]).count == 1) == areEqual, "\(left) and \(right) in a set")
        }
    }

    @Test func numbersAreOrderedByValue() throws {
        let ascending = [
            "-1e308", "-18446744073709551616", "-9223372036854775808", "-1.5", "-1", "-1e-400", "0", "1e-401", "1e-400",
            "0.5",
            "1", "1.0000000000000000000000001", "9", "1e1", "9223372036854775807", "9223372036854775808",
            "9999999999999999999.9", "1e19", "18446744073709551615", "18446744073709551616", "1e308",
        ]
        let numbers = try ascending.map { try #require(JSONNumber(text: $0)) }
        for (i, left) in numbers.enumerated() {
            for (j, right) in numbers.enumerated() {
                #expect((left < right) == (i < j), "\(left) and \(right)")
                #expect((left == right) == (i == j), "\(left) and \(right)")
            }
        }
    }

    @Test func wholeNumbersAreToldHoweverTheyAreWritten() {
        let cases: [(text: String, int64: Int64?, isInteger: Bool)] = [
            ("7", 7, true), ("7.0", 7, true), ("70e-1", 7, true), ("0.7e1", 7, true), ("-0", 0, true),
            ("-0.0", 0, true),
            ("7.5", nil, false), ("1e-1", nil, false), ("1e18", 1_000_000_000_000_000_000, true), ("1e19", nil, true),
            ("9223372036854775807.0", .max, true), ("-9223372036854775808.0", .min, true),
            ("9223372036854775808", nil, true), ("-9223372036854775809", nil, true), ("1e300", nil, true),
        ]
        for (text, int64, isInteger) in cases {
            let number = JSONNumber(text: text)
            #expect(number?.int64 == int64, "\(text)")
            #expect(number?.isInteger == isInteger, "\(text)")
            #expect(number?.text == text)
        }
    }

    @Test func whatIsNoNumberOfJSONIsNone() {
        for text in [
            "", "-", "+1", "01", "-01", "00", "1.", ".5", "1e", "1e+", "e1", "1 ", " 1", "1.5.5", "0x1", "١", "1_0",
        ] {
            #expect(JSONNumber(text: text) == nil, "\(text)")
        }
    }

    @Test func aNumberMadeFromADecimalIsWrittenPlainly() {
        let cases = [
            ("1.0", "1"), ("-0.0", "0"), ("1e3", "1000"), ("12.50", "12.5"), ("1e20", "100000000000000000000"),
            ("1e21", "1e+21"), ("1.25e21", "1.25e+21"), ("0.000001", "0.000001"), ("-0.00000125", "-0.00000125"),
            ("0.000000125", "1.25e-7"), ("1e-7", "1e-7"),
        ]
        for (written, text) in cases {
            let decimal = ExactDecimal(jsonNumber: written)
            #expect(decimal.map(JSONNumber.init)?.text == text)
            #expect(ExactDecimal(jsonNumber: text) == decimal)
        }
    }

    @Test func theLastMemberOfANameCounts() {
        let object = JSONObject([
            .init(name: "a", value: 1), .init(name: "b", value: 2), .init(name: "a", value: 3),
        ])
        #expect(JSON.object(object).text == "{\"a\":3,\"b\":2}")
    }

    @Test func membersAreFoundSetAndRemovedBelowAndBeyondTheIndex() {
        for size in [1, 15, 16, 17, 40] {
            var object = JSONObject()
            for number in 0..<size { object["n\(number)"] = .number(JSONNumber(Int64(number))) }
            #expect(object.count == size)
            for number in 0..<size { #expect(object["n\(number)"] == .number(JSONNumber(Int64(number)))) }
            object["n0"] = "first"
            object["n\(size)"] = nil
            #expect(object.count == size)
            #expect(object.members.first?.value == "first")
            for number in (0..<size).reversed() {
                object["n\(number)"] = nil
                #expect(object.names == (0..<number).map { "n\($0)" })
                #expect(object["n\(number)"] == nil)
            }
        }
    }

    @Test func namesOfTheSameLettersInOtherBytesAreDifferentMembers() {
        var object = JSONObject()
        for number in 0..<20 { object["n\(number)"] = 0 }
        object["\u{e9}"] = 1
        object["e\u{301}"] = 2
        #expect(object.count == 22)
        #expect(object["\u{e9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test func aPointerIsReadAndWrittenAsRFC6901Says() throws {
        // The document and the pointers of RFC 6901, section 5.
        let document = try JSON(
            parsing: ##"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"##)
        let cases: [(text: String, value: JSON)] = [
            ("", document), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2),
            ("/e^f", 3),
            ("/g|h", 4), ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
        ]
        for (text, value) in cases {
            let pointer = try #require(JSONPointer(parsing: text))
            #expect(document[pointer] == value, "\(text)")
            #expect(pointer.description == text)
        }
        for text in [
            "/foo/2", "/foo/01", "/foo/-", "/foo/-1", "/foo/ 1", "/foo/99999999999999999999", "/foo/0/x", "/none",
        ] {
            #expect(document[try #require(JSONPointer(parsing: text))] == nil, "\(text)")
        }
        for text in ["foo", "/~", "/~2", "/a~"] { #expect(JSONPointer(parsing: text) == nil, "\(text)") }
    }

    @Test func pointersAreSplitAndComparedByBytes() throws {
        let combining = try #require(JSONPointer(parsing: "/\u{301}a/\u{301}"))
        #expect(combining.tokens.map { Array($0.unicodeScalars) } == [["\u{301}", "a"], ["\u{301}"]])
        #expect(JSONPointer(["é"]) != JSONPointer(["e\u{301}"]))
        #expect(JSONPointer(["a", "b"]) != JSONPointer(["ab"]))
        #expect(Set([JSONPointer(["é"]), JSONPointer(["e\u{301}"]), JSONPointer(["é"])]).count == 2)
    }
}
