import Compatibility
import RegistryCore
import SchemaCore
import TestSupport
import Testing

@Suite struct ReadingTests {
    let world = World()
    let subject = Subject(name: "s")

    @Test func versionsOfASubjectAreListedWithOrWithoutDeletedOnes() throws {
        #expect(error { try world.registry.versions(of: subject) } == .subjectNotFound(subject))
        #expect(error { try world.registry.versions(of: subject, deleted: .only) } == .subjectNotFound(subject))
        try world.register("a", "s")
        try world.register("a b", "s")
        #expect(try world.registry.versions(of: subject, deleted: .only) == [])
        try world.delete("s", 1)
        #expect(try world.registry.versions(of: subject).map(\.version.number) == [2])
        #expect(try world.registry.versions(of: subject, deleted: .included).map(\.version.number) == [1, 2])
        #expect(try world.registry.versions(of: subject, deleted: .only).map(\.version.number) == [1])
        try world.delete("s", 2)
        #expect(error { try world.registry.versions(of: subject) } == .subjectNotFound(subject))
        #expect(try world.registry.versions(of: subject, deleted: .included).count == 2)
    }

    @Test func aPageBehindTheEndIsEmptyAndNotAnUnknownSubject() throws {
        try world.register("a", "s")
        #expect(try world.registry.versions(of: subject, page: Page(offset: 5)) == [])
    }

    @Test func aVersionThatIsNotThereIsToldFromASubjectThatIsNotThere() throws {
        let second = try VersionSelector(parsing: "2")
        #expect(error { try world.registry.version(second, of: subject) } == .subjectNotFound(subject))
        #expect(error { try world.registry.version(.latest, of: subject) } == .subjectNotFound(subject))
        try world.register("a", "s")
        #expect(error { try world.registry.version(second, of: subject) } == .versionNotFound(second))
        #expect(second == .number(try #require(Version(2))))
        try world.delete("s")
        #expect(error { try world.registry.version(.number(.first), of: subject) } == .subjectNotFound(subject))
        #expect(try world.registry.version(.number(.first), of: subject, deleted: .included).isDeleted)
        let latest = error { try world.registry.version(.latest, of: subject, deleted: .included) }
        #expect(latest?.message == "Version -1 not found.")
    }

    @Test func aSchemaIsShownAsAVersionThatCarriesIt() throws {
        let id = try world.register("a", "t").schema.id
        try world.register("a", "s")
        try world.register("a", "u")
        func shown(_ name: String? = nil) throws -> String {
            let version = try world.registry.schema(id, under: name.map { Subject(name: $0) })
            return "\(version.subject) \(version.version)\(version.isDeleted ? " deleted" : "")"
        }
        #expect(try shown() == "s 1")
        #expect(try shown("u") == "u 1")
        #expect(try shown("unknown") == "s 1")
        try world.delete("s")
        #expect(try shown() == "t 1")
        #expect(try shown("s") == "s 1 deleted")
        #expect(
            error { try world.registry.schema(id, under: Subject(context: Context("c"), name: "")) }
                == .schemaNotFound(id))
    }

    @Test func usesOfASchemaAreListedWhileItIsThere() throws {
        let id = try world.register("a", "s").schema.id
        try world.register("a", "r")
        try world.delete("s")
        #expect(try world.registry.uses(of: id, in: .standard).map(\.subject.name) == ["r"])
        #expect(try world.registry.uses(of: id, in: .standard, deleted: .included).map(\.subject.name) == ["r", "s"])
        try world.delete("r")
        #expect(try world.registry.uses(of: id, in: .standard) == [])
        try world.delete("r", .permanent)
        try world.delete("s", .permanent)
        #expect(error { try world.registry.uses(of: id, in: .standard) } == .schemaNotFound)
    }

    @Test func anIdentityIsTheSameInEveryContext() throws {
        try world.register("x", "other")
        let here = try world.register("a", "s")
        let there = try world.register("a", ":.c:s")
        #expect(here.schema.guid == there.schema.guid)
        let ids = try world.registry.ids(of: here.schema.guid)
        #expect(ids.map { "\($0.context.name) \($0.id)" } == [". 2", ".c 1"])
        #expect(try world.registry.version(carrying: here.schema.guid).schema.id == here.schema.id)
        let unknown = GUID(hash: Array(repeating: 7, count: 16))
        #expect(try world.registry.ids(of: unknown).isEmpty)
        #expect(
            error { try world.registry.version(carrying: unknown) }?.message
                == "Schema 07070707-0707-0707-0707-070707070707 not found")
        #expect(try world.registry.contexts().map(\.name) == [".", ".c"])
        #expect(try world.registry.highestID(in: .standard) == SchemaID(2))
        #expect(try world.registry.highestID(in: Context("d")) == nil)
    }

    // MARK: Parsed schemas

    @Test func anEarlierVersionIsParsedOnceForManyChecks() throws {
        try world.register("a", "s")
        // The one that registered keeps what it parsed; another one parses it once.
        for (world, most) in [(world, 5), (World(store: world.store), 6)] {
            let parsed = world.format.parsed
            for _ in 0..<5 { _ = try world.check("a b", "s") }
            #expect(world.format.parsed == parsed + most)
        }
    }

    @Test func parsedSchemasAreBoundedByTheirTexts() throws {
        var options = Registry.Options()
        options.parsedBytes = 20_000
        let world = World(options)
        try world.setLevel(CompatibilityLevel.none)
        for number in 0..<40 { try world.register("a\(number)", "s") }
        try world.setLevel(.backwardTransitive)
        _ = try world.check("b", "s")
        let parsed = world.format.parsed
        let report = try world.check("b", "s")
        #expect(report.comparisons.count == 40)
        #expect(world.format.parsed > parsed + 20)
    }

    @Test func aStoredSchemaThatCannotBeReadLeavesItUndecided() throws {
        let definition = Definition(type: WordsFormat.words, text: "a!")
        world.store.force(
            .versionRegistered(Registration(subject: subject, version: .first, definition: definition)))
        let failure = error { try world.register("a", "s") }
        #expect(failure?.code == .incompatibleSchema)
        let sentence =
            "Version 1 is stored but cannot be read, so that nothing can be compared with it: "
            + "Invalid schema of type WORDS, details: no word may shout"
        #expect(failure?.message.contains(sentence) == true)
        #expect(try world.check("a", "s").verdict == .undecided)
        // Where what is undecided is accepted, so is this.
        var options = Registry.Options()
        options.undecided = .accept
        let other = World(store: world.store, options)
        #expect(try other.register("a", "s").version == Version(2))
    }
}
