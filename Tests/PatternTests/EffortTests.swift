import Pattern
import Testing

/// Expressions that take a backtracking engine exponential, cubic or square time.
@Suite(.serialized) struct EffortTests {
    private static let hostile = [
        "^(a+)+$", "(a|a)*$", "(a|aa)+$", "([a-z]+)*[0-9]", "a*[bc]", "a*a*a*[bc]", "(?:a+){2}[bc]",
        "(?:a*[bc]|a)*[xy]",
        "(?=a*[bc])x|y|z", "(?:a|b|ab)*[cd]", "(.)\\1*[bc]", "(?:(?:a{1,100}){1,100}){1,6}b|[cd]", "a(?<=(a|a)*b)[!a]",
        "(?<!(?<!a*a*[bc])a*[de])[a!][bc]",
    ]

    @Test(arguments: hostile) func aSearchEndsWithAnAnswerOrIsGivenUpSoon(_ source: String) throws {
        let pattern = try Pattern(source)
        for count in [300, 100_000] {
            let text = String(repeating: "a", count: count) + "!"
            var answer: Bool?
            let time = ContinuousClock().measure { answer = try? pattern.matches(text) }
            // Half a second is the rule; the rest is for a machine that has other work to do.
            #expect(time < .seconds(10), "\(source) on \(count) characters: \(time)")
            if source.hasPrefix("(?<!") { continue }
            #expect(answer != true, "\(source) on \(count) characters")
        }
    }

    @Test func whatIsGivenUpSaysSo() throws {
        #expect(throws: PatternGaveUp(source: "^(a+)+$")) {
            try Pattern("^(a+)+$").matches(String(repeating: "a", count: 40) + "!")
        }
    }

    /// Honest expressions on long texts must not be taken for hostile ones.
    @Test(arguments: [
        ("^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==)?$", true), ("^(?:[^\"\\\\]|\\\\.)*$", true), ("^[a-z]+$", true),
        ("[0-9]", false), ("^.*$", true), ("(?:a|b)+$", true), ("^[^@]+@[^@]+$", false),
    ])
    func longTextsAreSearchedToTheirEnd(_ source: String, _ isMatch: Bool) throws {
        let text = String(repeating: "abab", count: 100_000)
        #expect(try Pattern(source).matches(text) == isMatch)
    }
}
