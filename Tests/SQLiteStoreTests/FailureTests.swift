import Glibc
import Logging
import RegistryCore
import SchemaCore
import Synchronization
import TestSupport
import Testing

@testable import SQLiteStore

/// What happens when the disk or the engine fails while the store serves.
@Suite struct FailureTests {
    private let directory: TemporaryDirectory
    private let log = Log()
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(
            path: directory.file("registry.db"), logger: Logger(label: "test") { [log] _ in log.handler })
    }

    /// Runs SQL on the connection that writes.
    private func tellWriter(_ sql: String) throws {
        try store.writer.use { (connection) throws(RegistryError) in
            Result { try connection.execute(sql) }
        }.get()
    }

    private func error(_ body: () throws -> Void) -> RegistryError? {
        do {
            try body()
            return nil
        } catch {
            return error as? RegistryError
        }
    }

    @Test func aFullDiskIsReportedAndNothingIsHalfWritten() throws {
        try store.register(.orders, 1, "{}")
        let before = try store.head()
        try tellWriter("PRAGMA max_page_count = 1")
        let large = String(repeating: "x", count: 200_000)
        #expect(error { try store.register(.orders, 2, large) } == .storeIsFull)
        #expect(
            error { try store.append(.configurationSet(.global, Configuration()), .versionDeleted(.orders, .first)) }
                == nil)
        #expect(error { try store.register(.payments, 1, large) } == .storeIsFull)
        #expect(try store.head().number == before.number + 2)
        #expect(try store.numbers(of: .orders, .included) == [1])
        #expect(try store.verify() == [])
        // With space again it goes on, without a restart.
        try tellWriter("PRAGMA max_page_count = 1000000")
        #expect(try store.register(.orders, 2, large) == 2)
        #expect(try store.verify() == [])
    }

    @Test func aFailureOfOneWriterInAGroupIsItsOwn() throws {
        try tellWriter("PRAGMA max_page_count = 1")
        let large = String(repeating: "x", count: 200_000)
        let results = Mutex<[Int: RegistryError]>([:])
        try onThreadsTogether(12) { writer in
            do {
                switch writer % 3 {
                case 0: try store.register(Subject(name: "s\(writer)"), 1, large)
                case 1: try store.delete(Subject(name: "s\(writer)"), 1)
                default: try store.append(.configurationSet(.subject(Subject(name: "s\(writer)")), Configuration()))
                }
            } catch {
                results.withLock { $0[writer] = error as? RegistryError }
            }
        }
        for writer in 0..<12 {
            let expected: RegistryError? = [.storeIsFull, .conflict, nil][writer % 3]
            #expect(results.withLock { $0[writer] } == expected, "writer \(writer)")
        }
        #expect(try store.head().number == 4)
        #expect(try store.verify() == [])
    }

    /// Lets threads begin when the writer is free, after all of them were queued, so that they are one group.
    private func onThreadsTogether(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws {
        let isHeld = Gate()
        onThreads(count + 1) { [store] thread in
            if thread == count {
                _ = try? store.writer.use { (_) throws(RegistryError) in
                    for _ in 0..<count { isHeld.open() }
                    // One of them leads and waits for this connection.
                    while store.queue.pendingCount < count { sched_yield() }
                }
            } else {
                isHeld.pass()
                body(thread)
            }
        }
    }

    @Test func aStoreThatCannotBeWrittenToStillReads() throws {
        try store.register(.orders, 1, "{}")
        try tellWriter("PRAGMA query_only = ON")
        #expect(error { try store.register(.orders, 2, "true") } == .storeIsReadOnly)
        #expect(error { try store.probe() } == .storeIsReadOnly)
        #expect(try store.numbers(of: .orders, .excluded) == [1])
        try tellWriter("PRAGMA query_only = OFF")
        try store.probe()
        #expect(try store.register(.orders, 2, "true") == 2)
    }

    @Test func aProbeWritesToTheFile() throws {
        let log = directory.file("registry.db-wal")
        let before = try bytes(of: log)
        try store.probe()
        #expect(try bytes(of: log) != before)
    }

    @Test func aLockThatAnotherProcessHoldsIsReportedAfterAWait() throws {
        let other = try Connection(path: directory.file("registry.db"), logger: Logger(label: "other"))
        try other.execute("BEGIN IMMEDIATE")
        try tellWriter("PRAGMA busy_timeout = 50")
        #expect(error { try store.register(.orders, 1, "{}") } == .storeIsBusy)
        #expect(try store.names(.included) == [])
        try other.execute("ROLLBACK")
        #expect(try store.register(.orders, 1, "{}") == 1)
    }

    @Test func aDamagedRowIsReported() throws {
        try store.register(.orders, 1, "{}")
        let id = try #require(SchemaID(1))
        for damage in ["text = CAST(x'FF' AS TEXT)", "refs = '[{}]'", "refs = 'x'"] {
            try tellWriter("UPDATE schema SET text = '{}', refs = '[]'")
            #expect(try store.schema(id, in: .standard) != nil)
            try tellWriter("UPDATE schema SET \(damage)")
            #expect(error { _ = try store.schema(id, in: .standard) } == .storeIsDamaged, "\(damage)")
        }
        try tellWriter("DROP TRIGGER event_is_not_changed")
        try tellWriter("UPDATE event SET kind = 'unheard-of'")
        #expect(error { _ = try store.events(after: .zero, limit: 1) } == .storeIsDamaged)
    }

    @Test func aStatementThatFailedRunsAgain() throws {
        try store.register(.orders, 1, "{}")
        try tellWriter("ALTER TABLE schema RENAME TO hidden")
        #expect(error { _ = try store.version(.latest, of: .orders, deleted: .excluded) } == .storeFails)
        #expect(error { try store.register(.orders, 2, "true") } == .storeFails)
        try tellWriter("ALTER TABLE hidden RENAME TO schema")
        #expect(try store.version(.latest, of: .orders, deleted: .excluded)?.version == .first)
        #expect(try store.register(.orders, 2, "true") == 2)
    }

    @Test func theLogNamesCodeAndStatementAndNoValue() throws {
        let secret = "secret-\(UInt64.random(in: 0...(.max)))"
        try tellWriter("PRAGMA max_page_count = 1")
        let large = secret + String(repeating: "x", count: 200_000)
        #expect(error { try store.register(Subject(name: secret), 1, large) } == .storeIsFull)
        try tellWriter("PRAGMA max_page_count = 1000000")
        let lines = log.lines.withLock { $0 }
        #expect(lines.contains { $0.contains("code=13") && $0.contains("sql=INSERT INTO") })
        #expect(!lines.contains { $0.contains(secret) })
    }
}

/// What was logged, a line for each message with its metadata.
private final class Log: Sendable {
    let lines = Mutex<[String]>([])

    var handler: Handler { Handler(log: self) }

    struct Handler: LogHandler {
        let log: Log
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = (event.metadata ?? [:]).map { "\($0)=\($1)" }.sorted().joined(separator: " ")
            log.lines.withLock { $0.append("\(event.message) \(fields)") }
        }
    }
}
