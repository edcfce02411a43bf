import RegistryCore
import SQLiteStore
import SchemaCore
import Synchronization
import TestSupport
import Testing

/// Writers that race, each on a thread of its own.
@Suite struct ConcurrentWritersTests {
    private static let writers = 12
    private static let appendsEach = 20

    /// What the threads of a test saw.
    private final class Record: Sendable {
        let ids = Mutex<[Int32]>([])
        let conflicts = Atomic<Int>(0)
        let failures = Mutex<[String]>([])

        func fail(_ error: any Error) { failures.withLock { $0.append("\(error)") } }
    }

    @Test(arguments: Engine.all) func writersOfDifferentSubjectsNeverConflictAndShareNoId(_ engine: Engine) throws {
        try engine.withStore { store in
            let record = Record()
            onThreads(Self.writers) { writer in
                let subject = Subject(name: "subject-\(writer)")
                for number in 1...Self.appendsEach {
                    do {
                        let now = try store.revisions(of: [.subject(subject)])
                        let definition = Definition.text("\(writer) \(number)")
                        let registration = Registration(
                            subject: subject, version: try .number(number), definition: definition)
                        let events = try store.append(
                            [.versionRegistered(registration)], by: .anonymous,
                            expecting: [(.subject(subject), now[0])])
                        let id = try #require(events.first?.id)
                        record.ids.withLock { $0.append(id.number) }
                        // What was acknowledged is there for every reader.
                        #expect(try store.schema(id, in: .standard)?.definition == definition)
                    } catch {
                        record.fail(error)
                    }
                }
            }
            #expect(record.failures.withLock { $0 }.isEmpty)
            let count = Self.writers * Self.appendsEach
            #expect(record.ids.withLock { $0.sorted() } == (1...count).map { Int32($0) })
            #expect(try store.head().number == count)
            try expectSound(store)
        }
    }

    @Test(arguments: Engine.all) func writersOfOneSubjectTakeTurns(_ engine: Engine) throws {
        try engine.withStore { store in try race([store]) }
    }

    @Test func storesOnOneFileTakeTurnsToo() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("registry.db")
        let stores = [try SQLiteStore(path: path), try SQLiteStore(path: path)]
        try race(stores)
        for store in stores { try store.close() }
    }

    /// Lets all writers add versions to one subject, each deciding on what it reads and again after a conflict.
    private func race(_ stores: [any Store]) throws {
        let record = Record()
        onThreads(Self.writers) { writer in
            let store = stores[writer % stores.count]
            for number in 1...Self.appendsEach {
                // A third of the texts occur with two writers each, so ids must be shared as well.
                let text = number % 3 == 0 ? "shared \(writer / 2) \(number)" : "\(writer) \(number)"
                var isAppended = false
                while !isAppended {
                    do {
                        let now = try store.revisions(of: [.subject(.orders)])
                        let next = (try store.highestVersion(of: .orders)).map(\.next) ?? .first
                        let registration = Registration(
                            subject: .orders, version: try #require(next), definition: .text(text))
                        let events = try store.append(
                            [.versionRegistered(registration)], by: .anonymous,
                            expecting: [(.subject(.orders), now[0])])
                        record.ids.withLock { $0.append(events.first?.id?.number ?? 0) }
                        isAppended = true
                    } catch let error as RegistryError where error.code == .conflict {
                        record.conflicts.add(1, ordering: .relaxed)
                    } catch {
                        record.fail(error)
                        isAppended = true
                    }
                }
            }
        }
        #expect(record.failures.withLock { $0 }.isEmpty)
        let count = Self.writers * Self.appendsEach
        let shared = Self.writers / 2 * (Self.appendsEach / 3)
        #expect(try stores[0].numbers(of: .orders, .excluded) == (1...count).map { Int32($0) })
        #expect(Set(record.ids.withLock { $0 }) == Set((1...(count - shared)).map { Int32($0) }))
        #expect(record.ids.withLock { $0.count } == count)
        #expect(record.conflicts.load(ordering: .relaxed) > 0)
        for store in stores { try expectSound(store) }
    }

    private func expectSound(_ store: any Store) throws {
        if let store = store as? SQLiteStore { #expect(try store.verify() == []) }
    }
}
