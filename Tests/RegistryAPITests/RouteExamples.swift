import Governance
import JSONCore
import RegistryCore
import SchemaCore
import TestSupport

@testable import HTTP
@testable import RegistryAPI

/// A request for each endpoint, and a registry in which each of them that writes changes something.
enum RouteExamples {
    /// A request that is answered once ``changes(before:)`` are in the store.
    static func example(_ route: Route<Endpoint>) -> (target: String, body: String) {
        let target = route.template.replacing("{subject}", with: "s").replacing("{version}", with: "1")
            .replacing("{id}", with: "1").replacing("{guid}", with: "2809284b-6e54-d0d3-4017-715ffe5636bd")
            .replacing("{namespace}", with: "-").replacing("{name}", with: "t")
            .replacing("{context}", with: "c").replacing("{resource}", with: "r").replacing("{team}", with: "t")
            .replacing("{waiver}", with: route.template.hasSuffix("approve") ? "w" : "v")
            .replacing("{kek}", with: "k")
            .replacing("{token}", with: "k").replacing("{webhook}", with: "h").replacing("{policy}", with: "p")
            .replacing("/governance/diff", with: "/governance/diff?from=0")
        let body: String =
            switch route.endpoint.input {
            case .none: ""
            case .optionalBody: "{}"
            case .documents: "\"a\""
            case .body where route.template == "/validate": #"{"schema":true,"document":1}"#
            case .body where route.template == "/compatibility/compare": #"{"reader":true,"writer":true}"#
            case .body where route.template.hasPrefix("/config"): #"{"compatibility":"NONE"}"#
            case .body where route.template.hasPrefix("/mode"): #"{"mode":"READWRITE"}"#
            case .body where route.template.hasPrefix("/associations:batch"):
                #"{"requests":[{"resourceName":"t","resourceId":"r","associations":[{"subject":"s","#
                    + #""associationType":"key"}]}]}"#
            case .body where route.template.hasPrefix("/associations"):
                #"{"resourceName":"t","resourceId":"r","associations":[{"subject":"s","associationType":"key"}]}"#
            case .body where route.template.hasSuffix("/tags"): #"{"metadata":{"properties":{"a":"b"}}}"#
            case .body where route.template.hasPrefix("/dek-registry"): keys[route.endpoint.name] ?? "{}"
            case .body where route.template.hasPrefix("/governance"): governed[route.endpoint.name] ?? "{}"
            case .body: #"{"schemaType":"JSON","schema":"{\"type\":\"string\"}"}"#
            }
        return (target, body)
    }

    /// The example in which nothing is set to what it is already.
    static func changing(_ route: Route<Endpoint>) -> (target: String, body: String) {
        let (target, body) = example(route)
        return (target, body.replacing("NONE", with: "FORWARD").replacing("READWRITE", with: "READONLY"))
    }

    /// A body for each endpoint of governance that takes one.
    private static let governed = [
        "setTeam": #"{"displayName":"T"}"#, "setOwner": #"{"team":"u"}"#, "offerTransfer": #"{"to":"u"}"#,
        "setOwnershipRules": #"{"rules":[{"pattern":"x","team":"t"}]}"#, "moveLifecycle": #"{"state":"deprecated"}"#,
        "moveLifecycleOfSubject": #"{"state":"deprecated"}"#,
        "proposeWaiver":
            #"{"subject":"s","fingerprints":["\#(fingerprint)"],"reason":"r","expires":"2999-01-01T00:00:00Z"}"#,
        "setPolicy": #"{"pattern":"*","rules":{"require-title":"warning"},"team":"t"}"#,
        "tryPolicy": #"{"pattern":"*","rules":{"require-title":"warning"}}"#,
        "lintSchema": #"{"subject":"s","schemaType":"JSON","schema":"true"}"#,
        "createWebhook": #"{"id":"new","url":"http://example.test/"}"#,
        "applyChanges": #"{"steps":[{"step":"configure","subject":"s","compatibility":"FORWARD"}]}"#,
        "createToken": #"{"principal":"p","role":"reader"}"#,
    ]

