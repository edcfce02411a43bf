import RegistryCore
import SchemaCore
import TestSupport
import Testing

@Suite struct ReferenceTests {
    let world = World()

    @Test func theLatestVersionIsStoredAsItsNumber() throws {
        try world.register("x", "t")
        try world.register("x y", "t")
        let stored = try world.register("@x", "s", references: [try reference("x", "t")])
        let expected = Reference(name: "x", subject: Subject(name: "t"), version: try #require(Version(2)))
        #expect(stored.schema.definition.references == [expected])
    }

    @Test func referencesAreFollowedOverSeveralSteps() throws {
        try world.register("x", "first")
        try world.register("@x y", "second", references: [try reference("x", "first", 1)])
        try world.register("@y z", "third", references: [try reference("y", "second", 1)])
        try world.register("x y z", "s")
        let references = [try reference("z", "third", 1)]
        #expect(try world.register("@z", "s", references: references).version == Version(2))
        #expect(code { try world.register("w", "s", references: references) } == .incompatibleSchema)
    }

    @Test func aMissingTargetIsNamed() throws {
        let absent = Subject(name: "t")
        func refusal(_ version: Int?) -> RegistryError? {
            error { try world.register("@x", "s", references: [try reference("x", "t", version)]) }
        }
        #expect(refusal(1) == .referenceNotFound(absent, version: 1))
        #expect(refusal(nil) == .referenceNotFound(absent, version: -1))
        #expect(refusal(1)?.message == #"No schema reference found for subject "t" and version 1"#)
        try world.register("x", "t")
        #expect(refusal(2) == .referenceNotFound(absent, version: 2))
        try world.delete("t")
        #expect(refusal(1) == .referenceNotFound(absent, version: 1))
        #expect(refusal(nil) == .referenceNotFound(absent, version: -1))
    }

    @Test func oneNameMustMeanOneSchemaAmongAllThatAreReached() throws {
        try world.setLevel(CompatibilityLevel.none)
        try world.register("x", "t")
        try world.register("y", "t")
        try world.register("@n", "u", references: [try reference("n", "t", 1)])
        let conflicting = [try reference("u", "u", 1), try reference("n", "t", 2)]
        #expect(
            error { try world.register("@u @n", "s", references: conflicting) }?.message
                == #"Conflicting reference versions for "n": it means version 2 of "t" and version 1 of "t""#)
        let agreeing = [try reference("u", "u", 1), try reference("n", "t", 1)]
        #expect(try world.register("@u @n", "s", references: agreeing).version == .first)
    }

    @Test func aTargetOfAnotherTypeIsRefused() throws {
        let other = WordsFormat(type: SchemaType("OTHER"))
        let registry = Registry(store: world.store, formats: [world.format, other])
        _ = try registry.register(
            RegistrationRequest(candidate: Candidate(type: other.type, text: "x"), subject: Subject(name: "t")),
            by: world.caller)
        #expect(
            error {
                try registry.register(
                    RegistrationRequest(
                        candidate: world.candidate("@x", [try reference("x", "t", 1)]), subject: Subject(name: "s")),
                    by: world.caller)
            }?.message == #"Invalid reference: the reference "x" leads to a schema of type OTHER"#)
    }

    @Test func theNumberOfSchemasReferredToIsBounded() throws {
        var options = Registry.Options()
        options.referencesLimit = 3
        let world = World(options)
        try world.register("x", "t0")
        for step in 1...3 {
            try world.register("@r\(step)", "t\(step)", references: [try reference("r\(step)", "t\(step - 1)", 1)])
        }
        #expect(
            error { try world.register("@r4", "t4", references: [try reference("r4", "t3", 1)]) }
                == .tooManyReferences(limit: 3))
    }

    @Test func aSchemaMayReferToAnEarlierVersionOfItsOwnSubject() throws {
        try world.register("x", "s")
        #expect(
            try world.register("@x y", "s", references: [try reference("x", "s", 1)]).version == Version(2))
    }

    @Test func referrersAreListedByTheirNumbers() throws {
        let first = try VersionSelector(parsing: "1")
        let target = Subject(name: "t")
        try world.register("x", "t")
        let references = [try reference("x", "t", 1)]
        let one = try world.register("@x b", "s", references: references).schema.id
        let two = try world.register("@x a", "r", references: references).schema.id
        try world.register("@x a", "q", references: references)
        #expect(try world.registry.referrers(to: first, of: target) == [one, two])
        #expect(try world.registry.referrers(to: .latest, of: target) == [one, two])
        try world.delete("s")
        #expect(try world.registry.referrers(to: first, of: target) == [two])
        #expect(try world.registry.referrers(to: first, of: target, deleted: .included) == [one, two])
    }

    @Test func referrersOfWhatIsNotThereAreRefused() throws {
        let second = try VersionSelector(parsing: "2")
        let target = Subject(name: "t")
        #expect(error { try world.registry.referrers(to: second, of: target) } == .subjectNotFound(target))
        try world.register("x", "t")
        #expect(error { try world.registry.referrers(to: second, of: target) } == .versionNotFound(second))
        try world.delete("t")
        #expect(try world.registry.referrers(to: .number(.first), of: target) == [])
        #expect(error { try world.registry.referrers(to: .latest, of: target) } == .versionNotFound(.latest))
    }
}
