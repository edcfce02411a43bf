internal import CSQLite
internal import Logging
internal import SchemaCore

/// How connections to a store's file are opened and set up, and why some files are refused.
struct Opening: Sendable {
    /// As the user wrote it.
    let path: String
    let logger: Logger
    /// As SQLite opens it: never a URI, and never one of its names for memory.
    let file: String

    /// What is left of the write-ahead log's file when it starts anew, in bytes.
    private static let logSizeLimit = 32 * 1024 * 1024

    /// How often to try to switch a new file to the write-ahead log while others do the same, and how long to wait
    /// between.
    private static let switching = (attempts: 250, milliseconds: Int32(20))

    init(path: String, logger: Logger) throws(RegistryError) {
        guard !path.isEmpty, !path.utf8.contains(0), path.utf8.last != UInt8(ascii: "/") else {
            throw .storeNotOpened(path, .noFile)
        }
        self.path = path
        self.logger = logger
        file = path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
    }

    /// The connection that writes, after it made the file a store of the newest format.
    func writer(cacheKiB: Int) throws(RegistryError) -> sending Connection {
        let connection = try connect()
        if let reason = try step({ () throws(SQLiteError) in try refusal(of: connection) }) {
            throw .storeNotOpened(path, reason)
        }
        // Whoever replaces the file holds it until then: what was waited for is the old one.
        guard !connection.hasMoved else { return try writer(cacheKiB: cacheKiB) }
        let hasLog = try step { () throws(SQLiteError) in try useWriteAheadLog(connection) }
        guard !connection.hasMoved else { return try writer(cacheKiB: cacheKiB) }
        guard hasLog else { throw .storeNotOpened(path, .noWriteAheadLog) }
        try step { () throws(SQLiteError) in
            try settle(connection, cacheKiB: cacheKiB)
            try Migrations.run(on: connection)
        }
        return connection
    }

    /// A connection that reads; after the writer's, which makes the file what it must be.
    func reader(cacheKiB: Int) throws(RegistryError) -> sending Connection {
        let connection = try connect()
        try step { () throws(SQLiteError) in
            try settle(connection, cacheKiB: cacheKiB)
            try connection.execute("PRAGMA query_only = ON")
        }
        return connection
    }

    /// A connection to a store of any format that is there, or to a copy of one; nothing of it is changed.
    func existing() throws(RegistryError) -> sending Connection {
        let connection = try connect()
        let application = try step { () throws(SQLiteError) in try connection.integer("PRAGMA application_id") }
        guard application == Migrations.applicationID else { throw .storeNotOpened(path, .foreign) }
        return connection
    }

    private func connect() throws(RegistryError) -> sending Connection {
        do {
            return try Connection(path: file, logger: logger)
        } catch {
            throw failure(error)
        }
    }

    /// Why the file is not ours to write to, or `nil`; nothing of it is changed before that is known.
    private func refusal(of connection: Connection) throws(SQLiteError) -> RegistryError.StoreOpenReason? {
        // In one transaction, as another process may be making the file a store.
        try connection.execute("BEGIN")
        let application = try connection.integer("PRAGMA application_id")
        let format = Int(try connection.integer("PRAGMA user_version"))
        let tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
        try connection.execute("COMMIT")
        if application == Migrations.applicationID {
            if format > Migrations.newest { return .newer(version: format, known: Migrations.newest) }
        } else {
            guard application == 0, format == 0, tables == 0 else { return .foreign }
        }
        return connection.isReadOnly ? .readOnly : nil
    }

    /// Switches the file to the write-ahead log, where readers and the writer do not wait for each other.
    private func useWriteAheadLog(_ connection: Connection) throws(SQLiteError) -> Bool {
        for _ in 1..<Self.switching.attempts {
            do {
                return try connection.text("PRAGMA journal_mode = WAL") == "wal"
            } catch {
                // SQLite does not wait here when another connection is about to do the same.
                guard error.primary == SQLITE_BUSY else { throw error }
                sqlite3_sleep(Self.switching.milliseconds)
            }
        }
        return try connection.text("PRAGMA journal_mode = WAL") == "wal"
    }

    private func settle(_ connection: Connection, cacheKiB: Int) throws(SQLiteError) {
        // An id that was handed out is in messages for ever, so a commit waits for the disk.
        try connection.execute("PRAGMA synchronous = FULL")
        try connection.execute("PRAGMA foreign_keys = ON")
        // What a damaged or prepared file calls in its views and checks is not run.
        try connection.execute("PRAGMA trusted_schema = OFF")
        try connection.execute("PRAGMA journal_size_limit = \(Self.logSizeLimit)")
        try connection.execute("PRAGMA cache_size = -\(cacheKiB)")
        // Reads through mapped memory would turn a failing disk into a signal that ends the process; they were no
        // faster, and the whole file counted as the process's memory.
        try connection.execute("PRAGMA mmap_size = 0")
    }

    private func step<Result>(_ body: () throws(SQLiteError) -> Result) throws(RegistryError) -> Result {
        do {
            return try body()
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: SQLiteError) -> RegistryError {
        error.log(to: logger)
        return .storeNotOpened(path, reason(error))
    }

    private func reason(_ error: SQLiteError) -> RegistryError.StoreOpenReason {
        switch FileStatus(of: file) {
        case .directory: return .isDirectory
        case .hidden: return .notPermitted
        case .missing where FileStatus(of: file.directory) == .missing: return .directoryMissing
        case .missing, .other: break
        }
        switch SystemError(error.systemError) {
        // After it may not create the file, SQLite tries to read it.
        case .forbidden, .missing: return .notPermitted
        case .readOnly: return .readOnly
        case .full: return .full
        case nil: break
        }
        switch error.primary {
        case SQLITE_NOTADB: return .notDatabase
        case SQLITE_CORRUPT: return .damaged
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy
        case SQLITE_READONLY: return .readOnly
        case SQLITE_FULL: return .full
        default: return .other(error.message)
        }
    }
}
