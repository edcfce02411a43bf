import TestSupport
import Testing

@testable import HTTP

@Suite struct TargetTests {
    private func parse(_ text: String, limit: Int = 10) -> Result<Target, Refusal> {
        parse(Array(text.utf8), limit: limit)
    }

    private func parse(_ bytes: [UInt8], limit: Int = 10) -> Result<Target, Refusal> {
        do {
            return .success(try Target(parsing: bytes.span, queryParameters: limit))
        } catch {
            return .failure(error)
        }
    }

    @Test func slashesSeparateSegmentsAndOneAtTheEndIsDropped() throws {
        let cases: [(String, [String])] = [
            ("/", []), ("//", [""]), ("///", ["", ""]), ("/a", ["a"]), ("/a/", ["a"]), ("/a//", ["a", ""]),
            ("/a//b", ["a", "", "b"]), ("/a%2Fb", ["a/b"]), ("/a%2fb/%2F/", ["a/b", "/"]), ("/a+b", ["a+b"]),
            ("/.", ["."]),
            ("/../a", ["..", "a"]), ("/%2e%2E", [".."]), ("/%25", ["%"]), ("/%2525", ["%25"]), ("/a?", ["a"]),
            ("/a/?b/", ["a"]),
            ("/:.ctx:a", [":.ctx:a"]), ("/a;b=c", ["a;b=c"]), ("/ä", ["ä"]), ("http://h", []), ("http://h/", []),
            ("HTTPS://h:1/a/b?c", ["a", "b"]),
        ]
        for (text, path) in cases { #expect(try parse(text).get().path == path, "\(text)") }
    }

    @Test func aQueryIsNamesAndValues() throws {
        let cases: [(String, [(String, String)])] = [
            ("/", []), ("/?", []), ("/?&&", []), ("/?a", [("a", "")]), ("/?a=", [("a", "")]), ("/?=a", [("", "a")]),
            ("/?=", [("", "")]), ("/?a=b&a=c", [("a", "b"), ("a", "c")]), ("/?a=b=c", [("a", "b=c")]),
            ("/?a+b=c+d", [("a b", "c d")]), ("/?a%2Bb=%26%3D%20", [("a+b", "&= ")]), ("/?a?b=/c", [("a?b", "/c")]),
            ("/?%C3%A4=%c3%b6", [("ä", "ö")]),
        ]
        for (text, parameters) in cases {
            let expected = parameters.map { Query.Parameter(name: $0.0, value: $0.1) }
            #expect(try parse(text).get().query.parameters == expected, "\(text)")
        }
    }

    @Test func everyByteSurvivesItsEscape() throws {
        // Any text, encoded byte for byte, is one segment and comes back as it was.
        let seed = SeededGenerator.seed
        var generator = SeededGenerator(seed: seed)
        let digits = Array("0123456789abcdefABCDEF".utf8)
        for _ in 0..<500 {
            let scalars = (0..<Int.random(in: 0..<12, using: &generator)).compactMap { _ in
                Unicode.Scalar(
                    UInt32.random(in: 0...(Bool.random(using: &generator) ? 0x7F : 0x10FFFF), using: &generator))
            }
            let text = String(String.UnicodeScalarView(scalars))
            let encoded = text.utf8.flatMap { byte in
                [UInt8(ascii: "%")]
                    + [byte >> 4, byte & 0xF].map {
                        digits[Int($0) + ($0 > 9 && Bool.random(using: &generator) ? 6 : 0)]
                    }
            }
            let target = Array("/x".utf8) + encoded + Array("?y".utf8) + encoded + Array("=".utf8) + encoded
            let parsed = try parse(target).get()
            #expect(parsed.path == ["x" + text], "seed \(seed)")
            #expect(parsed.query.parameters == [.init(name: "y" + text, value: text)], "seed \(seed)")
        }
    }

    @Test func anyBytesAreParsedOrRefused() {
        let seed = SeededGenerator.seed
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("/?&=%+aF2 http://\u{7F}".utf8) + [0, 0xC3, 0xA4, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<14, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            switch parse(bytes, limit: 2) {
            case .success(let target): #expect(target.query.parameters.count <= 2, "seed \(seed): \(bytes)")
            case .failure(let refusal):
                #expect(refusal == .malformedTarget || refusal == .tooManyParameters, "seed \(seed): \(bytes)")
            }
        }
    }
}
