import Governance
import JSONCore
import RegistryCore
import SchemaCore
import Testing

/// What the log keeps of changes; engines share it, and old logs hold it, so it is pinned here.
@Suite struct ChangePayloadTests {
    private static let metadata =
        #"{"tags":{"a.b":["PII"]},"properties":{"a":"2","z":"1"},"sensitive":["z"]}"#
    private static let ruleSet =
        #"{"migrationRules":[{"name":"m","kind":"TRANSFORM","mode":"UPGRADE","type":"JSONATA","disabled":false}],"#
        + #""domainRules":[{"name":"d","doc":"x","kind":"CONDITION","mode":"WRITE","type":"CEL","tags":["a","b"],"#
        + #""params":{"k":"v"},"expr":"e","onSuccess":"NONE","onFailure":"ERROR","disabled":true}],"enableAt":"CLIENT"}"#
    private static let full =
        #"{"alias":"orders","aliasForDeks":"d","normalize":true,"validateFields":true,"validateNewSchemas":false,"#
        + #""validateRules":true,"compatibilityLevel":"BACKWARD","compatibilityPolicy":"LENIENT","#
        + #""compatibilityGroup":"major","defaultMetadata":\#(metadata),"overrideMetadata":{},"#
        + #""defaultRuleSet":{},"overrideRuleSet":\#(ruleSet)}"#

