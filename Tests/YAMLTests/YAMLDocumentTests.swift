import JSONCore
import TestSupport
import Testing
import YAML

@Suite("A YAML document")
struct YAMLDocumentTests {
    @Test(
        "stands for the JSON value that the core schema says",
        arguments: [
            ("", "null"), ("# nothing\n", "null"), ("~", "null"), ("a: ", #"{"a":null}"#),
            ("[true, False, yes, \"true\"]", #"[true,false,"yes","true"]"#),
            ("[1, -2, +3, 0x1F, 0o17, 007]", "[1,-2,3,31,15,7]"),
            ("[1.5, .5, 2., 1e3, 1.e-2]", "[1.5,0.5,2,1000,0.01]"),
            ("[2027-01-31, 1.2.3, 1_000, 0x, -, .]", #"["2027-01-31","1.2.3","1_000","0x","-","."]"#),
            ("a: |\n  x\n  y\n", #"{"a":"x\ny\n"}"#), ("'it''s'", #""it's""#), (#""\u00e9\n""#, #""é\n""#),
            ("a: {b: [1, {c: d}]}", #"{"a":{"b":[1,{"c":"d"}]}}"#),
            ("a: &x [1]\nb: *x\n", #"{"a":[1],"b":[1]}"#),
            ("!!str 1", #""1""#), ("!!int '1'", "1"), ("!!float 1", "1"), ("! 1", #""1""#),
            ("9999999999999999999999", "9999999999999999999999"),
            ("on: 1\n1: 2\n", #"{"on":1,"1":2}"#),
        ])
    func value(yaml: String, json: String) throws {
        #expect(try YAMLDocument(parsing: yaml).json == JSON(parsing: json), "\(yaml)")
    }

    @Test(
        "is refused where it has no JSON form, at its place",
        arguments: [
            ("a: [1", 2, 1, "not YAML"), ("a: 1\na: 2\n", 2, 1, "twice"), ("? [1]\n: 2\n", 1, 3, "a key is a text"),
            ("a: *x\n", 1, 4, "no anchor"), ("a: &x [*x]\n", 1, 8, "no anchor"), (".inf", 1, 1, "no number"),
            ("a: !mine 1\n", 1, 4, "no meaning"), ("!!int x", 1, 1, "kind"), ("a: 1\n---\nb: 2\n", 2, 1, "second"),
            ("a:\n\t- 1\n", 2, 1, "not YAML"), ("!!map [1]", 1, 1, "no meaning"), ("a: \u{1}", 1, 4, "not YAML"),
        ])
    func refusal(yaml: String, line: Int, column: Int, words: String) throws {
        let error = try #require(throws: YAMLError.self) { try YAMLDocument(parsing: yaml) }
        #expect(error.message.contains(words), "\(yaml): \(error.message)")
        #expect(error.position == SourcePosition(line: line, column: column), "\(yaml): \(error.position)")
    }

    @Test("knows where each part stands")
    func positions() throws {
        let document = try YAMLDocument(parsing: "# é\na: 1\nlist:\n  - x\n  - é: {deep: 2}\n")
        for (pointer, line, column) in [
            ("", 2, 1), ("/a", 2, 1), ("/list", 3, 1), ("/list/0", 4, 5), ("/list/1", 5, 5), ("/list/1/é", 5, 5),
            ("/list/1/é/deep", 5, 9), ("/list/7", 3, 1), ("/a/b/c", 2, 1),
        ] {
            let place = try #require(JSONPointer(parsing: pointer))
            #expect(document.position(of: place) == SourcePosition(line: line, column: column), "\(pointer)")
        }
    }

    @Test("that blows up when its aliases are replaced is refused")
    func bomb() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        let error = try #require(throws: YAMLError.self) { try YAMLDocument(parsing: text) }
        #expect(error.message.contains("more than 100000 values"))
    }

    @Test("that is nested too deep is refused", arguments: [99, 100, 5000])
    func depth(levels: Int) throws {
        let text = String(repeating: "[", count: levels) + "1" + String(repeating: "]", count: levels)
        if levels < YAMLDocument.depthLimit {
            _ = try YAMLDocument(parsing: text)
        } else {
            #expect(throws: YAMLError.self) { try YAMLDocument(parsing: text) }
        }
    }
}

extension YAMLDocumentTests {
    @Test("is what JSON means, for JSON is YAML")
    func json() throws {
        var generator = SeededGenerator(seed: SeededGenerator.seed)
        for _ in 0..<500 {
            let json = Self.value(depth: 4, using: &generator)
            for text in [json.text, json.indentedText, json.yamlText] {
                #expect(try YAMLDocument(parsing: text).json == json, "\(text)")
            }
        }
    }

    @Test("is written of any text, and reads back")
    func anyText() throws {
        let long = String(repeating: "long ", count: 2000)
        for text in [
            "\u{0}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{FEFF}", "\u{FFFE}", "\u{10FFFF}", " a ", long,
        ] {
            for json: JSON in [
                .string(text), ["key": .string(text)], .object([text: 1]), [.string(text), .string(text)],
            ] {
                #expect(try YAMLDocument(parsing: json.yamlText).json == json, "\(json.text.prefix(80))")
            }
        }
    }

    @Test("or none: whatever a text is, it is read or refused")
    func noise() {
        var generator = SeededGenerator(seed: SeededGenerator.seed)
        let pieces = [
            "a", "1", ":", ": ", "- ", "[", "]", "{", "}", ",", "\n", "  ", "\t", "&x ", "*x", "!t ", "|", ">", "'",
            "\"", "#", "? ", "---", "...", "%", "é", "\u{0}", "<<: ",
        ]
        var read = 0
        for _ in 0..<5000 {
            let count = Int.random(in: 1...12, using: &generator)
            let text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            if (try? YAMLDocument(parsing: text)) != nil { read += 1 }
        }
        #expect((500..<4500).contains(read), "\(read)")
    }

    /// Without U+007F, which JSON has and libyaml refuses.
    private static let characters = Array("ab 1:#-[]{},&*!|>'\"%@`~\\\n\té日\u{1F600}\u{1B}")

    private static func value(depth: Int, using generator: inout SeededGenerator) -> JSON {
        func text() -> String {
            let count = Int.random(in: 0...8, using: &generator)
            return String((0..<count).map { _ in Self.characters.randomElement(using: &generator) ?? "a" })
        }
        switch Int.random(in: 0...(depth == 0 ? 3 : 5), using: &generator) {
        case 0: return [JSON.null, true, false].randomElement(using: &generator) ?? .null
        case 1: return .integer(Int64.random(in: .min ... .max, using: &generator))
        case 2, 3: return .string(text())
        case 4:
            let count = Int.random(in: 0...3, using: &generator)
            return .array((0..<count).map { _ in value(depth: depth - 1, using: &generator) })
        default:
            let count = Int.random(in: 0...3, using: &generator)
            return .object(
                JSONObject(
                    (0..<count).map { _ in
                        JSONObject.Member(name: text(), value: value(depth: depth - 1, using: &generator))
                    }))
        }
    }
}
