import RegistryCore
import SchemaCore
import Synchronization
import TestSupport
import Testing

@testable import SQLiteStore

@Suite struct CheckpointsTests {
    @Test func theLogIsMovedInStepsAndEmptiedAtTheLimit() {
        var checkpoints = Checkpoints(step: 1000, limit: 8000)
        let sizes: [(Int, Checkpoints.Action)] = [
            (10, .none), (999, .none), (1000, .move), (1001, .none), (1999, .none), (2000, .move), (7900, .move),
            (8000, .none), (8900, .empty), (5, .none), (1000, .move), (30, .none), (1500, .move), (9000, .empty),
        ]
        for (pages, action) in sizes { #expect(checkpoints.action(pages: pages) == action, "\(pages)") }
        checkpoints.failed(pages: 9000)
        #expect(checkpoints.action(pages: 17_999) == .none)
        #expect(checkpoints.action(pages: 18_000) == .empty)
        checkpoints.failed(pages: 18_000)
        #expect(checkpoints.action(pages: 3) == .none)
        #expect(checkpoints.action(pages: 1003) == .move)
    }

    /// Lets writers wait for readers from a log of 200 pages on.
    private func useSmallLog(_ store: SQLiteStore) throws {
        try store.writer.use { $0.checkpoints = Checkpoints(step: 50, limit: 200) }
    }

    @Test func theLogStaysSmallUnderReadersThatNeverPause() throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("registry.db"))
        try useSmallLog(store)
        for number in 1...50 { try store.register(.orders, number, "\(number)") }
        let isDone = Atomic<Bool>(false)
        let largest = Atomic<Int>(0)
        let padding = String(repeating: "x", count: 10_000)
        onThreads(4) { thread in
            if thread == 0 {
                // About ten pages each: twenty times the limit in all.
                for number in 1...400 {
                    guard (try? store.register(.payments, number, "\(number) \(padding)")) != nil else { break }
                    let size = size(of: directory.file("registry.db-wal"))
                    largest.max(size, ordering: .relaxed)
                }
                isDone.store(true, ordering: .relaxed)
            } else {
                while !isDone.load(ordering: .relaxed) {
                    let page = Page(limit: 20)
                    _ = try? store.registeredVersions(
                        in: .standard, prefix: "orders", deleted: .excluded, depth: .all, ruleType: nil, page: page)
                }
            }
        }
        #expect(try store.highestVersion(of: .payments)?.number == 400)
        // A busy machine may let a few of the waits fail, after which the limit doubles.
        #expect(largest.load(ordering: .relaxed) < 2000 * 4096)
        #expect(try store.verify() == [])
    }

    @Test func aReaderThatStaysDoesNotStopTheWriters() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("registry.db")
        let store = try SQLiteStore(path: path)
        try useSmallLog(store)
        try store.register(.orders, 1, "{}")
        let other = try Connection(path: path, logger: store.opening.logger)
        try other.execute("BEGIN")
        #expect(try other.integer("SELECT count(*) FROM event") == 1)
        let padding = String(repeating: "x", count: 50_000)
        for number in 1...20 { try store.register(.payments, number, "\(number) \(padding)") }
        #expect(try other.integer("SELECT count(*) FROM event") == 1)
        try other.execute("ROLLBACK")
        #expect(try store.numbers(of: .payments, .excluded).count == 20)
    }
}
