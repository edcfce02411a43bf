import Governance
import JSONCore
import SchemaCore
import TestSupport
import Testing

/// Which policy decides on a rule.
@Suite struct PolicySetTests {
    private static func policy(
        _ name: String, _ pattern: String, team: String? = nil, _ rules: JSON, custom: JSON = []
    ) throws -> Policy {
        var object = JSONObject()
        object["pattern"] = .string(pattern)
        object["team"] = team.map { .string($0) }
        object["rules"] = rules
        object["custom"] = custom
        return try Policy(json: .object(object), name: name, foreign: ["mine"])
    }

    private static func lines(_ policies: [Policy], _ subject: String, owner: String? = nil) -> [String] {
        PolicySet(policies).rules(for: Subject(name: subject), owner: owner).map {
            "\($0.id) \($0.severity.rawValue) \($0.policy)"
        }
    }

    @Test func theMostSpecificPatternDecidesRuleByRule() throws {
        let policies = [
            try Self.policy("wide", "*", ["require-title": "error", "require-owner": "error"]),
            try Self.policy("orders", "orders-*", ["require-title": "warning"]),
            try Self.policy("audit", "orders-audit-*", ["require-title": "off"]),
        ]
        #expect(Self.lines(policies, "users") == ["require-owner error wide", "require-title error wide"])
        #expect(Self.lines(policies, "orders-a") == ["require-owner error wide", "require-title warning orders"])
        #expect(Self.lines(policies, "orders-audit-a") == ["require-owner error wide"])
    }

    @Test func ofEquallySpecificOnesTheLastNameDecides() throws {
        let a = try Self.policy("a", "orders-*", ["require-title": "error"])
        let b = try Self.policy("b", "*-value", ["require-title": "warning"])
        let c = try Self.policy("c", "orders*v*", ["require-title": "off"])
        #expect(Self.lines([b, a], "orders-value") == ["require-title error a"])
        #expect(Self.lines([c, a], "orders-value") == [])
        #expect(Self.lines([a, c], "orders-value") == [])
    }

    @Test func aPolicyOfATeamIsForWhatItOwns() throws {
        let policies = [try Self.policy("theirs", "*", team: "checkout", ["require-title": "error"])]
        #expect(Self.lines(policies, "orders", owner: "checkout") == ["require-title error theirs"])
        #expect(Self.lines(policies, "orders", owner: "search") == [])
        #expect(Self.lines(policies, "orders") == [])
    }

    @Test func aRuleOfOnesOwnIsSetByOthersToo() throws {
        let mine: JSON = [["title": "mine", "description": "Do as I say."]]
        let defining = try Self.policy("wide", "*", [:], custom: mine)
        let lenient = try Self.policy("lenient", "sandbox-*", ["mine": "warning"])
        #expect(Self.lines([defining, lenient], "orders") == ["mine error wide"])
        #expect(Self.lines([defining, lenient], "sandbox-orders") == ["mine warning lenient"])
        // Without anybody who defines it there is nothing to check.
        #expect(Self.lines([lenient], "sandbox-orders") == [])
    }

    @Test func optionsAreThoseOfThePolicyThatDecides() throws {
        let policies = [
            try Self.policy("wide", "*", ["max-depth": ["severity": "error", "options": ["limit": 3]]]),
            try Self.policy("orders", "orders", ["max-depth": "warning"]),
        ]
        #expect(PolicySet(policies).rules(for: Subject(name: "users"), owner: nil).map { $0.count("limit") } == [3])
        #expect(PolicySet(policies).rules(for: Subject(name: "orders"), owner: nil).map { $0.count("limit") } == [10])
    }

    @Test func anyPoliciesComeToWhatTheSimplestReadingSays() throws {
        var random = SeededGenerator(seed: SeededGenerator.seed)
        let patterns = ["*", "a*", "ab*", "*c", "abc", "a?c", "x*"]
        let subjects = ["abc", "abd", "axc", "xyz", "c"]
        let rules = ["require-title", "max-depth", "mine"]
        for _ in 0..<2000 {
            var policies: [Policy] = []
            for number in 0..<Int.random(in: 0...6, using: &random) {
                var settings = JSONObject()
                for rule in rules where Bool.random(using: &random) {
                    settings[rule] = .string(["error", "warning", "off"].randomElement(using: &random)!)
                }
                policies.append(
                    try Self.policy(
                        "p\(number)", patterns.randomElement(using: &random)!,
                        team: [nil, nil, "red", "blue"].randomElement(using: &random)!, .object(settings),
                        custom: Bool.random(using: &random) ? [["title": "mine", "description": "D."]] : []))
            }
            let owner = [nil, "red", "blue"].randomElement(using: &random)!
            for subject in subjects {
                let expected = rules.compactMap { Self.simplest($0, policies, subject, owner) }.sorted()
                #expect(Self.lines(policies.shuffled(using: &random), subject, owner: owner).sorted() == expected)
            }
        }
    }

    /// Asks every policy, and takes the one that no other one beats.
    private static func simplest(_ rule: String, _ policies: [Policy], _ subject: String, _ owner: String?) -> String? {
        func severity(_ policy: Policy) -> Severity? {
            policy.rules[rule]?.severity ?? (policy.custom.contains { $0.id == rule } ? .error : nil)
        }
        let applying = policies.filter {
            $0.pattern.matches(Subject(name: subject)) && ($0.team == nil || $0.team == owner)
        }
        if rule == "mine", !applying.contains(where: { $0.custom.contains { $0.id == rule } }) { return nil }
        let saying = applying.filter { severity($0) != nil }
        let winner = saying.first { one in
            saying.allSatisfy { ($0.pattern.specificity, $0.name) <= (one.pattern.specificity, one.name) }
        }
        guard let winner, let severity = severity(winner), severity != .off else { return nil }
        return "\(rule) \(severity.rawValue) \(winner.name)"
    }

    @Test func tenThousandPoliciesAreResolvedSoon() throws {
        let policies = PolicySet(
            try (0..<10_000).map { try Self.policy("p\($0)", "team-\($0)-*", ["require-title": "error"]) })
        let time = ContinuousClock().measure {
            #expect(policies.rules(for: Subject(name: "team-77-orders"), owner: nil).map(\.policy) == ["p77"])
        }
        #expect(time < .seconds(1))
    }
}
