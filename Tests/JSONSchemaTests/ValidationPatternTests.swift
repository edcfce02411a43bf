import Compatibility
import JSONCore
import JSONSchema
import Pattern
import TestSupport
import Testing

@Suite struct ValidationPatternTests {
    /// Pieces that patterns of real schemas are made of, and some that only look like it.
    private static let pieces = [
        "a", "b", "[ab]", "[^a]", "[a-c]", "\\d", ".", "é", "[aé]", "[^/]", "\\.", "(ab)", "(a|b)", "(?:a|bc)", "(b)?",
        "(ab)?",
        "(?:ab)*", "[\\s\\S]",
    ]
    private static let counts = ["", "", "", "*", "+", "?", "{2}", "{1,2}", "{2,}", "*?"]
    private static let characters = ["a", "b", "c", "é", "1", "/", ".", "\n", "\u{2028}"]

    @Test func whatOnePassDecidesIsWhatTheEngineFinds() throws {
        let seed = SeededGenerator.seed
        print("seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        func pick(_ items: [String]) -> String { items.randomElement(using: &generator) ?? "" }
        var failures: [String] = []
        for _ in 0..<800 {
            let pieces = (0...Int.random(in: 0...3, using: &generator)).map { _ in pick(Self.pieces) + pick(Self.counts)
            }
            var source = pick(["^", "^", "^", ""]) + pieces.joined() + pick(["$", ""])
            if Int.random(in: 0..<6, using: &generator) == 0 { source += "|^" + pick(Self.pieces) + "$" }
            // Of "(b)??" and the like some are no expressions.
            guard let pattern = try? Pattern(source) else { continue }
            let validator = try Validator(
                graph(JSON.object(JSONObject([.init(name: "pattern", value: .string(source))])).text))
            for _ in 0..<20 {
                let text = (0..<Int.random(in: 0...5, using: &generator)).map { _ in pick(Self.characters) }.joined()
                if try validator.isValid(.string(text)) != pattern.matches(text) {
                    failures.append("\(source) on \(text)")
                }
            }
        }
        #expect(failures == [])
    }

    @Test func aPatternThatTakesTooLongIsAnErrorOfItsOwn() throws {
        let validator = try Validator(graph(#"{"pattern": "^(a+)+$|^(a|aa)+b$"}"#))
        let text = JSON.string(String(repeating: "a", count: 200) + "c")
        #expect(throws: ValidationGaveUp.pattern("^(a+)+$|^(a|aa)+b$")) { try validator.isValid(text) }
        #expect(throws: ValidationGaveUp.pattern("^(a+)+$|^(a|aa)+b$")) { try validator.explain(text) }
        #expect(try validator.isValid("aaaa"))
    }
}
