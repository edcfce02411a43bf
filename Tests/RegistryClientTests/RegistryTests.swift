import HTTP
import JSONSchema
import Logging
import RegistryAPI
import RegistryClient
import RegistryCore
import SQLiteStore
import SchemaCore
import TestSupport
import Testing

/// The client against a registry that is served over a socket, from a file.
@Suite struct RegistryTests {
    private static func withRegistry(_ body: (Client) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let store = try SQLiteStore(path: directory.file("registry.db"), logger: silent)
        let registry = Registry(store: store, formats: [JSONSchemaFormat()])
        let api = API(registry: registry, release: Release(version: "0", commit: ""), logger: silent)
        let server = try Server(api, listeningOn: [Address(host: "127.0.0.1", port: 0)], threads: 2, logger: silent)
        defer { server.stop() }
        try withExtendedLifetime(directory) {
            try body(Client(server: ServerURL(parsing: "http://\(server.addresses[0])/")))
        }
    }

    private static func code(_ body: () throws -> Void) -> Int? {
        #expect(throws: ClientError.self) { try body() }?.refusal?.code
    }

    private let order = Definition(type: .json, text: #"{"type":"integer","minimum":0}"#)
    private let wider = Definition(type: .json, text: #"{"type":"integer","minimum":-1}"#)
    private let narrower = Definition(type: .json, text: #"{"type":"integer","minimum":1}"#)

    @Test func aSchemaGoesInAndComesBack() throws {
        try Self.withRegistry { client in
            for name in ["orders-value", "a/b", "..", "é ?#%&+", ":.team:orders"] {
                let subject = try Subject(parsing: name)
                let registration = try client.register(order, under: subject)
                #expect(registration.version == .first)
                #expect(registration.guid == order.identity)
                let found = try client.version(.latest, of: subject)
                #expect(found.subject == subject)
                #expect(found.definition == order)
                #expect(found.id == registration.id)
                #expect(!found.isDeleted)
                #expect(found.registeredAt != nil)
                let again = try client.find(order, in: subject)
                #expect(again == found)
                let versions = try client.versions(of: subject)
                #expect(versions == [.first])
            }
            let names = try client.subjects().map(\.qualifiedName)
            #expect(Set(names) == ["orders-value", "a/b", "..", "é ?#%&+", ":.team:orders"])
            let prefixed = try client.subjects(prefix: ":.team:")
            #expect(prefixed.map(\.name) == ["orders"])
            let types = try client.schemaTypes()
            #expect(types == [.json])
        }
    }

    @Test func aSchemaIsFoundByItsNumberAndItsIdentity() throws {
        try Self.withRegistry { client in
            let subject = try Subject(parsing: "s")
            let registration = try client.register(order, under: subject)
            let byID = try client.schema(registration.id)
            let byGUID = try client.schema(try #require(registration.guid))
            let uses = try client.uses(of: registration.id)
            #expect(byID == order)
            #expect(byGUID == order)
            #expect(uses.map(\.subject) == [subject])
            #expect(uses.map(\.version) == [.first])
        }
    }

    @Test func referencesAreFollowedAndProtected() throws {
        try Self.withRegistry { client in
            let target = try Subject(parsing: "address")
            let user = try Subject(parsing: "person")
            let first = try client.register(order, under: target)
            let reference = Reference(name: "address.json", subject: target, version: .first)
            let definition = Definition(
                type: .json, text: #"{"properties":{"home":{"$ref":"address.json"}}}"#, references: [reference])
            let second = try client.register(definition, under: user)
            let found = try client.version(.latest, of: user)
            #expect(found.definition == definition)
            let referrers = try client.referrers(to: .number(.first), of: target)
            #expect(referrers == [second.id])
            #expect(first.id != second.id)
            #expect(Self.code { _ = try client.delete(target, .soft) } == 42206)
        }
    }

    @Test func aCheckTellsItsFindings() throws {
        try Self.withRegistry { client in
            let subject = try Subject(parsing: "s")
            let empty = try client.check(order, of: subject)
            #expect(empty.isCompatible)
            #expect(empty.details?.versions == [])
            _ = try client.register(order, under: subject)
            let compatible = try client.check(wider, of: subject)
            #expect(compatible.isCompatible)
            #expect(compatible.details?.versions == [.first])
            let incompatible = try client.check(narrower, of: subject)
            #expect(!incompatible.isCompatible)
            #expect(!incompatible.messages.isEmpty)
            let details = try #require(incompatible.details)
            #expect(details.level == .backward)
            #expect(details.policy == .strict)
            let finding = try #require(details.findings.first)
            #expect(finding.certainty == .proven)
            #expect(finding.direction == .backward)
            #expect(finding.version == .first)
            #expect(finding.witness != nil)
            #expect(Self.code { _ = try client.register(narrower, under: subject) } == 40901)
            let selected = try client.check(order, against: .number(.first), of: subject)
            #expect(selected.isCompatible)
            let missing = VersionSelector.number(try #require(Version(7)))
            #expect(Self.code { _ = try client.check(order, against: missing, of: subject) } == 40402)
        }
    }

    @Test func settingsAreInheritedSetAndDeleted() throws {
        try Self.withRegistry { client in
            let subject = try Subject(parsing: "s")
            #expect(Self.code { _ = try client.settings(of: subject, .own) } == 40408)
            let inherited = try client.settings(of: subject, .effective)
            #expect(inherited.level == .backward)
            _ = try client.set(Settings(level: .fullTransitive), of: nil)
            _ = try client.set(Settings(normalize: true), of: subject)
            _ = try client.set(Settings(level: .forward), of: subject)
            let own = try client.settings(of: subject, .own)
            #expect(own == Settings(level: .forward, normalize: true))
            let removed = try client.deleteSettings(of: subject)
            #expect(removed.level == .forward)
            let effective = try client.settings(of: subject, .effective)
            #expect(effective.level == .fullTransitive)
            #expect(Self.code { _ = try client.deleteSettings(of: subject) } == 40401)
        }
    }

    @Test func deletingTakesTwoSteps() throws {
        try Self.withRegistry { client in
            let subject = try Subject(parsing: "s")
            _ = try client.register(order, under: subject)
            _ = try client.register(wider, under: subject)
            let second = try #require(Version(2))
            #expect(Self.code { _ = try client.delete(subject, .permanent) } == 40405)
            let one = try client.delete(.number(.first), of: subject, .soft)
            #expect(one == .first)
            let live = try client.versions(of: subject)
            let all = try client.versions(of: subject, deleted: .included)
            #expect(live == [second])
            #expect(all == [.first, second])
            let hidden = try client.version(.number(.first), of: subject, deleted: .included)
            #expect(hidden.isDeleted)
            #expect(Self.code { _ = try client.version(.number(.first), of: subject) } == 40402)
            let rest = try client.delete(subject, .soft)
            #expect(rest == [second])
            #expect(Self.code { _ = try client.delete(subject, .soft) } == 40404)
            let subjects = try client.subjects(deleted: .included)
            #expect(subjects == [subject])
            let gone = try client.delete(subject, .permanent)
            #expect(gone == [.first, second])
            #expect(Self.code { _ = try client.versions(of: subject, deleted: .included) } == 40401)
        }
    }

    @Test func whatIsNoSchemaIsRefused() throws {
        try Self.withRegistry { client in
            let subject = try Subject(parsing: "s")
            for text in ["", "{", #"{"type":7}"#] {
                #expect(
                    Self.code { _ = try client.register(Definition(type: .json, text: text), under: subject) } == 42201)
            }
            #expect(Self.code { _ = try client.register(Definition(type: .avro, text: "{}"), under: subject) } == 42201)
            #expect(Self.code { _ = try client.version(.latest, of: subject) } == 40401)
            #expect(Self.code { _ = try client.schema(try #require(SchemaID(99))) } == 40403)
        }
    }
}
