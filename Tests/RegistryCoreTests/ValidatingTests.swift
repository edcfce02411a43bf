import Compatibility
import RegistryCore
import SchemaCore
import TestSupport
import Testing

@Suite struct ValidatingTests {
    private func judge(_ word: String, by validator: any DocumentValidator) -> Bool {
        let bytes = Array(word.utf8)
        return validator.session().judge(bytes.span, .flag).isValid
    }

    @Test func documentsAreJudgedByASchemasNumberAndByAVersion() throws {
        let world = World()
        let first = try world.register("a b", "s")
        try world.register("a b c", "s")
        let byID = try world.registry.validator(of: first.schema.id, under: nil, formats: .annotation)
        #expect(byID.id == first.schema.id)
        #expect(judge("a", by: byID.validator) && !judge("c", by: byID.validator))
        let latest = try world.registry.validator(of: .latest, of: Subject(name: "s"), formats: .annotation)
        #expect(latest.id.number == 2 && judge("c", by: latest.validator))
    }

    @Test func aSchemaIsMadeReadyOnceForEachTreatmentOfFormats() throws {
        let world = World()
        let id = try world.register("a", "s").schema.id
        for _ in 0..<3 {
            _ = try world.registry.validator(of: id, under: nil, formats: .annotation)
            _ = try world.registry.validator(of: .latest, of: Subject(name: "s"), formats: .assertion)
        }
        #expect(world.format.compiled == 2)
    }

    @Test func referencesAreFollowed() throws {
        let world = World()
        try world.register("b", "other")
        let reference = Candidate.Reference(name: "o", subject: Subject(name: "other"), version: .latest)
        let id = try world.register("a @o", "s", references: [reference]).schema.id
        let found = try world.registry.validator(of: id, under: nil, formats: .annotation)
        #expect(judge("b", by: found.validator))
        let given = UnregisteredSchema(type: WordsFormat.words, text: "@x", references: ["x": "c"])
        let validator = try world.registry.validator(of: given, formats: .annotation)
        #expect(judge("c", by: validator) && !judge("b", by: validator))
    }

    @Test func whatIsNotThereIsSaid() throws {
        let world = World()
        try world.register("a", "s")
        let subject = Subject(name: "s")
        func code(_ work: () throws -> Void) -> RegistryError.Code? {
            do { try work() } catch { return (error as? RegistryError)?.code }
            return nil
        }
        let registry = world.registry
        let id = try #require(SchemaID(7))
        #expect(
            code { _ = try registry.validator(of: id, under: nil, formats: .annotation) } == .schemaNotFound)
        #expect(
            code { _ = try registry.validator(of: .latest, of: Subject(name: "t"), formats: .annotation) }
                == .subjectNotFound)
        let version = try #require(Version(2))
        #expect(
            code { _ = try registry.validator(of: .number(version), of: subject, formats: .annotation) }
                == .versionNotFound)
        for schema in [
            UnregisteredSchema(type: WordsFormat.words, text: "!"),
            UnregisteredSchema(type: WordsFormat.words, text: "@x"),
            UnregisteredSchema(type: .avro, text: "a"),
            UnregisteredSchema(type: WordsFormat.words, text: "a", defaultDialect: "urn:latin"),
        ] {
            #expect(code { _ = try registry.validator(of: schema, formats: .annotation) } == .invalidSchema)
        }
    }

    @Test func aSchemaThatWasStoredAndCannotBeReadIsNoFaultOfTheClient() throws {
        let world = World()
        world.store.force(
            .versionRegistered(
                Registration(
                    subject: Subject(name: "s"), version: .first,
                    definition: Definition(type: WordsFormat.words, text: "!"))))
        let error = #expect(throws: RegistryError.self) {
            try world.registry.validator(of: .latest, of: Subject(name: "s"), formats: .annotation)
        }
        #expect(error?.code == .storedSchemaUnreadable)
        #expect(error?.message.contains("no document can be judged by it") == true)
    }
}
