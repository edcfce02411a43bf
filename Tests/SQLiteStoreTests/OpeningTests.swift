import Glibc
import Logging
import RegistryCore
import SchemaCore
import Synchronization
import TestSupport
import Testing
import Threads

@testable import SQLiteStore

@Suite struct OpeningTests {
    private static let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }

    private let directory: TemporaryDirectory
    private var path: String { directory.file("registry.db") }

    init() throws { directory = try TemporaryDirectory() }

    /// Why a path is not opened.
    private func refusal(_ path: String) -> String? {
        do {
            try SQLiteStore(path: path, logger: Self.silent).close()
            return nil
        } catch {
            return error.message
        }
    }

    private func message(_ path: String, _ reason: RegistryError.StoreOpenReason) -> String {
        RegistryError.storeNotOpened(path, reason).message
    }

    /// Runs SQL on a file that no store has open.
    private func run(_ sql: String..., on path: String) throws {
        let connection = try Connection(path: path, logger: Self.silent)
        for sql in sql { try connection.execute(sql) }
        try connection.close()
    }

    // MARK: - What is opened

    @Test func aStoreThatIsReplacedWhileSomebodyWaitsForItIsOpenedAnew() throws {
        let new = directory.file("new.db")
        for (path, text) in [(path, "{}"), (new, "true")] {
            let store = try SQLiteStore(path: path, logger: Self.silent)
            try store.register(.orders, 1, text)
            try store.close()
        }
        let holder = try Connection(path: path, logger: Self.silent)
        try holder.own()
        let path = path
        let opened = Mutex<Result<SQLiteStore, RegistryError>?>(nil)
        let thread = try Thread {
            let result = Result { () throws(RegistryError) in try SQLiteStore(path: path, logger: Self.silent) }
            opened.withLock { $0 = result }
        }
        // By now it waits for the old file; were it late, it would find the new one at once.
        usleep(300_000)
        #expect(rename(new, path) == 0)
        try holder.close()
        thread.join()
        let store = try #require(try opened.withLock { $0 }?.get())
        #expect(try store.version(.latest, of: .orders, deleted: .excluded)?.schema.definition.text == "true")
        try store.register(.orders, 2, "false")
        try store.close()
        let again = try SQLiteStore(path: path, logger: Self.silent)
        #expect(try again.head() == Revision(2))
        try again.close()
    }

    @Test func aStoreIsThereAgainAfterItWasClosed() throws {
        let store = try SQLiteStore(path: path)
        try store.register(.orders, 1, "{}")
        try store.close()
        #expect(directory.files() == ["registry.db"])
        let again = try SQLiteStore(path: path)
        #expect(try again.register(.orders, 2, "true") == 2)
        #expect(try again.verify() == [])
        try again.close()
    }

    @Test func aStoreThatIsForgottenClosesItsFile() throws {
        var store: SQLiteStore? = try SQLiteStore(path: path)
        try store?.register(.orders, 1, "{}")
        store = nil
        #expect(directory.files() == ["registry.db"])
    }

    @Test func aClosedStoreSaysSo() throws {
        let store = try SQLiteStore(path: path)
        try store.close()
        try store.close()
        let failures: [RegistryError?] = [
            error { _ = try store.head() }, error { _ = try store.append([], by: .anonymous, expecting: []) },
            error { try store.probe() },
        ]
        #expect(failures == Array(repeating: RegistryError.storeIsClosed, count: 3))
    }

    @Test func anEmptyFileBecomesAStore() throws {
        try create(path, [])
        #expect(refusal(path) == nil)
        #expect(try bytes(of: path).starts(with: "SQLite format 3".utf8))
    }

    @Test func namesThatSQLiteWouldTakeForSomethingElseAreFiles() throws {
        // Relative names count from the working directory, which tests share: so these stay absolute.
        for name in [":memory:", "file:x?mode=memory", "a b?c#d%41", "ö😀"] {
            let store = try SQLiteStore(path: directory.file(name))
            try store.register(.orders, 1, "{}")
            try store.close()
            #expect(directory.files().map { Array($0.utf8) }.contains(Array(name.utf8)), "\(name)")
        }
        for name in [":memory:", "file:x", "a"] {
            #expect(try Opening(path: name, logger: Self.silent).file == "./" + name)
        }
    }

    @Test func everyConnectionHasItsSettings() throws {
        let store = try SQLiteStore(path: path, readers: 3)
        #expect(store.readers.count == 3)
        let settings = [
            "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "trusted_schema": "0",
            "busy_timeout": "5000", "mmap_size": "0",
        ]
        for (lane, isReading) in [(store.writer, "0")] + store.readers.map({ ($0, "1") }) {
            for (name, value) in settings.merging(["query_only": isReading], uniquingKeysWith: { $1 }) {
                let found = try lane.use { (connection) throws(RegistryError) in
                    Result { try connection.text("PRAGMA \(name)") }
                }.get()
                #expect(found == value, "\(name)")
            }
        }
    }

    @Test func aNewFileMayBeOpenedByManyAtOnce() throws {
        let failures = Mutex<[String]>([])
        onThreads(6) { [path] thread in
            do {
                let store = try SQLiteStore(path: path, readers: 1)
                try store.register(Subject(name: "s\(thread)"), 1, "\(thread)")
            } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
        #expect(failures.withLock { $0 } == [])
        let store = try SQLiteStore(path: path)
        #expect(try store.highestID(in: .standard)?.number == 6)
        #expect(try store.verify() == [])
    }

    // MARK: - What is refused, and left as it is

    @Test func pathsThatLeadToNoFileAreRefused() throws {
        #expect(refusal("") == message("", .noFile))
        #expect(refusal("a\u{0}b") == message("a\u{0}b", .noFile))
        #expect(refusal(directory.path + "/") == message(directory.path + "/", .noFile))
        #expect(refusal(directory.path) == message(directory.path, .isDirectory))
        let missing = directory.file("missing/registry.db")
        #expect(refusal(missing) == message(missing, .directoryMissing))
        try create(path, [])
        #expect(refusal(path + "/registry.db") == message(path + "/registry.db", .directoryMissing))
    }

    @Test func filesThatAreNoDatabaseAreRefused() throws {
        let contents = [Array("hello".utf8), Array(String(repeating: "no database ", count: 1000).utf8), [0, 0]]
        for content in contents {
            try create(path, content)
            #expect(refusal(path) == message(path, .notDatabase))
            #expect(try bytes(of: path) == content)
        }
    }

    @Test func databasesOfOthersAreRefusedAndLeftAsTheyAre() throws {
        for sql in ["CREATE TABLE other (x)", "PRAGMA application_id = 7", "PRAGMA user_version = 7"] {
            let path = directory.file("other \(sql.count).db")
            try run(sql, on: path)
            let before = try bytes(of: path)
            #expect(refusal(path) == message(path, .foreign), "\(sql)")
            #expect(try bytes(of: path) == before, "\(sql)")
        }
    }

    @Test func aStoreOfANewerProgramIsRefused() throws {
        try SQLiteStore(path: path).close()
        try run("PRAGMA user_version = 99", on: path)
        #expect(refusal(path) == message(path, .newer(version: 99, known: Migrations.newest)))
    }

    @Test func aStoreThatANewerProgramUpgradesMeanwhileIsNotWrittenTo() throws {
        let store = try SQLiteStore(path: path)
        try run("PRAGMA user_version = 99", on: path)
        #expect(error { try store.register(.orders, 1, "{}") } == .storeIsNewer)
        #expect(try store.head() == .zero)
    }

    @Test func aDamagedFileIsRefused() throws {
        let store = try SQLiteStore(path: path)
        try store.register(.orders, 1, "{}")
        try store.close()
        var content = try bytes(of: path)
        // The first page after its header: the list of tables.
        for place in 100..<4096 { content[place] = 0xFF }
        try create(path, content)
        #expect(refusal(path) == message(path, .damaged))
    }

    @Test func whatTheUserMayNotDoIsRefused() throws {
        try SQLiteStore(path: path).close()
        let isRoot = geteuid() == 0
        // Root may do everything, so its thread, and no other one, takes the rights of another user for files.
        typealias SetUser = @convention(c) (uid_t) -> CInt
        let setUser = unsafeBitCast(try #require(dlsym(nil, "setfsuid")), to: SetUser.self)
        func asAnother(_ body: () -> String?) -> String? {
            if isRoot { _ = setUser(65534) }
            defer { if isRoot { _ = setUser(0) } }
            return body()
        }
        chmod(directory.path, 0o500)
        defer { chmod(directory.path, 0o700) }
        chmod(path, 0o400)
        #expect(asAnother { refusal(path) } == message(path, .notPermitted))
        if isRoot { chmod(directory.path, 0o555) }
        #expect(asAnother { refusal(directory.file("new.db")) } == message(directory.file("new.db"), .notPermitted))
        chmod(path, 0o444)
        #expect(asAnother { refusal(path) } == message(path, .readOnly))
        // The file may be written to, but not the files beside it.
        chmod(path, 0o666)
        #expect(asAnother { refusal(path) } == message(path, .readOnly))
    }

    private func error(_ body: () throws -> Void) -> RegistryError? {
        do {
            try body()
            return nil
        } catch {
            return error as? RegistryError
        }
    }
}
