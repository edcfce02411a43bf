import Governance
import JSONCore
import SchemaCore
import Testing

@Suite struct PolicyTests {
    private static func policy(_ text: String) throws -> Policy { try Policy(json: JSON(parsing: text)) }

    @Test func aPolicyIsWrittenAsItIsRead() throws {
        let json = try JSON(
            parsing: #"""
                {"name":"naming","pattern":"orders-*","team":"checkout",
                 "rules":{"property-naming":{"severity":"error","options":{"style":"snake_case"}},"require-title":"off","mine":"warning"},
                 "custom":[{"title":"mine","description":"Do as I say.","type":"object"}]}
                """#)
        let policy = try Policy(json: json)
        #expect(policy.json == json)
        #expect(try Policy(json: policy.json).json == json)
        #expect(policy.team == "checkout")
        #expect(policy.rules["property-naming"]?.severity == .error)
    }

    @Test func theLeastThatAPolicyNeedsIsAPattern() throws {
        let policy = try Policy(json: ["pattern": "*"], name: "all")
        #expect(policy.name == "all")
        #expect(policy.json == ["name": "all", "pattern": "*", "rules": [:], "custom": []])
    }

    @Test(
        arguments: [
            ("[]", "", "an object"),
            (#"{"pattern":"*"}"#, "/name", "a name of small letters"),
            (#"{"name":"No","pattern":"*"}"#, "/name", "small letters"),
            (#"{"name":"-a","pattern":"*"}"#, "/name", "small letters"),
            (#"{"name":"a"}"#, "/pattern", "a string"),
            (#"{"name":"a","pattern":""}"#, "/pattern", "must not be empty"),
            (#"{"name":"a","pattern":"a\\"}"#, "/pattern", "must not end in a backslash"),
            (#"{"name":"a","pattern":"*","team":1}"#, "/team", "the name of a team"),
            (#"{"name":"a","pattern":"*","rule":{}}"#, "/rule", "left out: a policy has only name, pattern"),
            (#"{"name":"a","pattern":"*","rules":[]}"#, "/rules", "an object"),
            (#"{"name":"a","pattern":"*","rules":{"no-such":"error"}}"#, "/rules/no-such", "require-owner"),
            (#"{"name":"a","pattern":"*","rules":{"max-depth":"fatal"}}"#, "/rules/max-depth", "error, warning, off"),
            (#"{"name":"a","pattern":"*","rules":{"max-depth":1}}"#, "/rules/max-depth", "severity and options"),
            (
                #"{"name":"a","pattern":"*","rules":{"max-depth":{}}}"#, "/rules/max-depth/severity",
                "error, warning, off"
            ),
            (
                #"{"name":"a","pattern":"*","rules":{"max-depth":{"severity":"error","options":{"limit":0}}}}"#,
                "/rules/max-depth/options/limit", "a whole number from 1"
            ),
            (
                #"{"name":"a","pattern":"*","rules":{"max-depth":{"severity":"error","options":{"limit":1e99}}}}"#,
                "/rules/max-depth/options/limit", "a whole number from 1"
            ),
            (
                #"{"name":"a","pattern":"*","rules":{"max-depth":{"severity":"error","options":{"depth":1}}}}"#,
                "/rules/max-depth/options/depth", "only the options limit"
            ),
            (
                #"{"name":"a","pattern":"*","rules":{"require-owner":{"severity":"error","options":{"depth":1}}}}"#,
                "/rules/require-owner/options/depth", "no options"
            ),
            (
                #"{"name":"a","pattern":"*","rules":{"property-naming":{"severity":"error","options":{"style":"Train"}}}}"#,
                "/rules/property-naming/options/style", "one of camelCase, snake_case, kebab-case"
            ),
            (
                #"{"name":"a","pattern":"*","rules":{"subject-naming":{"severity":"error","options":{"patterns":["\\"]}}}}"#,
                "/rules/subject-naming/options/patterns", "a non-empty array of patterns"
            ),
            (
                #"{"name":"a","pattern":"*","rules":{"subject-naming":{"severity":"error","options":{"patterns":[]}}}}"#,
                "/rules/subject-naming/options/patterns", "a non-empty array of patterns"
            ),
            (#"{"name":"a","pattern":"*","custom":{}}"#, "/custom", "an array"),
            (#"{"name":"a","pattern":"*","custom":[true]}"#, "/custom/0", "an object"),
            (#"{"name":"a","pattern":"*","custom":[{"description":"D."}]}"#, "/custom/0/title", "the rule's id"),
            (
                #"{"name":"a","pattern":"*","custom":[{"title":"a b","description":"D."}]}"#, "/custom/0/title",
                "the rule's id"
            ),
            (
                #"{"name":"a","pattern":"*","custom":[{"title":"max-depth","description":"D."}]}"#, "/custom/0/title",
                "no built-in rule has"
            ),
            (
                #"{"name":"a","pattern":"*","custom":[{"title":"a","description":" "}]}"#, "/custom/0/description",
                "a sentence"
            ),
            (
                #"{"name":"a","pattern":"*","custom":[{"title":"a","description":"D."},{"title":"a","description":"D."}]}"#,
                "/custom/1/title", "no other rule"
            ),
        ])
    func whatIsNoPolicyIsRefusedWithThePlace(_ text: String, _ pointer: String, _ expectation: String) throws {
        let json = try JSON(parsing: text)
        let error = #expect(throws: MalformedMember.self) { try Policy(json: json) }
        #expect(error?.pointer.description == pointer)
        #expect(error?.expectation.contains(expectation) == true, "\(error?.expectation ?? "")")
    }

    @Test func aPolicyHasNoMoreThanAHundredRulesOfItsOwn() throws {
        let rules = (0...100).map {
            JSON.object(
                JSONObject([.init(name: "title", value: .string("r\($0)")), .init(name: "description", value: "D.")]))
        }
        #expect(
            try Policy(json: ["name": "a", "pattern": "*", "custom": .array(Array(rules.dropLast()))]).custom.count
                == 100)
        let error = #expect(throws: MalformedMember.self) {
            try Policy(json: ["name": "a", "pattern": "*", "custom": .array(rules)])
        }
        #expect(error?.pointer.description == "/custom")
    }

    @Test func theNameInTheDocumentIsTheOneItIsKeptUnder() throws {
        let error = #expect(throws: MalformedMember.self) {
            try Policy(json: ["name": "a", "pattern": "*"], name: "b")
        }
        #expect(error?.expectation.contains("\"b\"") == true)
    }

    @Test func aRuleOfAnotherPolicyMayBeSet() throws {
        let json: JSON = ["name": "a", "pattern": "*", "rules": ["theirs": "off"]]
        #expect(throws: MalformedMember.self) { try Policy(json: json) }
        #expect(try Policy(json: json, foreign: ["theirs"]).rules["theirs"]?.severity == .off)
    }

    @Test func theCatalogueIsWhole() throws {
        #expect(BuiltInRule.catalogue.map(\.id.rawValue).sorted() == BuiltInRule.ID.allCases.map(\.rawValue).sorted())
        for rule in BuiltInRule.catalogue {
            #expect(rule.purpose.hasPrefix("Checks that ") && rule.purpose.hasSuffix("."))
            for option in rule.options {
                #expect(option.purpose.hasSuffix("."))
                // The default is a value that a policy may set.
                let setting: JSON = [
                    "severity": "error",
                    "options": .object(JSONObject([.init(name: option.name, value: option.standard)])),
                ]
                let rules = JSONObject([.init(name: rule.id.rawValue, value: setting)])
                _ = try Policy(json: ["name": "a", "pattern": "*", "rules": .object(rules)])
            }
        }
    }

    @Test func theRecommendedPolicyIsOneThatCouldBeWritten() throws {
        let json = Policy.recommended.json
        #expect(try Policy(json: json).json == json)
        let rules = PolicySet([.recommended]).rules(for: Subject(name: "any"), owner: nil)
        #expect(rules.count >= 8 && rules.allSatisfy { $0.severity == .warning })
    }

    @Test func aFindingIsWrittenAsItIsRead() throws {
        let rules = PolicySet([try Policy(json: ["name": "a", "pattern": "*", "rules": ["max-bytes": "error"]])])
            .rules(for: Subject(name: "x"), owner: nil)
        var finding = PolicyFinding(try #require(rules.first), "Too long.", fix: nil)
        #expect(
            finding.json == [
                "rule": "max-bytes", "policy": "a", "severity": "error", "pointer": "", "message": "Too long.",
            ])
        #expect(try PolicyFinding(json: finding.json) == finding)
        finding.pointer = JSONPointer(["a/b"])
        finding.position = SourcePosition(line: 3, column: 7)
        finding.fix = "Cut it."
        #expect(try PolicyFinding(json: finding.json) == finding)
        #expect(finding.json["pointer"] == "/a~1b" && finding.json["line"] == 3 && finding.json["column"] == 7)
    }
}

@Suite struct NamingStyleTests {
    @Test(
        arguments: [
            ("orderId", ["order", "Id"]), ("order_id", ["order", "id"]),
            ("HTTPServerName", ["HTTP", "Server", "Name"]),
            ("", []), ("--", []), ("v2", ["v2"]), ("IPAddress", ["IP", "Address"]), ("ABC", ["ABC"]),
        ])
    func namesHaveWords(_ name: String, _ words: [String]) { #expect(NamingStyle.words(of: name) == words) }

    @Test func aRewrittenNameIsOfTheStyle() {
        for name in ["order_id", "OrderId", "order-id", "ORDER ID", "größe_Max", "2nd", "$", "a1b"] {
            for style in NamingStyle.allCases {
                if let rewritten = style.rewritten(name) { #expect(style.accepts(rewritten), "\(name) \(rewritten)") }
            }
        }
        #expect(NamingStyle.camelCase.rewritten("ORDER_ID") == "orderId")
        #expect(NamingStyle.kebabCase.rewritten("orderId") == "order-id")
        #expect(NamingStyle.snakeCase.rewritten("2nd") == nil)
    }
}
