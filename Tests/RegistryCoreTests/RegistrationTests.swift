import RegistryCore
import SchemaCore
import TestSupport
import Testing

@Suite struct RegistrationTests {
    let world = World()

    @Test func theFirstSchemaBecomesVersionOneAndIDOne() throws {
        let registered = try world.register("a", "s")
        #expect(registered.summary == "v1 id1 a")
        #expect(registered.schema.guid == Definition(type: WordsFormat.words, text: "a").identity)
        #expect(registered.at == Timestamp(microseconds: 1_000_000))
        #expect(try world.store.events(after: .zero, limit: 9).map(\.principal.name) == ["tester"])
    }

    @Test func theCanonicalTextIsStored() throws {
        #expect(try world.register("  b   a ", "s").schema.definition.text == "b a")
    }

    @Test func theSameSchemaAgainIsFoundWithoutComparingOrWriting() throws {
        try world.register("a", "s")
        try world.register("a b", "s")
        let head = try world.store.head()
        let compared = world.format.compared
        #expect(try world.register("a", "s").summary == "v1 id1 a")
        #expect(try world.store.head() == head)
        #expect(world.format.compared == compared)
    }

    @Test func theSameSchemaUnderAnotherSubjectHasTheSameID() throws {
        try world.register("a", "s")
        try world.register("b", "t")
        #expect(try world.register("a", "u").summary == "v1 id1 a")
    }

    @Test func eachContextCountsItsOwnIDs() throws {
        try world.register("a", "s")
        try world.register("b", "s2")
        #expect(try world.register("b", ":.other:s").summary == "v1 id1 b")
        #expect(try world.register("b c", ":.other:s").summary == "v2 id2 b c")
        #expect(try world.register("b c", ":.third:s").summary == "v1 id1 b c")
    }

    @Test func contextsAndSubjectsThatOnlyLookTheSameDiffer() throws {
        try world.register("a", ":.é:é")
        #expect(try world.register("b", ":.e\u{301}:é").summary == "v1 id1 b")
        #expect(try world.register("b", ":.é:e\u{301}").summary == "v1 id2 b")
        #expect(try world.registry.contexts().count == 3)
    }

    @Test func anotherOrderOfMembersIsAnotherSchemaUnlessNormalized() throws {
        try world.register("b a", "s")
        #expect(try world.register("a b", "s").summary == "v2 id2 a b")
        #expect(try world.register("b a a", "s", normalization: .always).summary == "v2 id2 a b")
        _ = try world.registry.configure(.global, by: world.caller) { $0.normalize = true }
        #expect(try world.register("c b a", "s").summary == "v3 id3 a b c")
    }

    @Test func normalizationOrdersReferencesAndDropsDoubles() throws {
        try world.register("x", "t")
        try world.register("y", "r")
        let references = [try reference("x", "t", 1), try reference("y", "r", 1), try reference("x", "t", 1)]
        let stored = try world.register("@x @y", "s", references: references, normalization: .always)
        #expect(stored.schema.definition.references.map(\.name) == ["y", "x"])
    }

    @Test func aSchemaWithoutTextIsTheLatestVersionAgain() throws {
        #expect(error { try world.register("", "s") } == .emptySchema)
        try world.register("a", "s")
        try world.register("a b", "s")
        #expect(try world.register("", "s").summary == "v2 id2 a b")
    }

