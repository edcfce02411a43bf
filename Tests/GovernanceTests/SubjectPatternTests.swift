import Governance
import SchemaCore
import TestSupport
import Testing

@Suite struct SubjectPatternTests {
    @Test(
        arguments: [
            ("orders-*", "orders-value", true), ("orders-*", "orders-", true), ("orders-*", "order", false),
            ("*-value", "orders-value", true), ("*-value", "orders-key", false), ("*", "", true), ("*", "a", true),
            ("a?c", "abc", true), ("a?c", "aöc", true), ("a?c", "ac", false), ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false), ("a\\*", "a*", true), ("a\\*", "ab", false), (":.eu:*", ":.eu:orders", true),
            (":.eu:*", "orders", false), ("**", "x", true), ("orders", "orders", true), ("orders", "orders2", false),
        ])
    func patternsMatchWholeNames(_ pattern: String, _ name: String, _ expected: Bool) throws {
        #expect(try SubjectPattern(parsing: pattern).matches(Subject(qualifiedName: name)) == expected)
    }

    @Test(
        arguments: [
            ("", SubjectPattern.Malformed.empty), ("a\\", .danglingEscape), ("a\u{7}", .controlCharacter),
            (String(repeating: "a", count: 1025), .tooLong), (String(repeating: "*a", count: 17), .tooManyStars),
        ])
    func whatIsNoPatternIsRefused(_ text: String, _ reason: SubjectPattern.Malformed) {
        #expect(throws: reason) { try SubjectPattern(parsing: text) }
    }

    @Test func randomPatternsMatchAsTheSimplestMatcherSays() throws {
        var random = SeededGenerator(seed: SeededGenerator.seed)
        for _ in 0..<20_000 {
            let pattern = String(
                (0..<Int.random(in: 1...8, using: &random)).map { _ in "ab*?".randomElement(using: &random)! })
            let name = String(
                (0..<Int.random(in: 0...8, using: &random)).map { _ in "ab".randomElement(using: &random)! })
            let expected = Self.matches(Array(pattern)[...], Array(name)[...])
            #expect(try SubjectPattern(parsing: pattern).matches(Subject(qualifiedName: name)) == expected)
        }
    }

    /// Tries everything.
    private static func matches(_ pattern: ArraySlice<Character>, _ name: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        switch first {
        case "*": return matches(pattern.dropFirst(), name) || (!name.isEmpty && matches(pattern, name.dropFirst()))
        case "?": return !name.isEmpty && matches(pattern.dropFirst(), name.dropFirst())
        default: return name.first == first && matches(pattern.dropFirst(), name.dropFirst())
        }
    }

    @Test func aHostilePatternEndsSoon() throws {
        let pattern = try SubjectPattern(parsing: String(repeating: "*a", count: 16) + "b")
        let name = Subject(name: String(repeating: "a", count: 1024))
        let time = ContinuousClock().measure { #expect(!pattern.matches(name)) }
        #expect(time < .seconds(1))
    }

    @Test func thePatternOfASubjectMeansItAlone() throws {
        let subject = Subject(name: "a*b\\c?")
        let pattern = SubjectPattern(subject)
        #expect(pattern.matches(subject))
        #expect(!pattern.matches(Subject(name: "axb\\c?")))
        #expect(try SubjectPattern(parsing: pattern.text) == pattern)
    }
}
