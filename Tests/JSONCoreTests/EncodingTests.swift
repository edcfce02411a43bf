import JSONCore
import Testing

@Suite struct EncodingTests {
    @Test func textIsMinifiedAndKeepsTheOrderOfMembers() throws {
        let text = " { \"b\" : [ 1 , { } , [ ] ] , \"a\" : null , \"ö\" : \"ü/\" } "
        #expect(try JSON(parsing: text).text == "{\"b\":[1,{},[]],\"a\":null,\"ö\":\"ü/\"}")
    }

    @Test func onlyWhatMustBeEscapedIs() {
        let cases: [(string: String, text: String)] = [
            ("", "\"\""), ("a/b", "\"a/b\""), ("\"\\", "\"\\\"\\\\\""), ("\u{8}\t\n\u{c}\r", "\"\\b\\t\\n\\f\\r\""),
            ("\0\u{1}\u{b}\u{1f}", "\"\\u0000\\u0001\\u000b\\u001f\""), ("\u{7f}é\u{2028}😀", "\"\u{7f}é\u{2028}😀\""),
        ]
        for (string, text) in cases { #expect(JSON.string(string).text == text) }
    }

    @Test func indentedTextHasOneMemberOrItemALine() throws {
        let value: JSON = ["a": [1, [:], ["b": "x"]], "c": [], "d": true]
        let text = """
            {
              "a": [
                1,
                {},
                {
                  "b": "x"
                }
              ],
              "c": [],
              "d": true
            }
            """
        #expect(value.text(indentedBy: 2) == text)
        #expect(try JSON(parsing: value.text(indentedBy: 4)) == value)
    }

    @Test func sortedMembersFollowTheUTF16UnitsOfTheirNames() throws {
        // The names of RFC 8785, section 3.2.3, in the order given there.
        let names = ["\r", "1", "\u{80}", "ö", "€", "😀", "\u{fb33}"]
        let object = JSONObject(names.reversed().map { JSONObject.Member(name: $0, value: [["z": 1, "a": 2]]) })
        let sorted = JSON.object(object).sorted()
        #expect(sorted.object?.names == names)
        #expect(sorted["1"]?.text == "[{\"a\":2,\"z\":1}]")
    }

    @Test func theOrderOfNamesIsThatOfTheirUTF16Units() {
        let units = [
            "", "a", "ab", "b", "\u{7f}", "\u{80}", "\u{d7ff}", "\u{10000}", "\u{10ffff}", "\u{e000}", "\u{ffff}",
        ]
        let names = units.flatMap { first in units.map { first + $0 } }
        for left in names {
            for right in names {
                let object: JSON = .object(
                    JSONObject([
                        JSONObject.Member(name: left, value: 1), JSONObject.Member(name: right, value: 2),
                    ]))
                let expected = right.utf16.lexicographicallyPrecedes(left.utf16) ? [right, left] : [left, right]
                guard left != right else { continue }
                #expect(object.sorted().object?.names == expected)
            }
        }
    }
}
