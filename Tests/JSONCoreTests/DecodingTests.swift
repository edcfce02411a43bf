import JSONCore
import Testing

@Suite struct DecodingTests {
    @Test func numbersReadBackAsTheyWereWritten() throws {
        let texts = [
            "0", "-0", "0.0", "-0.0", "0.10", "1.0", "1E5", "1e+2", "1e-2", "12E-0", "1.50e1", "1e308",
            "9223372036854775807", "-9223372036854775808", "9223372036854775808", "-9223372036854775809",
            "18446744073709551615", "9007199254740993", "0.1000000000000000055511151231257827", "1e-400",
            "[1,-0,\"-0 1.5 \\\" 7\",2.50,{\"a\\\"1\":1e+2,\"2.0\":3},18446744073709551616,0,-0.0,[[4.0]]]",
        ]
        for text in texts { #expect(try JSON(parsing: text).text == text) }
    }

    @Test func everyKindOfValueIsDecoded() throws {
        let text =
            #" {"a" : [ null , true,false ] ,"b":{ } , "c" : "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000", "é": -7 } "#
        let value = try JSON(parsing: text)
        let expected: JSON = [
            "a": [nil, true, false], "b": [:], "c": "\"\\/\u{8}\u{c}\n\r\té😀\0", "é": -7,
        ]
        #expect(value == expected)
        #expect(value.object?.names == ["a", "b", "c", "é"])
    }

    @Test func whatIsNotJSONIsRefusedWithItsPlace() {
        let long = String(repeating: "a", count: 100)
        let nul = "The character U+0000 may only stand in a string, as \\u0000."
        let cases: [(text: String, message: String, line: Int, column: Int)] = [
            ("", "The text is empty.", 1, 1),
            (" \n ", "The text is empty.", 2, 1),
            ("{", "The text ends before the value does.", 1, 1),
            ("[1,\n \"a", "The text ends before the value does.", 2, 3),
            ("[1,]", "Unexpected token near ']'.", 1, 4),
            ("[1 2]", "']' expected near '2'.", 1, 4),
            ("{1:2}", "String or '}' expected near '1'.", 1, 2),
            ("{\"a\" 1}", "':' expected near '1'.", 1, 6),
            ("{\"a\":1,}", "String or '}' expected near '}'.", 1, 8),
            ("1 2", "More text follows the value.", 1, 3),
            ("[]]", "More text follows the value.", 1, 3),
            ("[1,\n  \"é\", tru]", "Invalid token near 'tru'.", 2, 10),
            ("01", "Invalid token near '0'.", 1, 1),
            ("-", "Invalid token near '-'.", 1, 1),
            ("+1", "Invalid token near '+'.", 1, 1),
            ("1.", "Invalid token near '1.'.", 1, 2),
            (".5", "Invalid token near '.'.", 1, 1),
            ("1e", "Invalid token near '1e'.", 1, 2),
            ("NaN", "Invalid token near 'NaN'.", 1, 3),
            ("'a'", "Invalid token near '''.", 1, 1),
            ("\"a\nb\"", "Unexpected newline near '\"a'.", 1, 2),
            ("\"\t\"", "Control character 0x9 near '\"'.", 1, 1),
            ("\"\\x\"", "Invalid escape near '\"\\x'.", 1, 3),
            ("\"\\ud800\"", "Invalid Unicode '\\uD800' near '\"\\ud800\"'.", 1, 8),
            ("\"\\udc00\"", "Invalid Unicode '\\uDC00' near '\"\\udc00\"'.", 1, 8),
            ("\"\\ud800\\u0041\"", "Invalid Unicode '\\uD800\\u0041' near '\"\\ud800\\u0041\"'.", 1, 14),
            ("\u{FEFF}1", "The text begins with a byte order mark.", 1, 1),
            ("1\0", nul, 1, 2), ("[1\0,2]", nul, 1, 3), ("\"a\0\"", nul, 1, 3), ("\0", nul, 1, 1),
            ("[\0]", nul, 1, 2),
            ("{\"a\":1,\n \"a\":2}", "The name \"a\" occurs twice in an object.", 2, 4),
            ("{\"\\\\\\\"\":1,\"\\\\\\\"\":2}", "The name \"\\\\\\\"\" occurs twice in an object.", 1, 16),
            (
                "{\"\(long)\":1,\"\(long)\":2}",
                "The name \"\(long.prefix(59))… occurs twice in an object.", 1, 208
            ),
            ("{\"a\\u0000\":1}", "A name holds the character U+0000, which is not supported.", 1, 10),
            ("[1e400]", "The number is beyond the range of a double, 1.8e308.", 1, 6),
            ("[18446744073709551615,\n-1e400]", "The number is beyond the range of a double, 1.8e308.", 2, 6),
            (
                "[1, 2.5,\n\"é\", 1e-99999999]",
                "The number has more than 10000 digits or a power of ten beyond 10000.", 2, 6
            ),
        ]
        for (text, message, line, column) in cases {
            #expect(throws: JSONError(message: message, line: line, column: column), "\(text)") {
                try JSON(parsing: text)
            }
        }
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        let strays: [[UInt8]] = [
            [0xFF], [0x80], [0xC3], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80],
        ]
        for stray in strays {
            #expect(throws: JSONError(message: "The text is not valid UTF-8.", line: 2, column: 2), "\(stray)") {
                try JSON(parsing: Array("[\n\"".utf8) + stray + Array("\"]".utf8))
            }
        }
    }

    @Test func nestingBeyondTheLimitIsRefusedWithItsPlace() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        #expect(try JSON(parsing: nested(256)).text == nested(256))
        #expect(try JSON(parsing: nested(3), limits: JSON.Limits(depth: 3)).text == nested(3))

        let message = "Arrays and objects are nested deeper than 256 levels."
        for levels in [257, 2_048, 2_049, 100_000] {
            #expect(throws: JSONError(message: message, line: 2, column: 257), "\(levels) levels") {
                try JSON(parsing: "\n" + nested(levels))
            }
        }
        let shallow = JSONError(message: "Arrays and objects are nested deeper than 2 levels.", line: 1, column: 24)
        #expect(throws: shallow) {
            try JSON(parsing: #"[{"[[[":"\"[{"},{"a\\":[1,2]}]"#, limits: JSON.Limits(depth: 2))
        }
        let jansson = JSONError(
            message: "Arrays and objects are nested deeper than 2048 levels.", line: 1, column: 2_049)
        #expect(throws: jansson) { try JSON(parsing: nested(2_049), limits: JSON.Limits(depth: 10_000)) }
    }

    @Test func anyCollectionOfBytesIsRead() throws {
        let bytes = Array("[1,2]".utf8)
        #expect(try JSON(parsing: bytes.lazy.map { $0 }) == [1, 2])
        #expect(try JSON(parsing: bytes[1..<2]) == 1)
        #expect(throws: JSONError.self) { try JSON(parsing: EmptyCollection<UInt8>()) }
    }

    @Test func wideObjectsAreReadInTimeProportionalToTheirSize() throws {
        let members = (0..<20_000).map { "\"name\($0)\":\($0)" }.joined(separator: ",")
        let value = try JSON(parsing: "{\(members)}")
        #expect(value.object?.count == 20_000)
        #expect(value["name19999"] == 19_999)
        #expect(value["name20000"] == nil)
    }
}