    private static func examples() throws -> [(Change, kind: String, subject: String?, payload: String)] {
        let two = try Version.number(2)
        var configuration = Configuration(level: .backward, normalize: true)
        configuration.policy = .lenient
        configuration.group = "major"
        configuration.validateFields = true
        configuration.validateNewSchemas = false
        configuration.validateRules = true
        configuration.alias = "orders"
        configuration.aliasForDeks = "d"
        configuration.defaultMetadata = Metadata(
            tags: ["a.b": ["PII"]], properties: ["z": "1", "a": "2"], sensitive: ["z"])
        configuration.overrideMetadata = Metadata()
        configuration.defaultRuleSet = RuleSet()
        configuration.overrideRuleSet = RuleSet(
            migrationRules: [.init(name: "m", mode: .upgrade, type: "JSONATA")],
            domainRules: [
                .init(
                    name: "d", doc: "x", kind: .condition, mode: .write, type: "CEL", tags: ["b", "a"],
                    params: ["k": "v"], expr: "e", onSuccess: "NONE", onFailure: "ERROR", isDisabled: true)
            ], enableAt: .client)
        let association = Association(
            resource: .init(id: "1", namespace: "lkc", name: "o"), part: .value, subject: .orders, lifecycle: .strong,
            isFrozen: true)
        let reference = Reference(name: "a.json", subject: Subject(context: Context("c"), name: "a"), version: two)
        return [
            (
                .versionRegistered(
                    Registration(
                        subject: .orders, version: two, id: SchemaID(7),
                        definition: .text("{\"a\": 1}", references: [reference]))),
                "version-registered", "orders",
                #"{"version":2,"id":7,"schemaType":"JSON","schema":"{\"a\": 1}","#
                    + #""references":[{"name":"a.json","subject":":.c:a","version":2}]}"#
            ),
            (
                .versionRegistered(Registration(subject: .orders, version: two, definition: .text("true"))),
                "version-registered", "orders", #"{"version":2,"schemaType":"JSON","schema":"true"}"#
            ),
            (
                .versionRegistered(
                    Registration(
                        subject: .orders, version: two, definition: .text("true"), at: Timestamp(microseconds: 5))),
                "version-registered", "orders", #"{"version":2,"schemaType":"JSON","schema":"true","at":5}"#
            ),
            (.versionDeleted(.orders, two), "version-deleted", "orders", #"{"version":2}"#),
            (.versionErased(.orders, two), "version-erased", "orders", #"{"version":2}"#),
            (.subjectDeleted(.orders, [.first, two]), "subject-deleted", "orders", #"{"versions":[1,2]}"#),
            (.subjectErased(.orders, []), "subject-erased", "orders", #"{"versions":[]}"#),
            (
                .configurationSet(.global, Configuration(level: .fullTransitive, normalize: false)),
                "configuration-set", nil, #"{"normalize":false,"compatibilityLevel":"FULL_TRANSITIVE"}"#
            ),
            (.configurationSet(.context(Context("c")), Configuration()), "configuration-set", ":.c:", "{}"),
            (.configurationSet(.everywhere, configuration), "configuration-set", ":.__GLOBAL:", Self.full),
            (.modeSet(.subject(.orders), .import), "mode-set", "orders", #"{"mode":"IMPORT"}"#),
            (.modeSet(.global, .readOnlyOverride), "mode-set", nil, #"{"mode":"READONLY_OVERRIDE"}"#),
            (.modeCleared(.everywhere), "mode-cleared", ":.__GLOBAL:", "{}"),
            (.idsReserved(Context("c"), try #require(SchemaID(9))), "ids-reserved", ":.c:", #"{"id":9}"#),
            (.idsReserved(.standard, try #require(SchemaID(9))), "ids-reserved", "", #"{"id":9}"#),
            (.contextDeleted(Context("c")), "context-deleted", ":.c:", "{}"),
            (
                .associationSet(association), "association-set", "orders",
                #"{"resourceId":"1","resourceType":"topic","associationType":"value","resourceNamespace":"lkc","#
                    + #""resourceName":"o","lifecycle":"STRONG","frozen":true}"#
            ),
            (
                .associationRemoved(association.key, .orders), "association-removed", "orders",
                #"{"resourceId":"1","resourceType":"topic","associationType":"value"}"#
            ),
            (
                .versionRegistered(
                    Registration(
                        subject: .orders, version: two,
                        definition: Definition(
                            type: .json, text: "true", metadata: configuration.defaultMetadata,
                            ruleSet: configuration.overrideRuleSet))),
                "version-registered", "orders",
                #"{"version":2,"schemaType":"JSON","schema":"true","metadata":\#(Self.metadata),"#
                    + #""ruleSet":\#(Self.ruleSet)}"#
            ),
            (
                .versionRegistered(
                    Registration(subject: .orders, version: two, definition: .text("true"), state: .draft)),
                "version-registered", "orders",
                #"{"version":2,"schemaType":"JSON","schema":"true","lifecycle":"draft"}"#
            ),
            (
                .lifecycleSet(
                    .orders, two,
                    Lifecycle(
                        .deprecated, effective: Timestamp(microseconds: 1_000_000),
                        sunset: Timestamp(microseconds: 2_000_000), alternative: "o:3", documentation: "https://d",
                        reason: "r")),
                "lifecycle-set", "orders",
                #"{"version":2,"lifecycle":{"state":"deprecated","effective":"1970-01-01T00:00:01.000Z","#
                    + #""sunset":"1970-01-01T00:00:02.000Z","alternative":"o:3","documentation":"https://d","reason":"r"}}"#
            ),
            (.configurationCleared(.subject(.orders)), "configuration-cleared", "orders", "{}"),
            (.configurationCleared(.global), "configuration-cleared", nil, "{}"),
        ] + records()
    }

    private static func records() -> [(Change, kind: String, subject: String?, payload: String)] {
        Record.Kind.allCases.flatMap { kind -> [(Change, kind: String, subject: String?, payload: String)] in
            let isOfSubject = [.owner, .transfer, .waiver, .dataEncryptionKey].contains(kind)
            let key = Record.Key(kind, "orders", subject: isOfSubject ? .orders : nil)
            let subject = isOfSubject ? "orders" : nil
            let (set, removed) = ("\(kind.rawValue)-set", "\(kind.rawValue)-removed")
            return [
                (
                    .recordSet(key, ["a": 1], reason: "r"), set, subject,
                    #"{"name":"orders","value":{"a":1},"reason":"r"}"#
                ), (.recordSet(key, ["a": 1], reason: nil), set, subject, #"{"name":"orders","value":{"a":1}}"#),
                (.recordRemoved(key, reason: nil), removed, subject, #"{"name":"orders"}"#),
            ]
        }
    }

    @Test func everyChangeIsWrittenAsPinnedAndReadBack() throws {
        let examples = try Self.examples()
        for (change, kind, subject, payload) in examples {
            #expect(change.kind.rawValue == kind)
            #expect(change.subject?.qualifiedName == subject)
            #expect(change.payload.text == payload)
            let read = try Change(
                kind: try #require(Change.Kind(rawValue: kind)), subject: subject.map { Subject(qualifiedName: $0) },
                payload: try JSON(parsing: payload))
            #expect(read == change)
        }
        #expect(Set(examples.map { $0.0.kind }) == Set(Change.Kind.allCases))
    }

    @Test func whatNoProgramWroteIsRefused() throws {
        let cases: [(Change.Kind, String?, JSON)] = [
            (.versionRegistered, nil, ["version": 1, "schemaType": "JSON", "schema": "{}"]),
            (.versionRegistered, "a", ["version": 0, "schemaType": "JSON", "schema": "{}"]),
            (.versionRegistered, "a", ["version": 1, "id": 0, "schemaType": "JSON", "schema": "{}"]),
            (.versionRegistered, "a", ["version": 1, "id": "1", "schemaType": "JSON", "schema": "{}"]),
            (.versionRegistered, "a", ["version": 1, "schema": "{}"]),
            (.versionRegistered, "a", ["version": 1, "schemaType": "JSON", "schema": 1]),
            (.versionRegistered, "a", ["version": 1, "schemaType": "JSON", "schema": "{}", "references": 1]),
            (.versionRegistered, "a", ["version": 1, "schemaType": "JSON", "schema": "{}", "references": [[:]]]),
            (.versionRegistered, "a", ["version": 1, "schemaType": "JSON", "schema": "{}", "at": "5"]),
            (.versionDeleted, "a", [:]), (.versionDeleted, "a", []), (.versionDeleted, nil, ["version": 1]),
            (.versionErased, "a", ["version": 4_294_967_297]), (.subjectDeleted, "a", ["versions": [1, 0]]),
            (.subjectErased, "a", ["versions": 1]), (.subjectErased, nil, ["versions": [1]]),
            (.configurationSet, nil, ["compatibilityLevel": "SOME"]), (.configurationSet, nil, ["normalize": 1]),
        ]
        for (kind, subject, payload) in cases {
            let code = code {
                _ = try Change(kind: kind, subject: subject.map { Subject(qualifiedName: $0) }, payload: payload)
            }
            #expect(code == .storeFailure, "\(kind) \(payload.text)")
        }
    }
}
