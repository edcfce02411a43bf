import Governance
import RegistryCore
import SchemaCore
import TestSupport
import Testing

/// How the index for searching follows the log.
@Suite struct IndexingTests {
    private let store = MemoryStore()
    private let registry: Registry

    init() throws {
        registry = Registry(store: store, formats: [WordsFormat()])
        for team in ["a", "b"] { _ = try registry.set(Team(name: team), by: .local) }
    }

    private func give(everythingTo team: String) throws {
        _ = try registry.set(OwnershipRules([OwnershipRule(pattern: .everything, team: team)]), by: .local)
    }

    private func count(of team: String) throws -> Int {
        try store.search(SearchQuery(owner: .team(team))).count
    }

    @Test func whatIsSensitiveIsFoundByItsNameAndNotByItsValue() throws {
        let metadata = Metadata(
            properties: ["host": "db7", "password": "hunter2"],
            sensitive: ["password"])
        _ = try store.append(
            [
                .versionRegistered(
                    Registration(
                        subject: Subject(name: "s"), version: .first, id: nil,
                        definition: Definition(type: WordsFormat().type, text: "a", metadata: metadata)))
            ], by: .anonymous, expecting: [])
        func finds(_ label: String) throws -> Bool {
            try !registry.search(SearchQuery(label: label)).entries.isEmpty
        }
        #expect(try finds("db7") && finds("password"))
        #expect(try !finds("hunter2"))
    }

    @Test func rulesAreAppliedToAllSubjectsInStepsAndFromTheBeginningWhenTheyChangeMeanwhile() throws {
        while try registry.indexSome() {}
        let entries = (1...2500).map { number in
            SearchChange.entry(
                SearchEntry(
                    subject: Subject(name: "s\(number)"), version: .first, state: .active, text: SearchText(),
                    standing: Standing(owner: nil)))
        }
        try store.index(entries, from: store.searchRevision(), to: store.searchRevision())
        try give(everythingTo: "a")
        #expect(try registry.indexSome())
        #expect(try count(of: "a") == 1000, "a step is of so many subjects")
        #expect(try registry.indexSome())
        #expect(try count(of: "a") == 2000)
        try give(everythingTo: "b")
        let searched = try registry.search(SearchQuery(owner: .team("b")))
        #expect(searched.entries.count == 2500 && searched.isComplete)
        #expect(try count(of: "a") == 0)
        #expect(try store.searchRevision() == store.head())
    }
}
