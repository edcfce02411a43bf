import JSONCore
import TestSupport
import Testing

@Suite struct SourceMapTests {
    @Test func valuesAndNamesAreFoundByLineAndCodePoint() throws {
        let text =
            "{\n  \"é😀\": {\"a\\u002fb\": [10, [], {\"x\":\"]\\\"\"}, -1.5e3]},\r\n\t\"~\" :\n true , \"\": null\n}"
        let map = SourceMap(text)
        let cases: [(pointer: String, name: SourcePosition, value: SourcePosition)] = [
            ("", SourcePosition(line: 1, column: 1), SourcePosition(line: 1, column: 1)),
            ("/é😀", SourcePosition(line: 2, column: 3), SourcePosition(line: 2, column: 9)),
            ("/é😀/a~1b", SourcePosition(line: 2, column: 10), SourcePosition(line: 2, column: 22)),
            ("/é😀/a~1b/0", SourcePosition(line: 2, column: 23), SourcePosition(line: 2, column: 23)),
            ("/é😀/a~1b/1", SourcePosition(line: 2, column: 27), SourcePosition(line: 2, column: 27)),
            ("/é😀/a~1b/2", SourcePosition(line: 2, column: 31), SourcePosition(line: 2, column: 31)),
            ("/é😀/a~1b/2/x", SourcePosition(line: 2, column: 32), SourcePosition(line: 2, column: 36)),
            ("/é😀/a~1b/3", SourcePosition(line: 2, column: 44), SourcePosition(line: 2, column: 44)),
            ("/~0", SourcePosition(line: 3, column: 2), SourcePosition(line: 4, column: 2)),
            ("/", SourcePosition(line: 4, column: 9), SourcePosition(line: 4, column: 13)),
        ]
        for (text, name, value) in cases {
            let pointer = try #require(JSONPointer(parsing: text))
            #expect(map.namePosition(of: pointer) == name, "\(text)")
            #expect(map.position(of: pointer) == value, "\(text)")
        }
        for text in ["/none", "/é😀/a~1b/4", "/é😀/a~1b/00", "/é😀/a~1b/0/0", "/~0/0", "/~0/x"] {
            #expect(map.position(of: try #require(JSONPointer(parsing: text))) == nil, "\(text)")
        }
    }

    @Test func everyValueOfARandomTextStandsWhereItsPointerSays() throws {
        let seed = SeededGenerator.seed
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let document = JSON.random(using: &generator)
            // Minified, the text that begins at a value's place begins with the value's own text.
            let map = SourceMap(document.text)
            let scalars = Array(document.text.unicodeScalars)
            document.forEachValue { pointer, value in
                let column = map.position(of: pointer)?.column ?? 0
                let found = column > 0 && scalars[(column - 1)...].starts(with: value.text.unicodeScalars)
                #expect(found, "\(pointer) in \(document.text), seed \(seed)")
            }
        }
    }

    @Test func severalPlacesAreWhereEachOfThemIs() {
        var generator = SeededGenerator(seed: SeededGenerator.seed)
        for _ in 0..<200 {
            let document = JSON.random(using: &generator)
            var pointers = [JSONPointer(["none"]), JSONPointer(["0", "none"]), JSONPointer(["01"])]
            document.forEachValue { pointer, _ in pointers.append(pointer) }
            pointers.shuffle(using: &generator)
            // A line feed after each comma is outside of strings only where no string has one: both kinds are tried.
            for text in [document.text, document.text.replacing(",", with: ",\n ")]
            where (try? JSON(parsing: text)) != nil {
                let map = SourceMap(text)
                #expect(map.namePositions(of: pointers) == pointers.map { map.namePosition(of: $0) }, "\(text)")
            }
        }
        #expect(SourceMap("").namePositions(of: [.root]) == [nil])
    }

    @Test func deepNestingCostsNoStack() throws {
        let map = SourceMap(String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000))
        let pointer = JSONPointer(Array(repeating: "0", count: 199_999))
        #expect(map.position(of: pointer) == SourcePosition(line: 1, column: 200_000))
    }

    @Test func textsThatAreNotJSONDoNoHarm() {
        for text in ["", " ", "]", "}{", "{\"a\"", "[\"", "\\", "{\"a\":1]", "{1:2}", "\"\\"] {
            #expect(SourceMap(text).position(of: JSONPointer(["a", "b"])) == nil)
        }
    }
}

@Suite struct SourceMapExcerptTests {
    @Test func theTextOfAValueIsWhatStandsThere() {
        let map = SourceMap(#"{ "a" : [1 , {"b":"]}\""}] ,"c":-1.5e3,"d":null, "é":"x" }"#)
        let cases = [
            ("/a", #"[1 , {"b":"]}\""}]"#), ("/a/0", "1"), ("/a/1", #"{"b":"]}\""}"#), ("/a/1/b", #""]}\"""#),
            ("/c", "-1.5e3"), ("/d", "null"), ("/é", #""x""#),
        ]
        for (pointer, text) in cases {
            #expect(JSONPointer(parsing: pointer).flatMap { map.text(of: $0) } == text, "\(pointer)")
        }
        #expect(map.text(of: JSONPointer(["x"])) == nil)
    }

    @Test func aTextInPlaceHasItsLinesAndColumns() throws {
        let text = "{\"é\": 1,\n  \"b\": [2,\n3]}"
        let inPlace = try #require(SourceMap(text).textInPlace(of: JSONPointer(["b"])))
        #expect(inPlace == "\n       [2,\n3]")
        let map = SourceMap(inPlace)
        let whole = SourceMap(text)
        for position in 0...1 {
            #expect(
                map.position(of: JSONPointer(["\(position)"]))
                    == whole.position(of: JSONPointer(["b", "\(position)"])))
        }
    }
}
