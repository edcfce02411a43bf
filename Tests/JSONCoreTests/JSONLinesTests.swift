import JSONCore
import TestSupport
import Testing

@Suite struct JSONLinesTests {
    /// The lines of a text that comes in pieces of some size, each with its number; "…" for one that is too long.
    private func lines(_ text: String, pieces size: Int, limit: Int = 1000) -> [String] {
        let bytes = Array(text.utf8)
        var found: [String] = []
        var lines = JSONLines(limit: limit)
        func note(_ number: Int, _ line: Span<UInt8>?) {
            if let line {
                found.append("\(number) " + line.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
            } else {
                found.append("\(number) …")
            }
        }
        for start in stride(from: 0, to: bytes.count, by: size) {
            lines.take(bytes.span.extracting(start..<min(start + size, bytes.count)), note)
        }
        lines.finish(note)
        return found
    }

    @Test func everyLineHasItsNumberHoweverTheTextIsCut() {
        let text = "1\n\n{\"a\":\n \r\n[2,3] \né"
        for size in 1...30 {
            #expect(lines(text, pieces: size) == ["1 1", "3 {\"a\":", "5 [2,3] ", "6 é"], "in pieces of \(size)")
        }
    }

    @Test func aTextWithoutLinesHasNone() {
        for text in ["", "\n", "\n\n", " ", "\t\r\n "] { #expect(lines(text, pieces: 2) == [], "\(text)") }
    }

    @Test func aLineAtTheLimitIsHandedOnAndOneBeyondIsPassedOver() {
        for size in 1...20 {
            #expect(lines("12345\n123456\n1\n1234567", pieces: size, limit: 5) == ["1 12345", "2 …", "3 1", "4 …"])
        }
    }

    @Test func randomTextsAreCutIntoTheSameLinesWhateverThePieces() {
        let seed = SeededGenerator.seed
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let text = String(
                (0..<60).map { _ in ["\n", "a", " ", "é", "\r"].randomElement(using: &generator) ?? "a" }.joined())
            let whole = lines(text, pieces: 1000, limit: 20)
            #expect(lines(text, pieces: Int.random(in: 1...9, using: &generator), limit: 20) == whole, "seed \(seed)")
        }
    }
}