    @Test func anInvalidSchemaIsRefusedInTheWordsOfItsFormat() {
        #expect(
            error { try world.register("a!", "s") }
                == RegistryError(.invalidSchema, "Invalid schema of type WORDS, details: no word may shout"))
    }

    @Test func anUnknownTypeIsRefusedAndNoneMeansAvro() throws {
        func register(_ type: SchemaType?) -> RegistryError? {
            error {
                try world.registry.register(
                    RegistrationRequest(
                        candidate: Candidate(type: type, text: "a"), subject: Subject(name: "s")),
                    by: world.caller)
            }
        }
        #expect(register(.avro) == .unsupportedType(.avro, supported: [WordsFormat.words]))
        #expect(register(nil) == .typeNotNamed(supported: [WordsFormat.words]))
    }

    // MARK: Versions asked for

    @Test func aVersionAskedForMustBeTheNextOne() throws {
        for number in [-7, 0, 2, 3, 1 << 40] {
            #expect(error { try world.register("a", "s", target: .number(number)) } == .versionIsNotNext)
        }
        #expect(try world.register("a", "s", target: .number(1)).summary == "v1 id1 a")
        // It compares and sets: even the same text becomes a version of its own, told apart by its metadata.
        #expect(error { try world.register("a", "s", target: .number(1)) } == .versionIsNotNext)
        #expect(try world.register("a", "s", target: .number(2)).summary == "v2 id2 a")
    }

    @Test func aVersionAskedForComesAfterDeletedOnes() throws {
        try world.register("a", "s")
        try world.register("a b", "s")
        try world.delete("s", 2)
        #expect(error { try world.register("a c", "s", target: .number(2)) } == .versionIsNotNext)
        #expect(try world.register("a c", "s", target: .number(3)).summary == "v3 id3 a c")
    }

    @Test func theLatestVersionAloneIsLookedAtWhenAskedFor() throws {
        try world.setLevel(CompatibilityLevel.none)
        try world.register("a", "s")
        try world.register("b", "s")
        #expect(try world.register("b", "s", target: .latest).summary == "v2 id2 b")
        #expect(try world.register("a", "s", target: .latest).summary == "v3 id3 a")
    }

    @Test func anIDAskedForIsRefusedUnlessTheSchemaHasIt() throws {
        let refusal = RegistryError(.operationNotPermitted, "Subject s in context  is not in import mode")
        #expect(error { try world.register("a", "s", id: 1) } == refusal)
        try world.register("a", "s")
        #expect(try world.register("a", "s", id: 1).summary == "v1 id1 a")
        #expect(error { try world.register("a", "s", id: 2) } == refusal)
        #expect(try world.register("a", "s", target: .number(1), id: 1).summary == "v1 id1 a")
        #expect(error { try world.register("a", "s", target: .number(2), id: 1) } == refusal)
    }

    @Test func noVersionFollowsTheLastNumber() throws {
        let last = try #require(Version(Int(Int32.max)))
        let definition = Definition(type: WordsFormat.words, text: "a")
        let registration = Registration(subject: Subject(name: "s"), version: last, definition: definition)
        world.store.force(.versionRegistered(registration))
        #expect(error { try world.register("a b", "s") } == .noVersionLeft(Subject(name: "s")))
    }

    // MARK: Deleted content

    @Test func contentThatComesBackKeepsItsIDAndReplacesItsDeletedVersion() throws {
        try world.setLevel(CompatibilityLevel.none)
        try world.register("a", "s")
        try world.register("a b", "s")
        try world.delete("s", 1)
        #expect(try world.register("a", "s").summary == "v3 id1 a")
        #expect(try world.versions("s") == [2, 3])
    }

    @Test func aDeletedVersionThatIsReferredToStaysWhenItsContentComesBack() throws {
        try world.register("a", "s")
        try world.register("@s", "t", references: [try reference("s", "s", 1)])
        try world.delete("t")
        try world.delete("s")
        #expect(try world.register("a", "s").summary == "v2 id1 a")
        #expect(try world.versions("s") == [-1, 2])
    }

    @Test func contentThatIsGoneComesBackUnderANewID() throws {
        try world.register("a", "s")
        try world.delete("s")
        try world.delete("s", .permanent)
        #expect(try world.register("a", "s").summary == "v1 id2 a")
    }

    @Test func theNumberOfTheLastVersionIsUsedAgainOnlyWhenItIsGone() throws {
        try world.register("a", "s")
        try world.register("a b", "s")
        try world.delete("s", 2)
        try world.delete("s", 2, .permanent)
        #expect(try world.register("a c", "s").summary == "v2 id3 a c")
    }

    // MARK: Races

    private let rival = Registration(
        subject: Subject(name: "s"), version: .first, definition: Definition(type: WordsFormat.words, text: "a"))

    @Test func aLostRaceIsDecidedAgain() throws {
        world.store.interfere { [rival] in $0.force(.versionRegistered(rival)) }
        #expect(try world.register("a b", "s").summary == "v2 id2 a b")
    }

    @Test func aRaceLostToTheSameSchemaFindsIt() throws {
        world.store.interfere { [rival] in $0.force(.versionRegistered(rival)) }
        #expect(try world.register("a", "s").summary == "v1 id1 a")
        #expect(try world.versions("s") == [1])
    }

    @Test func aRaceLostToAnIncompatibleSchemaIsRefused() throws {
        world.store.interfere { [rival] in $0.force(.versionRegistered(rival)) }
        #expect(code { try world.register("b", "s") } == .incompatibleSchema)
    }

    @Test func afterFourLostRacesTheClientIsToldToTryAgain() throws {
        for _ in 0..<3 { world.store.interfere { $0.force(.configurationSet(.global, Configuration())) } }
        #expect(try world.register("a", "s").summary == "v1 id1 a")
        for _ in 0..<4 { world.store.interfere { $0.force(.configurationSet(.global, Configuration())) } }
        let refusal = error { try world.register("a b", "s") }
        #expect(refusal?.code == .conflict)
        #expect(refusal?.message == "The subject was changed by others at the same time; try again.")
        #expect(try world.versions("s") == [1])
    }

    @Test func aRegistrationUnderAnotherSubjectIsNoRace() throws {
        world.store.interfere { [rival] in
            var other = rival
            other.subject = Subject(name: "other")
            $0.force(.versionRegistered(other))
        }
        #expect(try world.register("b", "s").summary == "v1 id2 b")
        #expect(world.format.parsed == 1)
    }

    @Test func aReferenceDeletedInTheMeantimeIsNoticed() throws {
        try world.register("x", "t")
        world.store.interfere { $0.force(.subjectDeleted(Subject(name: "t"), [.first])) }
        let references = [try reference("x", "t", 1)]
        #expect(
            error { try world.register("@x", "s", references: references) }
                == .referenceNotFound(Subject(name: "t"), version: 1))
    }

    @Test func aFailingStoreIsReportedAsSuch() throws {
        world.store.fail(with: .storeFailure("The disk is full"))
        #expect(error { try world.register("a", "s") } == .storeFailure("The disk is full"))
    }
}
