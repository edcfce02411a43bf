import JSONCore
import SchemaCore
import Testing

@Suite struct ContractTests {
    private static let metadata = Metadata(
        tags: ["object.x": ["A", "PII"]], properties: ["owner": "a", "app": "1"], sensitive: ["owner"])
    private static let ruleSet = RuleSet(
        migrationRules: [.init(name: "up", mode: .upgrade, type: "JSONATA")],
        domainRules: [
            .init(
                name: "len", doc: "d", kind: .condition, mode: .write, type: "CEL", tags: ["PII"], params: ["p": "q"],
                expr: "size", onSuccess: "NONE", onFailure: "DLQ", isDisabled: true)
        ], enableAt: .client)

    /// MD5 over text, references, metadata and rules, computed elsewhere from the description of the protocol.
    @Test func metadataAndRulesArePartOfTheIdentity() throws {
        let reference = Reference(
            name: "a.json", subject: Subject(context: Context("c"), name: "a"), version: try #require(Version(2)))
        func guid(_ metadata: Metadata?, _ ruleSet: RuleSet?) -> String {
            Definition(
                type: .json, text: #"{"type":"string"}"#, references: [reference], metadata: metadata, ruleSet: ruleSet
            ).identity.description
        }
        #expect(guid(nil, nil) == "43222e23-f1f6-2570-9fa9-399459c30b8d")
        #expect(guid(Self.metadata, nil) == "70cbcd64-6fea-aa4a-e9a6-c960903aff38")
        #expect(guid(nil, Self.ruleSet) == "9e130962-0f8e-c855-1409-f5370edae7d3")
        #expect(guid(Self.metadata, Self.ruleSet) == "49d84274-4f53-3469-c26d-e4319a29dd80")
    }

    @Test func bothComeBackFromTheirJSON() throws {
        #expect(try Metadata(json: Self.metadata.json) == Self.metadata)
        #expect(try RuleSet(json: Self.ruleSet.json) == Self.ruleSet)
        #expect(try Metadata(json: [:]).isEmpty)
        #expect(try RuleSet(json: ["unknown": 1, "domainRules": nil]).isEmpty)
    }

    @Test func whatIsNoneOfThemIsRefusedWithItsPlace() {
        func place<Value>(_ json: JSON, _ read: (JSON) throws(MalformedMember) -> Value) -> String? {
            do throws(MalformedMember) {
                _ = try read(json)
                return nil
            } catch {
                return error.pointer.description
            }
        }
        let metadata = { (json: JSON) throws(MalformedMember) in try Metadata(json: json) }
        let rules = { (json: JSON) throws(MalformedMember) in try RuleSet(json: json) }
        #expect(place([], metadata) == "")
        #expect(place(["tags": ["a": "b"]], metadata) == "/tags/a")
        #expect(place(["tags": ["a/b": [1]]], metadata) == "/tags/a~1b")
        #expect(place(["properties": ["a": 1]], metadata) == "/properties/a")
        #expect(place(["sensitive": [1]], metadata) == "/sensitive")
        #expect(place(["domainRules": [:]], rules) == "/domainRules")
        #expect(place(["domainRules": [1]], rules) == "/domainRules/0")
        #expect(place(["encodingRules": [[:], ["mode": "SOME"]]], rules) == "/encodingRules/1/mode")
        #expect(place(["migrationRules": [["params": ["a": 1]]]], rules) == "/migrationRules/0/params/a")
        #expect(place(["enableAt": "HOME"], rules) == "/enableAt")
    }

    @Test func whatRulesMustKeepIsChecked() {
        func code(_ phase: RuleSet.Phase, _ rules: RuleSet.Rule...) -> RegistryError.Code? {
            var ruleSet = RuleSet()
            ruleSet[phase] = rules
            do throws(RegistryError) {
                try ruleSet.validate()
                return nil
            } catch {
                return error.code
            }
        }
        for phase in RuleSet.Phase.allCases {
            for mode in RuleSet.Rule.Mode.allCases {
                let expected: RegistryError.Code? = phase.modes.contains(mode) ? nil : .invalidRuleSet
                #expect(code(phase, .init(name: "a", mode: mode, type: "T")) == expected, "\(phase) \(mode)")
            }
        }
        let long = String(repeating: "é", count: 256)
        for name in ["a", "_", "é1", "a b", long] {
            #expect(code(.domain, .init(name: name, type: "T")) == nil, "\(name)")
        }
        for name in ["", "1", " a", "-", long + "e"] {
            #expect(code(.domain, .init(name: name, type: "T")) == .invalidRuleSet, "\(name)")
        }
        #expect(code(.domain, .init(name: "a", type: "")) == .invalidRuleSet)
        #expect(code(.domain, .init(name: "a", type: "T"), .init(name: "a", type: "T")) == .invalidRuleSet)
        // Names that only look the same are two.
        #expect(code(.domain, .init(name: "\u{E9}", type: "T"), .init(name: "e\u{301}", type: "T")) == nil)
    }

    @Test func layersAreMergedByNameAndTheLastOneWins() {
        let merged = Metadata.merged(
            Metadata(tags: ["p": ["b"]], properties: ["a": "1", "b": "1"]), nil,
            Metadata(tags: ["p": ["a"], "q": ["c"]], properties: ["b": "2", "c": "3"], sensitive: ["c"]))
        #expect(
            merged
                == Metadata(
                    tags: ["p": ["a", "b"], "q": ["c"]], properties: ["a": "1", "b": "2", "c": "3"], sensitive: ["c"]))
        #expect(Metadata.merged(nil, nil) == nil)
        let rules = RuleSet.merged(
            RuleSet(domainRules: [.init(name: "a", type: "X"), .init(name: "b", type: "X")], enableAt: .all),
            RuleSet(domainRules: [.init(name: "a", type: "Y")], encodingRules: [.init(name: "c", type: "Z")]))
        #expect(rules?.domainRules.map(\.type) == ["X", "Y"])
        #expect(rules?.encodingRules.map(\.name) == ["c"])
        #expect(rules?.enableAt == .all)
        #expect(rules?.without(["a", "c"]) == RuleSet(domainRules: [.init(name: "b", type: "X")], enableAt: .all))
    }

    @Test func theNumberOfTheVersionIsNoPartOfTheLikeness() {
        let numbered = Metadata(properties: [Metadata.versionProperty: "3"])
        #expect(numbered.withoutVersion == nil)
        #expect(Metadata().withoutVersion == nil)
        #expect(
            Metadata(properties: ["a": "b", Metadata.versionProperty: "3"]).withoutVersion
                == Metadata(properties: ["a": "b"]))
        #expect(Metadata(properties: [Metadata.reservedProperty: " a, b ,,c"]).reservedNames == ["a", "b", "c"])
    }
}
