import RegistryCore
import SchemaCore
import TestSupport
import Testing

@Suite struct LookupTests {
    let world = World()

    @Test func aSchemaIsFoundByItsCanonicalText() throws {
        try world.register("a", "s")
        try world.register("a b", "s")
        #expect(try world.lookUp("  a ", "s").summary == "v1 id1 a")
        #expect(try world.lookUp("a b", "s").summary == "v2 id2 a b")
    }

    @Test func whatWasSentExactlyIsFoundBeforeWhatDiffersInTheNumberOfTheVersion() throws {
        try world.setLevel(CompatibilityLevel.none)
        for text in ["a", "b"] { try world.register(text, "s") }
        for _ in 0..<2 { try world.register("a", "s", target: .number(try world.versions("s").count + 1)) }
        #expect(try world.lookUp("a", "s").summary == "v1 id1 a")
        try world.delete("s", 1)
        #expect(try world.lookUp("a", "s").summary == "v4 id4 a")
        try world.delete("s", 4)
        #expect(try world.lookUp("a", "s").summary == "v3 id3 a")
    }

    @Test func aMissTellsAnUnknownSubjectFromAnUnknownSchema() throws {
        let subject = Subject(name: "s")
        #expect(error { try world.lookUp("a", "s") } == .subjectNotFound(subject))
        try world.register("a", "s")
        #expect(error { try world.lookUp("b", "s") } == .schemaNotFound)
        try world.delete("s")
        #expect(error { try world.lookUp("a", "s") } == .subjectNotFound(subject))
        #expect(error { try world.lookUp("b", "s", deleted: .included) } == .schemaNotFound)
        #expect(try world.lookUp("a", "s", deleted: .included).isDeleted)
    }

    @Test func anotherSubjectOrContextIsNotSearched() throws {
        try world.register("a", "s")
        #expect(code { try world.lookUp("a", "t") } == .subjectNotFound)
        #expect(code { try world.lookUp("a", ":.c:s") } == .subjectNotFound)
    }

    @Test func aSchemaThatIsNoneIsRefusedBeforeTheSubjectIsLookedFor() {
        #expect(code { try world.lookUp("a!", "s") } == .invalidSchema)
        #expect(error { try world.lookUp("", "s") } == .emptySchema)
    }

    @Test func orderCountsUnlessNormalized() throws {
        try world.register("a b", "s")
        #expect(error { try world.lookUp("b a", "s") } == .schemaNotFound)
        #expect(try world.lookUp("b a", "s", normalization: .always).summary == "v1 id1 a b")
        _ = try world.registry.configure(.global, by: world.caller) { $0.normalize = true }
        #expect(try world.lookUp("b a", "s").summary == "v1 id1 a b")
    }

    @Test func referencesArePartOfTheContent() throws {
        try world.setLevel(CompatibilityLevel.none)
        try world.register("x", "t")
        try world.register("y", "t")
        try world.register("@x", "s", references: [try reference("x", "t", 1)])
        #expect(try world.lookUp("@x", "s", references: [try reference("x", "t", 1)]).summary == "v1 id3 @x")
        #expect(error { try world.lookUp("@x", "s", references: [try reference("x", "t", 2)]) } == .schemaNotFound)
        // Latest means version 2 by now.
        #expect(error { try world.lookUp("@x", "s", references: [try reference("x", "t")]) } == .schemaNotFound)
    }

    @Test func aSchemaWhoseReferencesWereDeletedIsFound() throws {
        try world.register("x", "t")
        try world.register("@x", "s", references: [try reference("x", "t", 1)])
        try world.delete("s")
        try world.delete("t")
        let references = [try reference("x", "t", 1)]
        #expect(try world.lookUp("@x", "s", references: references, deleted: .included).version == .first)
    }

    @Test func aSchemaOfAnotherTypeIsAnotherSchema() throws {
        let other = WordsFormat(type: SchemaType("OTHER"))
        let registry = Registry(store: world.store, formats: [world.format, other])
        try world.register("a", "s")
        #expect(
            error {
                try registry.lookUp(
                    Candidate(type: other.type, text: "a"), under: Subject(name: "s"), deleted: .excluded,
                    normalization: .asConfigured)
            } == .schemaNotFound)
    }
}
