import Compatibility
import Governance
import JSONSchema
import RegistryCore
import SQLiteStore
import SchemaCore
import TestSupport
import Testing

/// Several things are done together or not at all, and meanwhile nobody sees them.
@Suite struct SandboxTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore
    private let registry: Registry

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("registry.db"))
        registry = Registry(store: store, formats: [JSONSchemaFormat()])
    }

    private func request(_ name: String, _ text: String, refers: String? = nil) -> RegistrationRequest {
        let references = refers.map {
            [Candidate.Reference(name: "\($0).json", subject: Subject(name: $0), version: .latest)]
        }
        return RegistrationRequest(
            candidate: Candidate(type: .json, text: text, references: references ?? []), subject: Subject(name: name))
    }

    @Test func stepsAreDoneOnWhatThoseBeforeThemHaveLeft() throws {
        let (_, events) = try registry.together(by: .local) { (sandbox) throws(RegistryError) in
            _ = try sandbox.registry.register(request("a", #"{"type":"string"}"#), by: .local)
            _ = try sandbox.registry.register(request("b", #"{"$ref":"a.json"}"#, refers: "a"), by: .local)
            return (value: (), isMeant: true)
        }
        #expect(events.count == 2)
        #expect(try registry.version(.latest, of: Subject(name: "b")).schema.id.number == 2)
        #expect(try store.verify() == [])
    }

    @Test func nothingIsThereOfWhatWasNotMeant() throws {
        _ = try registry.register(request("a", "true"), by: .local)
        let (seen, events) = try registry.together(by: .local) { (sandbox) throws(RegistryError) in
            _ = try sandbox.registry.register(request("b", "true"), by: .local)
            return (value: sandbox.changeCount, isMeant: false)
        }
        #expect(seen == 1)
        #expect(events.isEmpty)
        #expect(try store.head() == Revision(1))
        #expect(throws: RegistryError.subjectNotFound(Subject(name: "b"))) {
            try registry.version(.latest, of: Subject(name: "b"))
        }
    }

    @Test func whatDoesNotFitLeavesTheOthers() throws {
        let subject = Subject(name: "a")
        let (_, events) = try registry.together(by: .local) { (sandbox) throws(RegistryError) in
            _ = try sandbox.registry.register(request("a", #"{"type":"string"}"#), by: .local)
            do throws(RegistryError) {
                _ = try sandbox.registry.register(request("a", #"{"type":"integer"}"#), by: .local)
                Issue.record("what is not compatible is taken")
            } catch {
                #expect(error.code == .incompatibleSchema)
            }
            let versions = try sandbox.registry.versions(of: subject).map(\.version)
            return (value: versions, isMeant: true)
        }
        #expect(events.count == 1)
        #expect(try registry.versions(of: subject).map(\.version) == [.first])
    }

    @Test func whatOthersChangedMeanwhileIsTriedOn() throws {
        var attempts = 0
        let (_, events) = try registry.together(by: .local) { (sandbox) throws(RegistryError) in
            attempts += 1
            let version = try sandbox.registry.register(request("a", #"{"maxLength":5}"#), by: .local)
            if attempts == 1 { _ = try registry.register(request("a", #"{"maxLength":4}"#), by: .local) }
            return (value: version.version, isMeant: true)
        }
        #expect(attempts == 2)
        #expect(events.count == 1)
        #expect(try registry.versions(of: Subject(name: "a")).count == 2)
        #expect(try store.verify() == [])
    }

    @Test func aReadingOfEverythingSeesWhatWasTried() throws {
        _ = try registry.register(request("a", #"{"type":"string"}"#), by: .local)
        let names = try registry.together(by: .local) { (sandbox) throws(RegistryError) in
            _ = try sandbox.registry.register(request("b", #"{"$ref":"a.json"}"#, refers: "a"), by: .local)
            let before = try sandbox.registry.subjects(in: nil).map(\.name)
            _ = try sandbox.registry.register(request("c", "false"), by: .local)
            return (value: [before, try sandbox.registry.subjects(in: nil).map(\.name)], isMeant: false)
        }.value
        #expect(names == [["a", "b"], ["a", "b", "c"]])
        #expect(try registry.subjects(in: nil).map(\.name) == ["a"])
        // The tables that were drawn for it are free of it again.
        #expect(try registry.past(.revision(Revision(1))).registry.subjects(in: nil).map(\.name) == ["a"])
    }

    @Test func contentThatIsThereKeepsItsNumber() throws {
        let first = try registry.register(request("a", "true"), by: .local)
        let id = try registry.together(by: .local) { (sandbox) throws(RegistryError) in
            (value: try sandbox.registry.register(request("b", "true"), by: .local).schema.id, isMeant: true)
        }.value
        #expect(id != first.schema.id, "a sandbox has ids of its own")
        #expect(try registry.version(.latest, of: Subject(name: "b")).schema.id == first.schema.id)
    }
}
