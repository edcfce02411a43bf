import JSONCore
import TestSupport
import Testing

@Suite struct RandomTextTests {
    private let seed = SeededGenerator.seed

    @Test func everyValueSurvivesItsText() throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let value = JSON.random(using: &generator)
            let again = try JSON(parsing: value.text)
            #expect(again == value, "seed \(seed)")
            #expect(again.hashValue == value.hashValue, "seed \(seed)")
            // Not only equal: the order of members and the writing of numbers are the same too.
            #expect(again.text == value.text, "seed \(seed)")
            #expect(try JSON(parsing: value.text(indentedBy: 2)).text == value.text, "seed \(seed)")
            let sorted = value.sorted()
            #expect(sorted == value, "seed \(seed)")
            #expect(sorted.sorted().text == sorted.text, "seed \(seed)")
        }
    }

    @Test func bytesOfAnyKindAreDecodedOrRefusedWithAPlace() {
        var generator = SeededGenerator(seed: seed)
        let alphabet =
            Array("[]{}:,\"\\ \n0123456789-+.eEtrufalsn\u{0}\u{1}".utf8) + [0xC3, 0xA9, 0x80, 0xED, 0xF0, 0xFF]
        for _ in 0..<3_000 {
            let count = Int.random(in: 0..<40, using: &generator)
            check((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
        }
    }

    @Test func spoiledTextsAreDecodedOrRefusedWithAPlace() {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            var bytes = JSON.random(using: &generator).utf8
            for _ in 0..<5 {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.insert(UInt8.random(in: .min ... .max, using: &generator), at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
                default: bytes.remove(at: place)
                }
                if bytes.isEmpty { break }
                check(bytes)
            }
        }
    }

    private func check(_ bytes: [UInt8]) {
        do {
            let value = try JSON(parsing: bytes)
            #expect((try? JSON(parsing: value.text)) == value, "\(bytes), seed \(seed)")
        } catch {
            let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
            #expect(1...lines ~= error.line && error.column >= 1, "\(bytes), seed \(seed)")
        }
        _ = SourceMap(String(decoding: bytes, as: UTF8.self)).position(of: JSONPointer(["0"]))
    }
}
