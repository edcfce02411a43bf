import JSONCore
import TestSupport
import Testing

@Suite struct JSONDocumentTests {
    @Test func theChildrenOfAContainerStandSideBySide() throws {
        let document = try #require(JSONDocument(JSON(parsing: #"{"a": [1, [2]], "é": "œuf", "c": true}"#)))
        let root = document.nodes[0]
        #expect(root.kind == .object && root.count == 3 && document.depth == 3)
        let names = (0..<3).map { document.text[document.nodes[root.firstChild + 2 * $0].nameBytes] }
        #expect(names.map { String(decoding: $0, as: UTF8.self) } == ["a", "é", "c"])
        let items = document.nodes[root.firstChild + 1]
        #expect(items.kind == .array && items.count == 2 && document.nodes[items.firstChild].integer == 1)
        let text = document.nodes[root.firstChild + 3]
        #expect(text.kind == .string && text.length == 3 && text.bytes.count == 4)
        #expect(document.nodes[root.firstChild + 5].isTrue)
    }

    @Test func numbersAreToldApartByWhatTheyTake() throws {
        let texts = ["1", "1.0", "-0", "1e400", "18446744073709551616", "0.1", "1e-3000", "12345678901234567890.5"]
        let kinds: [JSONDocument.Kind] = [
            .integer, .integer, .integer, .largeInteger, .largeInteger, .fraction, .fraction, .fraction,
        ]
        for (text, kind) in zip(texts, kinds) {
            let number = try #require(JSONNumber(text: text))
            let document = try #require(JSONDocument(.number(number)))
            #expect(document.nodes[0].kind == kind, "\(text)")
            #expect(document.decimal(document.nodes[0]) == number.decimal, "\(text)")
            #expect(document.nodes[0].isWrittenAsInteger == (kind != .fraction && !text.contains { ".e".contains($0) }))
        }
    }

    @Test func equalityAndHashAreThoseOfTheValues() throws {
        let seed = SeededGenerator.seed
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let values = (0..<400).map { _ in Self.value(depth: 3, using: &generator) }
        let documents = try values.map { try #require(JSONDocument($0)) }
        var failures: [String] = []
        for (value, document) in zip(values, documents) {
            for (other, otherDocument) in zip(values, documents) {
                let isEqual = document.isEqual(0, to: 0, of: otherDocument)
                if isEqual != (value == other) { failures.append("\(value.text) and \(other.text): \(isEqual)") }
                if isEqual, document.hash(of: 0) != otherDocument.hash(of: 0) {
                    failures.append("hash of \(value.text)")
                }
            }
        }
        #expect(failures.isEmpty)
    }

    private static func value(depth: Int, using generator: inout SeededGenerator) -> JSON {
        let numbers = [
            "0", "1", "1.0", "10e-1", "-2", "0.5", "5e-1", "1e30", "12345678901234567890123", "1.5e400", "15e399",
        ]
        switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &generator) {
        case 0: return Bool.random(using: &generator) ? .null : .boolean(.random(using: &generator))
        case 1, 2: return .number(JSONNumber(text: numbers.randomElement(using: &generator) ?? "0") ?? JSONNumber(0))
        case 3:
            return .string(
                ["", "a", "b", "e\u{301}", "\u{E9}", "sixteen and more letters"].randomElement(using: &generator) ?? "")
        case 4:
            return .array(
                (0..<Int.random(in: 0...2, using: &generator)).map { _ in value(depth: depth - 1, using: &generator) })
        default:
            let names = ["a", "b", "c", "\u{E9}", "e\u{301}"].shuffled(using: &generator)
            let count = Int.random(in: 0...3, using: &generator)
            return .object(
                JSONObject(
                    names.prefix(count).map { .init(name: $0, value: value(depth: depth - 1, using: &generator)) }))
        }
    }
}
