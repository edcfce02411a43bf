import Governance
import RegistryCore
import SchemaCore
import TestSupport
import Testing

@Suite struct AssociationTests {
    private let world = World()
    private let resource = Association.Resource(id: "r", namespace: "-", name: "t")

    private func entry(_ part: Association.Part, schema: String) -> AssociationRequest.Entry {
        AssociationRequest.Entry(.create, part: part, schema: world.candidate(schema))
    }

    @discardableResult
    private func associate(_ entries: AssociationRequest.Entry...) throws -> [AssociationResult] {
        try world.registry.associate(
            AssociationRequest(resource: resource, entries: entries), .real, by: world.caller)
    }

    @Test func aRequestIsDoneAsAWholeOrNotAtAll() throws {
        #expect(code { try associate(entry(.key, schema: "a"), entry(.value, schema: "!")) } == .invalidSchema)
        #expect(try world.store.head() == .zero)
        let results = try associate(entry(.key, schema: "a"), entry(.value, schema: "b"))
        #expect(results.map { $0.schema?.summary } == ["v1 id1 a", "v1 id2 b"])
        #expect(results.map(\.association.subject.name) == ["t-key", "t-value"])
    }

    @Test func whatHappensBetweenTheDecisionAndItsTransactionIsDecidedOnAgain() throws {
        // Everything would have been registered, had the other writer not been first.
        let subject = Subject(name: "t-value")
        world.store.interfere { store in
            store.force(
                .versionRegistered(
                    Registration(
                        subject: subject, version: .first, definition: Definition(type: WordsFormat.words, text: "c"))))
        }
        #expect(code { try associate(entry(.key, schema: "a"), entry(.value, schema: "b")) } == .incompatibleSchema)
        #expect(try world.store.head().number == 1)
        // Another association comes first.
        let other = Association(
            resource: .init(id: "o", namespace: "-", name: "o"), part: .key, subject: Subject(name: "t-key"),
            lifecycle: .weak, isFrozen: false)
        world.store.interfere { $0.force(.associationSet(other)) }
        #expect(
            code { try associate(entry(.key, schema: "a"), entry(.value, schema: "b c")) }
                == .associationForSubjectExists)
        #expect(try world.store.head().number == 2)
    }

    @Test func subjectsThatGoWithTheirResourceGoTogether() throws {
        try associate(entry(.key, schema: "a"))
        try associate(
            AssociationRequest.Entry(
                .create, part: .value,
                schema: world.candidate("@k", [try reference("k", "t-key", 1)])))
        func dissociate(_ execution: Execution) throws {
            try world.registry.dissociate(
                resource: "r", type: nil, parts: [], cascades: true, execution, by: world.caller)
        }
        let head = try world.store.head()
        try dissociate(.dry)
        #expect(try world.store.head() == head)
        // A schema from elsewhere stands in the way of all of it.
        world.store.interfere { store in
            let other = Reference(name: "k", subject: Subject(name: "t-key"), version: .first)
            store.force(
                .versionRegistered(
                    Registration(
                        subject: Subject(name: "other"), version: .first,
                        definition: Definition(type: WordsFormat.words, text: "@k", references: [other]))))
        }
        #expect(code { try dissociate(.real) } == .referenceExists)
        #expect(try world.versions("t-value") == [1])
        try world.delete("other")
        try dissociate(.real)
        #expect(try world.versions("t-key") == [-1])
        #expect(try world.versions("t-value") == [-1])
        #expect(try world.store.associations() == [])
    }
}
