import JSONCore
import Testing

@Suite struct LineBatchTests {
    @Test func linesComeBackAsTheyWerePutIn() {
        var batch = LineBatch(bytes: 4)
        let lines: [(number: Int, text: String?)] = [(1, "{}"), (3, nil), (4, ""), (9, "[1,\"é\"]")]
        for (number, text) in lines {
            if let text { batch.add(number, text.utf8.span) } else { batch.add(number, nil) }
        }
        #expect(batch.count == 4)
        #expect(batch.byteCount == lines.reduce(0) { $0 + ($1.text?.utf8.count ?? 0) })
        var found: [String] = []
        batch.forEach { number, line in
            var text: [UInt8]?
            if let line { text = line.indices.map { line[$0] } }
            found.append("\(number) \(text.map { String(decoding: $0, as: UTF8.self) } ?? "too long")")
        }
        #expect(found == ["1 {}", "3 too long", "4 ", "9 [1,\"é\"]"])
    }
}
