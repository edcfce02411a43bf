import Compatibility
import Glibc
import Governance
import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

/// Schemas with policies and what these must find; `RECORD=1` writes down what they find, and fails.
@Suite struct LintTests {
    private static let fixtures = Fixtures("policies")

    private static func cases() throws -> [JSON] {
        try JSON(parsing: try #require(fixtures.text("rules.json"))).array ?? []
    }

    private static func findings(_ one: JSON) throws -> [PolicyFinding] {
        var policy = JSONObject()
        policy["pattern"] = "*"
        policy["rules"] = one["rules"]
        policy["custom"] = one["custom"]
        let subject = try Subject(parsing: one["subject"]?.string ?? "orders-value")
        let owner = one["owner"]?.string
        let rules = PolicySet([try Policy(json: .object(policy), name: "test")]).rules(for: subject, owner: owner)
        let text = try #require(one["schema"]).text
        let references = (one["references"]?.object?.members ?? []).map {
            ($0.name, Definition(type: .json, text: $0.value.text))
        }
        let format = JSONSchemaFormat()
        let schema = try format.parse(
            Definition(type: .json, text: text), references: Dictionary(uniqueKeysWithValues: references))
        let metadata = try one["metadata"].map { json throws(MalformedMember) in try Metadata(json: json) }
        return try rules.findings(subject: subject, owner: owner, text: text)
            + format.lint(schema, metadata: metadata, rules: rules)
    }

    private static func line(_ finding: PolicyFinding) -> String {
        "\(finding.severity.rawValue) \(finding.rule) #\(finding.pointer): \(finding.message) \(finding.fix ?? "")"
    }

    @Test func everySchemaIsToldWhatItIsToldInTheTable() throws {
        var differences: [String] = []
        var recorded: [JSON] = []
        for one in try Self.cases() {
            var object = try #require(one.object)
            object["findings"] = .array(try Self.findings(one).map { .string(Self.line($0)) })
            recorded.append(.object(object))
            if recorded.last != one {
                differences.append("\(one["description"]?.string ?? ""): \(object["findings"]?.text ?? "")")
            }
        }
        if getenv("RECORD") != nil { try Self.fixtures.record(recorded, in: "rules.json") }
        #expect(differences == [])
    }

    @Test func everyRuleHasASchemaThatBreaksItAndOneThatKeepsIt() throws {
        let cases = try Self.cases()
        func matching(_ rule: BuiltInRule.ID, isBroken: Bool) -> [JSON] {
            cases.filter { one in
                let findings = (one["findings"]?.array ?? []).compactMap(\.string)
                return one["rules"]?[rule.rawValue] != nil
                    && findings.contains { $0.contains(" \(rule.rawValue) ") } == isBroken
            }
        }
        for rule in BuiltInRule.ID.allCases {
            #expect(!matching(rule, isBroken: true).isEmpty, "\(rule.rawValue)")
            #expect(!matching(rule, isBroken: false).isEmpty, "\(rule.rawValue)")
        }
    }

    // MARK: - One at a time

    private static func rules(_ rules: JSON, custom: JSON = []) throws -> [EffectiveRule] {
        let policy = try Policy(json: ["name": "test", "pattern": "*", "rules": rules, "custom": custom])
        return PolicySet([policy]).rules(for: Subject(name: "orders"), owner: nil)
    }

    private static func lint(_ text: String, _ rules: [EffectiveRule]) throws -> [PolicyFinding] {
        let format = JSONSchemaFormat()
        return try format.lint(
            try format.parse(Definition(type: .json, text: text), references: [:]), metadata: nil, rules: rules)
    }

    @Test func aFindingSaysTheLineAndColumnOfTheNameInTheText() throws {
        let text = """
            {
              "properties": {
                "b": { "default": 1,
                  "type": "string" },
                "A": {}
              }
            }
            """
        let found = try Self.lint(text, Self.rules(["examples-validate": "error", "property-naming": "warning"]))
        #expect(found.map(\.position) == [SourcePosition(line: 3, column: 12), SourcePosition(line: 5, column: 5)])
        #expect(found.map(\.severity) == [.error, .warning])
        #expect(found.map(\.policy) == ["test", "test"])
        #expect(!found.pass)
        #expect(Array(found.dropFirst()).pass)
    }

    @Test func whatACustomRuleObjectsToInsideASubschemaIsWhereItSays() throws {
        let custom: JSON = [
            ["title": "short", "description": "Keep it short.", "properties": ["title": ["maxLength": 5]]]
        ]
        let found = try Self.lint(
            #"{"title":"Orders","items":{"title":"Line"}}"#, Self.rules([:], custom: custom))
        #expect(found.map(\.pointer.description) == ["/title"])
        #expect(found.map(\.message) == ["Keep it short."])
    }

    @Test func aCustomRuleThatIsNoSchemaIsRefused() throws {
        for (rule, reason) in [
            (["type": "text"], "/type must be one of"), (["$ref": "https://example.com/x"], "nothing is fetched"),
            (["pattern": "("], "is not a regular expression"), (["$ref": "#/definitions/none"], "nothing of that name"),
        ] as [(JSON, String)] {
            var object = try #require(rule.object)
            object["title"] = "mine"
            object["description"] = "Do as I say."
            let custom = try CustomRule(json: .object(object))
            let error = #expect(throws: RegistryError.self) { try JSONSchemaFormat().check(custom) }
            #expect(error?.code == .malformedRequest)
            #expect(error?.message.contains("The custom rule \"mine\" is not a JSON Schema.") == true)
            #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        }
        let fine = try CustomRule(json: ["title": "mine", "description": "Do as I say.", "type": "object"])
        try JSONSchemaFormat().check(fine)
    }

    @Test func errorsAreFoundHoweverManyWarningsThereAre() throws {
        let names = (0..<2000).map { "\"A\($0)\":{}" }.joined(separator: ",")
        let found = try Self.lint(
            #"{"properties":{\#(names)},"items":{"default":1,"type":"string"}}"#,
            Self.rules(["property-naming": "warning", "examples-validate": "error"]))
        #expect(found.count == 1000)
        #expect(found.count { $0.severity == .error } == 1)
    }
}
