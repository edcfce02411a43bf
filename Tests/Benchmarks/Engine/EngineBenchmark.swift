import Compatibility
import Governance
import JSONCore
import JSONSchema
import SchemaCore

/// Times the compatibility engine alone, without a server or a store, and prints one row a case.
@main struct EngineBenchmark {
    static func main() throws {
        let format = JSONSchemaFormat()
        func parsed(_ text: String) throws -> JSONSchemaFormat.Schema {
            try format.parse(Definition(type: .json, text: text), references: [:])
        }
        let old = try parsed(event(properties: 20, maxLength: 40))
        let cases: [(name: String, text: String, wanted: String)] = [
            ("20 properties, equal", event(properties: 20, maxLength: 40), "under 40"),
            ("20 properties, reordered", event(properties: 20, maxLength: 40, order: .backward), "under 40"),
            ("20 properties, one bound wider", event(properties: 20, maxLength: 50), "under 100"),
            ("20 properties, one bound tighter", event(properties: 20, maxLength: 30), "under 100"),
            ("20 properties, one added", event(properties: 21, maxLength: 40), "under 100"),
        ]
        for (name, text, wanted) in cases {
            let new = try parsed(text)
            let microseconds = median { () -> Verdict in
                format.compare(reader: new, writer: old, policy: CompatibilityPolicy.strict, budget: Budget.standard)
                    .verdict
            }
            row("compare \(name), µs", microseconds, wanted)
        }
        let history = try (1...1000).reversed().map { number in
            CompatibilityChecker<JSONSchemaFormat>.Earlier(
                version: Version(number) ?? .first, schema: try parsed(event(properties: 20, maxLength: number)))
        }
        let checker = CompatibilityChecker(format: format, level: .backwardTransitive)
        let next = try parsed(event(properties: 20, maxLength: 1001))
        row(
            "compare 20 properties with 1,000 versions, ms",
            median(batches: 5, of: 1) { checker.check(candidate: next, history: history).count } / 1000, "under 50")
        let text = event(properties: 20, maxLength: 40)
        row("parse 20 properties, µs", median { () -> Bool in (try? parsed(text)) != nil }, "")
        try lint()
        try ownership()
    }

    /// Times who owns a subject, by ten thousand rules: names, beginnings, ends, and globs in the middle.
    private static func ownership() throws {
        let rules = OwnershipRules(
            try (0..<10_000).map { number in
                let pattern = ["team\(number)-*", "*-domain\(number)", "x\(number)-*-value", "exact-\(number)"][
                    number % 4]
                return OwnershipRule(pattern: try SubjectPattern(parsing: pattern), team: "t\(number % 100)")
            })
        for name in [
            "team4000-orders-value", "orders-domain4001", "x4002-orders-value", "exact-4003", "owned-by-nobody",
        ] {
            let subject = Subject(name: name)
            row(
                "owner of \(name) by 10,000 rules, µs",
                median { () -> Bool in rules.rule(for: subject) != nil }, "under 20")
        }
    }

    /// Times the rules of policies, a custom one among them.
    private static func lint() throws {
        let format = JSONSchemaFormat()
        let builtIn = BuiltInRule.ID.allCases.map { JSONObject.Member(name: $0.rawValue, value: "error") }
        let custom: JSON = [
            [
                "title": "bounded", "description": "A string needs an upper bound.",
                "if": ["properties": ["type": ["const": "string"]], "required": ["type"]],
                "then": ["required": ["maxLength"]],
            ]
        ]
        let policy = try Policy(
            json: ["name": "all", "pattern": "*", "rules": .object(JSONObject(builtIn)), "custom": custom])
        let policies = PolicySet([policy])
        let subject = Subject(name: "orders-value")
        let rules = policies.rules(for: subject, owner: "checkout")
        row(
            "rules for a subject, µs", median { () -> Int in policies.rules(for: subject, owner: "checkout").count }, ""
        )
        let schemas = [
            ("kept", event(properties: 20, maxLength: 40, head: documentation)),
            ("broken by 3", event(properties: 20, maxLength: 40)),
        ]
        for (name, text) in schemas {
            let schema = try format.parse(Definition(type: .json, text: text), references: [:])
            let microseconds = median { () -> Int in
                rules.findings(subject: subject, owner: "checkout", text: text).count
                    + ((try? format.lint(schema, metadata: nil, rules: rules).count) ?? 0)
            }
            row("lint 20 properties by all rules, \(name), µs", microseconds, "")
        }
    }

    private static let documentation =
        #""$schema":"http://json-schema.org/draft-07/schema#","title":"Event","description":"What happened.","#

    /// A closed event with so many string properties; the first has the given bound, the others a fixed one.
    private static func event(
        properties: Int, maxLength: Int, order: Order = .forward, head: String = ""
    ) -> String {
        let numbers = Array(1...properties)
        let members = (order == .forward ? numbers : numbers.reversed()).map { number in
            #""field\#(number)":{"type":"string","maxLength":\#(number == 1 ? maxLength : 64)}"#
        }
        return #"{\#(head)"type":"object","properties":{\#(members.joined(separator: ","))},"#
            + #""required":["field1","field2"],"additionalProperties":false}"#
    }

    private enum Order {
        case forward, backward
    }

    /// The median over batches of the microseconds that one call takes.
    private static func median<Result>(batches: Int = 200, of batch: Int = 50, _ work: () -> Result) -> Double {
        let clock = ContinuousClock()
        for _ in 0..<batch { keep(work()) }
        var times: [Double] = []
        for _ in 0..<batches {
            let elapsed = clock.measure { for _ in 0..<batch { keep(work()) } }
            times.append(
                (Double(elapsed.components.seconds) * 1e6 + Double(elapsed.components.attoseconds) / 1e12)
                    / Double(batch))
        }
        return times.sorted()[times.count / 2]
    }

    /// Keeps the optimizer from leaving out work whose result nobody reads.
    @inline(never) private static func keep<Result>(_ result: Result) {
        withExtendedLifetime(result) {}
    }

    private static func row(_ what: String, _ value: Double, _ wanted: String) {
        let tenths = Int(value * 10 + 0.5)
        let figure = "\(tenths / 10).\(tenths % 10)"
        let name = what + String(repeating: " ", count: max(0, 66 - what.count))
        print(name, String(repeating: " ", count: max(0, 16 - figure.count)) + figure, "  " + wanted)
    }
}
