import Governance
import JSONCore
import RegistryCore
import SQLiteStore
import SchemaCore
import TestSupport
import Testing

/// The same random changes, applied to SQLite and to the naive store in memory, leave both with the same answers.
@Suite struct RandomChangesTests {
    @Test(arguments: [1, 2, SeededGenerator.seed])
    func everyReadingAgreesWithTheNaiveStore(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("registry.db"))
        let naive = MemoryStore()
        var world = World(seed: seed)
        for step in 1...200 {
            let changes = try world.changes(on: store)
            let expecting = try world.expectations(on: store)
            let result = outcome(of: changes, expecting, on: store)
            #expect(result == outcome(of: changes, expecting, on: naive), "seed \(seed), step \(step): \(changes)")
            if step % 50 == 0 {
                let (answers, expected) = (try world.answers(of: store), try world.answers(of: naive))
                for (question, answer) in expected {
                    #expect(answers[question] == answer, "seed \(seed), step \(step): \(question)")
                }
            }
        }
        #expect(try store.head().number > 100, "seed \(seed): too few of the changes fit")
        #expect(try store.verify() == [], "seed \(seed)")
        let log = try store.events(after: .zero, limit: .max)
        try store.close()

        // A new store that is given the log becomes the same store.
        let copy = try SQLiteStore(path: directory.file("copy.db"))
        for event in log {
            let events = try copy.append([event.change], by: event.principal, expecting: [])
            #expect(events.map(\.change) == [event.change], "seed \(seed)")
        }
        #expect(try world.answers(of: copy) == world.answers(of: naive), "seed \(seed)")
    }

    private func outcome(
        of changes: [Change], _ expecting: [(stream: RegistryCore.Stream, revision: Revision)], on store: any Store
    ) -> String {
        do {
            let events = try store.append(changes, by: .anonymous, expecting: expecting)
            return events.map { "\($0.revision.number) \($0.change.payload.text)" }.joined(separator: "\n")
        } catch {
            return "\(error.code)"
        }
    }
}
