import Governance
import JSONCore
import SchemaCore
import TestSupport
import Testing

@Suite struct OwnershipTests {
    private static func rule(_ pattern: String, _ team: String) throws -> OwnershipRule {
        OwnershipRule(pattern: try SubjectPattern(parsing: pattern), team: team)
    }

    @Test func theMostSpecificRuleDecidesAndOfEquallySpecificOnesTheLast() throws {
        let rules = OwnershipRules([
            try Self.rule("*", "rest"), try Self.rule("orders-*", "orders"), try Self.rule("orders-pay-*", "pay"),
            try Self.rule("*-value", "values"), try Self.rule("*-values", "late"), try Self.rule("orders-x", "exact"),
            try Self.rule("a?c", "first"), try Self.rule("?ac", "second"), try Self.rule("aa?", "third"),
        ])
        let expected = [
            "x": "rest", "orders-value": "orders", "orders-pay-value": "pay", "z-value": "values", "orders-x": "exact",
            "abc": "first", "aac": "third",
        ]
        for (name, team) in expected {
            #expect(rules.rule(for: Subject(name: name))?.team == team, "\(name)")
        }
        #expect(OwnershipRules().rule(for: Subject(name: "x")) == nil)
    }

    @Test func manyRandomRulesDecideAsAskingEachOfThemDoes() throws {
        var random = SeededGenerator(seed: SeededGenerator.seed)
        for size in [1, 5, 50, 400] {
            for _ in 0..<10 {
                func text(_ alphabet: String, _ length: ClosedRange<Int>) -> String {
                    String(
                        (0..<Int.random(in: length, using: &random)).map { _ in alphabet.randomElement(using: &random)!
                        })
                }
                var list: [OwnershipRule] = []
                for position in 0..<size { list.append(try Self.rule(text("abcd*?-", 1...12), "t\(position)")) }
                let rules = OwnershipRules(list)
                for _ in 0..<100 {
                    let subject = Subject(name: text("abcd-", 1...14))
                    let naive = list.enumerated().filter { $0.element.pattern.matches(subject) }
                        .max {
                            ($0.element.pattern.specificity, $0.offset) < ($1.element.pattern.specificity, $1.offset)
                        }
                    #expect(rules.rule(for: subject)?.team == naive?.element.team, "\(subject)")
                }
            }
        }
    }

    @Test func tenThousandRulesAreAskedInMicroseconds() throws {
        var list: [OwnershipRule] = []
        for number in 0..<10_000 { list.append(try Self.rule("com.acme.team\(number).*", "t\(number)")) }
        let rules = OwnershipRules(list)
        let subjects = (0..<1000).map { Subject(name: "com.acme.team\($0 * 7).orders-value") }
        let time = ContinuousClock().measure {
            for (number, subject) in subjects.enumerated() {
                #expect(rules.rule(for: subject)?.team == "t\(number * 7)")
            }
        }
        // 20 µs are asked of a release build on a quiet machine; this one is neither.
        #expect(time < .milliseconds(1000), "\(time) for 1000")
    }

    @Test func aFileOfOwnersIsReadBackAsItWasWritten() throws {
        let text = """
            # The rest comes first, as the most specific pattern decides.
            *            @rest

            orders-*     @orders   # orders
            with\\ blank  @blank
            with\\#hash   @hash
            """
        let rules = try OwnersFile.rules(in: text)
        #expect(rules.map(\.team) == ["rest", "orders", "blank", "hash"])
        #expect(rules[2].pattern.matches(Subject(name: "with blank")))
        #expect(rules[3].pattern.matches(Subject(name: "with#hash")))
        let written = OwnersFile.text(of: rules)
        #expect(try OwnersFile.rules(in: written) == rules)
        #expect(written.hasPrefix("*           @rest\norders-*    @orders\n"))
        // A pattern that came by the API, where a blank needs no backslash.
        let blank = [OwnershipRule(pattern: try SubjectPattern(parsing: "a b"), team: "t")]
        #expect(try OwnersFile.rules(in: OwnersFile.text(of: blank)) == blank)
    }

    @Test(
        arguments: [
            ("orders-* payments", 1, "a line is a pattern and a team"), ("\n\nx", 3, "a line is a pattern and a team"),
            ("a b @c", 1, "a line is a pattern"), ("* @Orders", 1, "\"Orders\" cannot be the name of a team"),
            ("* @", 1, "\"\" cannot be the name of a team"), ("ok @ok\r\n\\", 2, "a line is a pattern"),
            ("a\u{7}b @t", 1, "a pattern must not hold control characters"),
        ])
    func aLineThatIsNoRuleIsNamed(_ text: String, _ line: Int, _ reason: String) {
        let error = #expect(throws: OwnersFile.Malformed.self) { try OwnersFile.rules(in: text) }
        #expect(error?.line == line)
        #expect(error?.reason.hasPrefix(reason) == true, "\(error?.reason ?? "")")
    }

    @Test(
        arguments: [
            ("payments", true), ("a", true), ("0-a_b.c", true), ("", false), ("A", false), ("-a", false),
            ("a b", false),
            ("ä", false), (String(repeating: "a", count: 64), true), (String(repeating: "a", count: 65), false),
        ])
    func namesOfTeamsAreSlugs(_ name: String, _ isName: Bool) { #expect(Team.isName(name) == isName) }
}
