import Governance
import JSONSchema
import RegistryCore
import SchemaCore
import TestSupport
import Testing

/// Tags of parts of schemas, in languages that have such parts and in those that have none.
@Suite struct TaggingTests {
    private let registry: Registry
    private let store = MemoryStore()
    private let subject = Subject(name: "s")

    init() throws {
        registry = Registry(store: store, formats: [WordsFormat(), JSONSchemaFormat()])
        _ = try registry.configure(.global, by: .anonymous) { $0.level = CompatibilityLevel.none }
    }

    private func register(_ type: SchemaType, _ text: String, _ changes: TagChanges) throws -> String {
        try registry.register(
            RegistrationRequest(
                candidate: Candidate(type: type, text: text), subject: subject, tagChanges: changes),
            by: .anonymous
        ).schema.definition.text
    }

    @Test func aLanguageWithoutPartsSaysThatItHasNoneToTag() throws {
        let tags = EntityTags(path: "object", kind: .record, tags: ["PII"])
        for changes in [TagChanges(adding: [tags], removing: []), TagChanges(adding: [], removing: [tags])] {
            #expect(
                error { try register(WordsFormat.words, "a", changes) } == .noEntities(of: WordsFormat.words, "object"))
        }
        #expect(try store.head().number == 1)
        #expect(try register(WordsFormat.words, "a", TagChanges(adding: [], removing: [], propagates: true)) == "a")
    }

    @Test func tagsArePropagatedFromASchemaOfTheSameLanguageOnly() throws {
        let tagged = #"{"type":"object","confluent:tags":["PII"]}"#
        let propagation = TagChanges(adding: [], removing: [], propagates: true)
        // What is words in one language could be read as tags in the other.
        _ = try register(WordsFormat.words, tagged, .none)
        #expect(try register(.json, #"{"type":"object"}"#, propagation) == #"{"type":"object"}"#)
        _ = try register(.json, tagged, .none)
        #expect(try register(.json, #"{"type":"object","title":"t"}"#, propagation).contains(#""PII""#))
    }

    @Test func aStoredSchemaOfALanguageThatIsNotSupportedIsNotTagged() throws {
        store.force(
            .versionRegistered(
                Registration(
                    subject: subject, version: .first, definition: Definition(type: .avro, text: #""string""#))))
        let tags = EntityTags(path: "object", kind: .record, tags: ["PII"])
        #expect(
            error { try register(.avro, #""string""#, TagChanges(adding: [tags], removing: [])) }
                == .unsupportedType(.avro, supported: [WordsFormat.words, .json]))
        #expect(try registry.tags(in: try registry.version(.latest, of: subject).schema.definition) == [])
    }
}
