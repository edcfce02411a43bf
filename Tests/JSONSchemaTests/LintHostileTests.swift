import Glibc
import Governance
import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

/// Schemas and rules that are made to keep a linter busy.
@Suite(.serialized) struct LintHostileTests {
    private static let all = BuiltInRule.ID.allCases.map { JSONObject.Member(name: $0.rawValue, value: "error") }

    private static func findings(
        _ text: String, rules: [JSONObject.Member] = all, custom: JSON = [], metadata: Metadata? = nil
    ) throws -> [PolicyFinding] {
        let policy = try Policy(
            json: ["name": "test", "pattern": "*", "rules": .object(JSONObject(rules)), "custom": custom])
        let rules = PolicySet([policy]).rules(for: Subject(name: "orders"), owner: nil)
        let format = JSONSchemaFormat()
        let schema = try format.parse(Definition(type: .json, text: text), references: [:])
        // Of the processor, since the machine may be busy with other things.
        let start = seconds()
        let found = try format.lint(schema, metadata: metadata, rules: rules)
        #expect(seconds() - start < 20)
        return found
    }

    private static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func repeated(_ count: Int, _ part: (Int) -> String) -> String {
        (0..<count).map(part).joined(separator: ",")
    }

    @Test func manyPathsOfMetadataEndSoon() throws {
        var metadata = Metadata()
        for number in 0..<3000 { metadata.tags["**e**\(number)**x"] = ["PII"] }
        let rules = [JSONObject.Member(name: "sensitive-labelled", value: "error")]
        let wide = #"{"properties":{\#(Self.repeated(3000) { "\"email_eeeeeeee_\($0)\":{}" })}}"#
        // Each reference is a step of paths that no other has.
        let branches = Self.repeated(300) { ##""e\##($0)":{"$ref":"#"}"## }
        let tree = ##"{"properties":{\##(branches),"phone":{}}}"##
        for text in [wide, tree] {
            let found = try Self.findings(text, rules: rules, metadata: metadata)
            #expect(found.map(\.pointer) == [.root])
            #expect(found.allSatisfy { $0.message.contains("could not be found out") })
        }
    }

    @Test func manyPropertiesEndSoon() throws {
        let found = try Self.findings(
            #"{"properties":{\#(Self.repeated(5000) { "\"Email_\($0)\":{\"default\":1}" })}}"#)
        #expect(found.count == 1000)
    }

    @Test func propertiesThatPartsNameAgainEndSoon() throws {
        let names = Self.repeated(5000) { "\"A\($0)\":{}" }
        _ = try Self.findings(#"{"properties":{\#(names)},"allOf":[{"properties":{\#(names)}}]}"#)
    }

    @Test func alternativesOfAlternativesEndSoon() throws {
        let definitions = Self.repeated(500) {
            ##""d\##($0)":{"anyOf":[{"$ref":"#/definitions/d\##($0 + 1)"},{"$ref":"#/definitions/d\##($0 + 1)"}]}"##
        }
        _ = try Self.findings(
            ##"{"$ref":"#/definitions/d0","definitions":{\##(definitions),"d500":{"type":"object","default":1}}}"##)
        _ = try Self.findings(#"{"anyOf":[\#(Self.repeated(20_000) { _ in "{\"properties\":{\"email\":{}}}" })]}"#)
    }

    @Test func deepNestingEndsSoon() throws {
        let text = String(repeating: #"{"items":"#, count: 200) + "{}" + String(repeating: "}", count: 200)
        #expect(try Self.findings(text).contains { $0.rule == "max-depth" })
        let composed = String(repeating: #"{"allOf":["#, count: 100) + "{}" + String(repeating: "]}", count: 100)
        _ = try Self.findings(composed)
    }

    @Test func anExampleThatCannotBeJudgedIsNoValidOne() throws {
        // Each level tries the next one twice, and nothing holds.
        let definitions = Self.repeated(60) {
            let next = ##"{"$ref":"#/definitions/d\##($0 + 1)"}"##
            return #""d\#($0)":{"anyOf":[\#(next),\#(next)]}"#
        }
        let found = try Self.findings(
            ##"{"$ref":"#/definitions/d0","definitions":{\##(definitions),"d60":false,"x":{"default":1,"allOf":[{"$ref":"#/definitions/d0"}]}}}"##
        )
        let about = try #require(found.first { $0.rule == "examples-validate" })
        #expect(about.message.hasPrefix("Whether the schema keeps the rule could not be found out"))
    }

    @Test func examplesWithSlowPatternsEndSoon() throws {
        let values = Self.repeated(20_000) { "\"\(String(repeating: "a", count: 20))\($0)!\"" }
        _ = try Self.findings(#"{"items":{"pattern":"^(a|aa)+\\d*$"},"examples":[[\#(values)]]}"#)
        let properties = Self.repeated(20_000) {
            #""p\#($0)":{"pattern":"^(a|aa)+\\d*$","default":"\#(String(repeating: "a", count: 20))!"}"#
        }
        _ = try Self.findings(#"{"properties":{\#(properties)}}"#)
    }

    @Test func customRulesThatTakeLongAreUndecided() throws {
        let definitions = (0..<40).map { number in
            let next: JSON = ["$ref": .string("#/definitions/d\(number + 1)")]
            return JSONObject.Member(name: "d\(number)", value: ["anyOf": [next, next]])
        }
        let custom = (0..<100).map { number -> JSON in
            [
                "title": .string("slow-\(number)"), "description": "Wait.", "$ref": "#/definitions/d0",
                "definitions": .object(
                    JSONObject(definitions + [.init(name: "d40", value: ["required": [.string("x\(number)")]])])),
            ]
        }
        let properties = Self.repeated(500) { "\"p\($0)\":{\"type\":\"string\"}" }
        let found = try Self.findings(#"{"properties":{\#(properties)}}"#, custom: .array(custom))
        // A reference keeps title and description from saying anything to the draft, not to us.
        #expect(found.contains { $0.rule.hasPrefix("slow-") && $0.message.contains("could not be found out") })
    }
}
