import TestSupport
import Testing

@testable import JSONCore

/// The ways in which a text becomes a document or a value: they never disagree on what is JSON, nor on what it says.
@Suite struct DocumentReaderTests {
    private let reader = DocumentReader()
    private var document = JSONDocument.empty

    /// Reads a text in both ways; whether the fast one took it.
    @discardableResult
    private mutating func compare(_ bytes: [UInt8], _ note: String = "") throws -> Bool {
        let slow = bytes.withUnsafeBufferPointer { JSON.decodeThoroughly($0, limits: .standard) }
        let fast = bytes.withUnsafeBufferPointer { JSON.decodeFast($0, limits: .standard) }
        let isFast = reader.readFast(bytes.span, into: &document)
        let text = String(decoding: bytes, as: UTF8.self)
        switch slow {
        case .failure: #expect(!isFast && fast == nil, "the decoder refuses \(text) \(note)")
        case .success(let json):
            if let fast {
                // Not only equal: numbers are written as they were.
                #expect(fast == json && fast.text == json.text && fast.hashValue == json.hashValue, "\(text) \(note)")
            }
            #expect(!isFast || fast != nil, "\(text) \(note)")
            let expected = try #require(JSONDocument(json))
            if isFast {
                #expect(Self.describe(document) == Self.describe(expected), "\(text) \(note)")
                #expect(document.depth == expected.depth, "\(text) \(note)")
                #expect(document.isEqual(0, to: 0, of: expected), "\(text) \(note)")
                #expect(document.hash(of: 0) == expected.hash(of: 0), "\(text) \(note)")
            }
        }
        // Whichever way it goes, reading ends as decoding does.
        do throws(JSONError) {
            try reader.read(bytes.span, into: &document)
            let json = try slow.get()
            #expect(JSONDocument(json).map { Self.describe($0) } == Self.describe(document), "\(text) \(note)")
        } catch {
            #expect(throws: error, "\(text) \(note)") { try slow.get() }
        }
        return isFast
    }

    @discardableResult
    private mutating func compare(_ text: String) throws -> Bool { try compare(Array(text.utf8)) }

    /// All that nodes say, in the order of the text.
    private static func describe(_ document: JSONDocument, _ index: Int = 0) -> String {
        let node = document.nodes[index]
        func text(_ range: Range<Int>) -> String { "\(Array(document.text[range]))" }
        switch node.kind {
        case .null: return "null"
        case .boolean: return "\(node.isTrue)"
        case .integer: return "\(node.integer) \(node.isWrittenAsInteger)"
        case .largeInteger, .fraction: return "\(node.kind) \(document.decimal(node)) \(node.isWrittenAsInteger)"
        case .string: return "\(text(node.bytes)) of \(node.length), \(document.textHash(node))"
        case .array:
            return "[\((0..<node.count).map { Self.describe(document, node.firstChild + $0) }.joined(separator: ", "))]"
        case .object:
            let members = (0..<node.count).map { position in
                let name = node.firstChild + 2 * position
                let nameNode = document.nodes[name]
                return "\(text(nameNode.nameBytes)) \(nameNode.nameHash): \(Self.describe(document, name + 1))"
            }
            return "{\(members.joined(separator: ", "))}"
        }
    }

    // MARK: Tables

    @Test mutating func whatMostDocumentsHoldIsReadFast() throws {
        for text in [
            "null", "true", "false", "0", "-1", "12.5", #""""#, #""a""#, "[]", "{}", " [ 1 , 2 ] ",
            "\n{\"a\" :\t[ ]}\r",
            #"{"a":{"b":[{},[],null,-0.5e-3]},"c":"é€😀"}"#, #""\"\\\/\b\f\n\r\té""#, #"{"a\"b":1,"\u00e9":2}"#,
            #""\u00e91""#, #"["\u0f00","é\u20ac","\u0041"]"#,
            "9223372036854775807", "-9223372036854775807", "0.0", "-0", "-0.0", "1e5", "1E+2", "100e-2", "1.50",
            "123456789012345678.9", "1e20", "-5e22", "12e30", "0.000001", "0e10",
        ] {
            #expect(try compare(text), "\(text)")
        }
    }

    @Test func valuesAreReadFastUnlessTheyHoldWhatNodesCannot() throws {
        func isFast(_ text: String) -> Bool {
            Array(text.utf8).withUnsafeBufferPointer { JSON.decodeFast($0, limits: .standard) } != nil
        }
        for text in [
            "null", "[true,false]", "0", "-1", "9223372036854775807", #"{"a":{"b":[{},[],null]},"c":"é€😀\n"}"#,
            #"{"maximum":0,"pattern":"a-1"}"#, "-0", "[0,-0]", #"{"maximum":0,"pattern":"a-0"}"#, "1.0", "1e2", "0.5",
        ] {
            #expect(isFast(text), "\(text)")
        }
        for text in [
            "18446744073709551616", "1e301", "[", "",
            #"{"a":1,"a":2}"#, String(repeating: "[", count: 257) + String(repeating: "]", count: 257),
        ] {
            #expect(!isFast(text), "\(text)")
        }
        // A text as long as those that are read fast keeps what it says, to the letter.
        let numbers = #"{"a":-0,"b":1.0,"c":10e1,"d":0,"e":18446744073709551616,"f":"-0","g":[1.50]}"#
        let long = #"{"filler":"\#(String(repeating: "x", count: 200))","numbers":\#(numbers)}"#
        #expect(try JSON(parsing: long).text == long)
        let levels = String(repeating: "[", count: 2048) + String(repeating: "]", count: 2048)
        #expect(try JSON(parsing: levels, limits: JSON.Limits(depth: 10_000)).text == levels)
        #expect(throws: JSONError.self) { try JSON(parsing: "[\(levels)]", limits: JSON.Limits(depth: 10_000)) }
    }