    private static let keys = [
        "createKek": #"{"name":"new","kmsType":"local-kms","kmsKeyId":"1"}"#, "updateKek": #"{"doc":"d"}"#,
        "createDek": #"{"subject":"s","version":2,"encryptedKeyMaterial":"YQ=="}"#,
        "createDekOfSubject": #"{"version":2,"encryptedKeyMaterial":"YQ=="}"#,
    ]

    private static let fingerprint = String(repeating: "0", count: 64)
    static let subject = Subject(name: "s")

    /// What the endpoints of governance change or remove: `s` belongs to team `t` and is offered to team `u`.
    static func records(members: [String] = []) -> [Change] {
        func waiver(_ id: String) -> Waiver {
            Waiver(
                id: id, subject: subject, fingerprints: [fingerprint], reason: "r",
                expires: Timestamp(microseconds: 32_000_000_000_000_000), author: .anonymous)
        }
        let transfer = Transfer(subject: subject, from: "t", to: "u", reason: nil, offeredBy: .anonymous)
        let token = Token(id: "k", principal: .anonymous, role: .reader, hash: [0])
        return [
            .recordSet(Record.Key(.team, "t"), Team(name: "t", members: members).json, reason: nil),
            .recordSet(Record.Key(.team, "u"), Team(name: "u").json, reason: nil),
            .recordSet(Record.Key(.owner, of: subject), ["team": "t"], reason: nil),
            .recordSet(Record.Key(.transfer, of: subject), transfer.json, reason: nil),
            .recordSet(Record.Key(.waiver, "w", subject: subject), waiver("w").json, reason: nil),
            .recordSet(Record.Key(.waiver, "v", subject: subject), waiver("v").json, reason: nil),
            .recordSet(Record.Key(.token, "k"), token.json, reason: nil),
            .recordSet(
                Record.Key(.webhook, "h"), Webhook(id: "h", url: "http://example.test/", key: "0").json, reason: nil),
            .recordSet(
                Record.Key(.policy, "p"),
                ["name": "p", "pattern": "*", "team": "t", "rules": ["require-description": "warning"]], reason: nil),
        ]
    }

    /// What has to be in a store so that an endpoint changes something.
    static func changes(before route: Route<Endpoint>, members: [String] = []) -> [Change] {
        let isOfData = route.template.contains("/deks")
        let isUndeleting = route.endpoint.name.hasPrefix("undelete")
        let wrapping = KeyEncryptionKey(
            name: "k", serviceType: "local-kms", serviceKey: "1", isDeleted: isUndeleting && !isOfData)
        let wrapped = DataEncryptionKey(
            key: .init(wrappedBy: "k", subject: subject, algorithm: .aes256GCM, version: .first), material: "YQ==",
            isDeleted: isUndeleting)
        // What wraps something is not deleted.
        let keys = [(wrapping.recordKey, wrapping.json)] + (isOfData ? [(wrapped.recordKey, wrapped.json)] : [])
        let other = Subject(context: Context("c"), name: "s")
        let (here, there) = (registration(of: subject), registration(of: other))
        // A team that is to be removed owns nothing.
        let records = records(members: members).prefix(route.endpoint.name == "deleteTeam" ? 1 : .max)
        return [
            .versionRegistered(here), .configurationSet(.global, Configuration()),
            .configurationSet(.subject(subject), Configuration(level: CompatibilityLevel.none)),
            .modeSet(.global, .readWrite), .modeSet(.subject(subject), .readWrite),
            .associationSet(association(.value)),
        ] + records + keys.map { .recordSet($0.0, $0.1, reason: nil) } + [
            .versionRegistered(there), .versionDeleted(other, .first), .versionErased(other, .first),
        ]
    }

    private static func registration(of subject: Subject) -> Registration {
        Registration(subject: subject, version: .first, definition: Definition(type: .json, text: "true"))
    }

    static func association(_ part: Association.Part) -> Association {
        Association(
            resource: .init(id: "r", namespace: "-", name: "t"), part: part, subject: subject, lifecycle: .weak,
            isFrozen: false)
    }
}