    @Test mutating func whatNodesCannotHoldIsLeftToTheDecoder() throws {
        for text in [
            "-9223372036854775808", "9223372036854775808", "18446744073709551616", "1e400", "1e-400", "1e301",
            "12345678901234567890.5", "0.12345678901234567890123", #""\ud83d\ude00""#,
            "[" + String(repeating: "9", count: 400) + "]",
        ] {
            #expect(try !compare(text), "\(text)")
        }
    }

    @Test mutating func whatIsNoJSONIsRefused() throws {
        let texts = [
            "", " ", "nul", "nulll", "truefalse", "True", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "--1", "1a",
            "1 2", "\"a", "\"a\"b", "1\"a\"", "\"a\"\"b\"", "[1,]", "[,1]", "[1 2]", "[1", "]", "{", "}", "{\"a\"}",
            "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "[1}", "{\"a\":1]", "[]]",
            "{}{}", "\"\t\"", "\"\u{0}\"", "\u{FEFF}1", "1\u{A0}", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\\"",
            "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "NaN", "Infinity", "// 1", "1//", "[1]x", "\"\\u00e\"",
            "{\"\\u0000\":1}", "'a'", "[tru]", "[true false]", "{\"a\":nullx}", "-01", "1.5.5", "1e5e5", "1e5.5",
        ]
        for text in texts { #expect(try !compare(text), "\(text)") }
        for bytes: [UInt8] in [
            [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22], [0xFF], [0x22, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x31, 0x00], [0x00], [0x5B, 0x00, 0x5D],
        ] {
            #expect(try !compare(bytes))
        }
    }

    @Test mutating func namesThatOccurTwiceAreRefusedInObjectsOfEverySize() throws {
        for count in [1, 2, 3, 15, 16, 17, 40, 300] {
            let names = (0..<count).map { "name\($0)" }
            func object(_ names: [String]) -> String {
                "{" + names.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
            }
            #expect(try compare(object(names)), "\(count)")
            for position in Set([0, count / 2, count - 1]) {
                #expect(try !compare(object(names + [names[position]])), "\(count), \(position)")
            }
        }
        #expect(try !compare(#"{"a":1,"\u0061":2}"#))
        #expect(try !compare(#"{"":1,"":2}"#))
    }

    @Test mutating func nestingEndsWhereItEndsForTheDecoder() throws {
        for depth in [1, 255, 256, 257, 258, 1000, 100_000] {
            let array = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            #expect(try compare(array) == (depth <= 256), "\(depth)")
            let object = String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
            #expect(try compare(object) == (depth <= 256), "\(depth)")
        }
    }

    @Test mutating func longTextsAreReadAndTheMemoryServesShortOnesAgain() throws {
        let long =
            "[" + Array(repeating: #"{"a":"\n é", "b":[1,2.5,true]}"#, count: 20_000).joined(separator: ",\n") + "]"
        for text in [long, "1", long, "\"a\"", "[]"] { #expect(try compare(text)) }
    }

    @Test mutating func aDocumentThatSomebodyKeepsStaysAsItIs() throws {
        try reader.read(Array(#"{"a":1}"#.utf8).span, into: &document)
        let kept = document
        try reader.read(Array(#"["b",2,3,4]"#.utf8).span, into: &document)
        #expect(Self.describe(kept) != Self.describe(document))
        #expect(kept.nodes[kept.nodes[0].firstChild + 1].integer == 1)
    }

    // MARK: At random

    @Test mutating func randomTextsAreReadAlike() throws {
        let seed = SeededGenerator.seed
        var generator = SeededGenerator(seed: seed)
        var fast = 0
        for _ in 0..<2_000 {
            let value = JSON.random(using: &generator)
            let text = Bool.random(using: &generator) ? value.utf8 : Array(value.text(indentedBy: 2).utf8)
            if try compare(text, "seed \(seed)") { fast += 1 }
        }
        // The numbers of the generator often have more digits than a word holds.
        #expect(fast > 200, "seed \(seed)")
    }

    @Test mutating func spoiledTextsAreReadAlike() throws {
        let seed = SeededGenerator.seed
        var generator = SeededGenerator(seed: seed)
        let alphabet =
            Array("[]{}:,\"\\ \n0123456789-+.eEtrufalsnd\u{0}\u{1}".utf8) + [0xC3, 0xA9, 0x80, 0xED, 0xF0, 0xFF]
        var fast = 0
        for _ in 0..<3_000 {
            var bytes = JSON.random(using: &generator, depth: 2).utf8
            for _ in 0..<4 where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                let letter = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
                switch Int.random(in: 0..<5, using: &generator) {
                case 0: bytes[place] = letter
                case 1: bytes.insert(letter, at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
                case 3: bytes.removeSubrange(place...)
                default: bytes.remove(at: place)
                }
                if try compare(bytes, "seed \(seed)") { fast += 1 }
            }
        }
        #expect(fast > 100, "seed \(seed)")
    }

    @Test mutating func bytesOfAnyKindAreReadAlike() throws {
        let seed = SeededGenerator.seed
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "[", "]", "{", "}", ":", ",", "\"", "\\", " ", "\n", "0", "1", "9", "-", ".", "e", "true", "null", "\"a\"",
            "\"a\":", "\\u0041", "\\n", "é", "12.50", "1e3", "-0", "\u{1}", "[]", "{}", "{\"a\":1}",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0..<12, using: &generator)).map { _ in
                pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }.joined()
            try compare(Array(text.utf8), "seed \(seed)")
        }
    }
}
