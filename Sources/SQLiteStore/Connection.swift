internal import CSQLite
internal import Logging
internal import SchemaCore

/// A connection to one SQLite file.
///
/// SQLite's own mutex is off: whoever owns the connection sees to it that one thread at a time uses it. Statements of
/// the closed set ``Query`` are prepared once; one that fails is prepared anew the next time.
final class Connection {
    private var handle: OpaquePointer?
    private var statements: [Statement?]
    /// Those that insert several rows of a query at once.
    private var statementsForRows: [Query: Statement] = [:]
    private let logger: Logger
    /// Where every commit to the file leaves its mark; valid while the connection is open.
    private var logIndex: UnsafeRawPointer?
    /// The mark that was there when it was last looked at.
    private var logStamp: UInt64?
    /// The pages in the write-ahead log after the last commit of this connection.
    private(set) var logPages = 0
    /// When to move them to the file next.
    var checkpoints = Checkpoints()

    /// How long to wait for a lock of another process, in milliseconds.
    private static let busyTimeout: Int32 = 5000

    /// Settings of SQLite as a whole; it works without them, and takes longer.
    private static let settings = sqlite3_set_uncounted()

    /// Opens a file, and creates it when it is not there.
    init(path: String, logger: Logger) throws(SQLiteError) {
        _ = Self.settings
        self.logger = logger
        statements = Array(repeating: nil, count: Query.allCases.count)
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK else { throw SQLiteError(code, on: handle, sql: "") }
        sqlite3_busy_timeout(handle, Self.busyTimeout)
        sqlite3_set_defensive(handle)
        // In the place of SQLite's own hook, which checkpoints without ever waiting for readers.
        let countPages:
            @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 = {
                context, _, _, pages in
                guard let context else { return SQLITE_OK }
                Unmanaged<Connection>.fromOpaque(context).takeUnretainedValue().logPages = Int(pages)
                return SQLITE_OK
            }
        sqlite3_wal_hook(handle, countPages, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Closes what was not closed.
    deinit {
        statements.removeAll()
        statementsForRows.removeAll()
        sqlite3_close_v2(handle)
    }

    /// Finalizes the statements and closes the file.
    func close() throws(RegistryError) {
        logIndex = nil
        // An open statement would keep the file open.
        statements.removeAll()
        statementsForRows.removeAll()
        let code = sqlite3_close(handle)
        guard code == SQLITE_OK else { throw report(SQLiteError(code, on: handle, sql: "close")) }
        handle = nil
    }

    /// Runs a body that waits at most so long for locks, in milliseconds.
    func waiting<Result>(
        atMost milliseconds: Int32, _ body: () throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        sqlite3_busy_timeout(handle, milliseconds)
        defer { sqlite3_busy_timeout(handle, Self.busyTimeout) }
        return try body()
    }

    /// Whether a transaction is open; a serious failure ends it on its own.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Whether the file that is open lies no longer where it was opened: another one may have its name.
    var hasMoved: Bool { accord_has_moved(handle) != 0 }

    /// Whether the file can only be read.
    var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }
}

// MARK: - Copies

extension Connection {
    /// How many pages are copied at a time.
    private static let copiedPages: Int32 = 2048

    /// Copies the file, as the transaction that is open here sees it, to that of another connection.
    ///
    /// - Parameter progress: is told how many pages of how many are copied.
    func copy(to target: Connection, _ progress: (_ done: Int, _ total: Int) -> Void) throws(SQLiteError) {
        guard let backup = sqlite3_backup_init(target.handle, "main", handle, "main") else {
            throw SQLiteError(sqlite3_errcode(target.handle), on: target.handle, sql: "backup")
        }
        var code = SQLITE_OK
        while code == SQLITE_OK {
            code = sqlite3_backup_step(backup, Self.copiedPages)
            let total = Int(sqlite3_backup_pagecount(backup))
            progress(total - Int(sqlite3_backup_remaining(backup)), total)
        }
        let end = sqlite3_backup_finish(backup)
        guard code == SQLITE_DONE, end == SQLITE_OK else {
            // The failing step is told first; it is of either side.
            let failed = code == SQLITE_DONE ? end : code
            throw SQLiteError(failed, on: target.handle, sql: "backup")
        }
    }
}

// MARK: - The closed set of statements

extension Connection {
    /// Runs a query and hands over each row.
    func forEach(
        _ query: Query, _ values: [Value] = [], _ body: (Statement) throws(SQLiteError) -> Void
    ) throws(RegistryError) {
        do {
            let statement = try prepared(query)
            defer { statement.reset() }
            try statement.bind(values)
            while try statement.step() { try body(statement) }
        } catch {
            throw failed(query, error)
        }
    }

    /// Every row of a query.
    func all<Row>(
        _ query: Query, _ values: [Value] = [], _ row: (Statement) throws(SQLiteError) -> Row
    ) throws(RegistryError) -> [Row] {
        var rows: [Row] = []
        try forEach(query, values) { (statement) throws(SQLiteError) in rows.append(try row(statement)) }
        return rows
    }

    /// The first row of a query that something is made of; those after it are not computed.
    func first<Row>(
        _ query: Query, _ values: [Value] = [], _ row: (Statement) throws(SQLiteError) -> Row?
    ) throws(RegistryError) -> Row? {
        do {
            let statement = try prepared(query)
            defer { statement.reset() }
            try statement.bind(values)
            while try statement.step() {
                if let found = try row(statement) { return found }
            }
            return nil
        } catch {
            throw failed(query, error)
        }
    }

    /// Runs several readings that see the same state of the file.
    func inOneState<Result>(_ body: (Connection) throws(RegistryError) -> Result) throws(RegistryError) -> Result {
        // Left open only if its end has failed before.
        if isInTransaction { try run(.rollback) }
        try run(.beginReading)
        do throws(RegistryError) {
            let result = try body(self)
            try run(.commit)
            return result
        } catch {
            // A failure is logged there, and the next transaction tries again.
            if isInTransaction { _ = try? run(.rollback) }
            throw error
        }
    }

    /// Runs several changes inside of a transaction, of which all stay or none.
    func wholly<Result>(_ body: (Connection) throws(RegistryError) -> Result) throws(RegistryError) -> Result {
        try run(.savepoint)
        do throws(RegistryError) {
            let result = try body(self)
            try run(.release)
            return result
        } catch {
            try run(.rollbackToSavepoint)
            try run(.release)
            throw error
        }
    }

    /// Runs a statement that gives no rows.
    ///
    /// - Returns: how many rows it inserted, changed or removed.
    @discardableResult
    func run(_ query: Query, _ values: [Value] = []) throws(RegistryError) -> Int {
        try forEach(query, values) { (_) throws(SQLiteError) in }
        return Int(sqlite3_changes(handle))
    }

    /// Inserts rows, several with each statement.
    ///
    /// - Parameters:
    ///   - query: inserts one row.
    ///   - values: those of the rows, one behind the other.
    /// - Returns: how many rows it inserted or changed.
    @discardableResult
    func insert(_ query: Query, _ values: [Value]) throws(RegistryError) -> Int {
        guard !values.isEmpty else { return 0 }
        do {
            let single = try prepared(query)
            var rest = values[...]
            var changed = 0
            while !rest.isEmpty {
                let isWide = rest.count >= single.parameterCount * Query.rowsAtOnce
                let statement = isWide ? try preparedForRows(query) : single
                defer { statement.reset() }
                try statement.bind(rest.prefix(statement.parameterCount))
                while try statement.step() {}
                changed += Int(sqlite3_changes(handle))
                rest = rest.dropFirst(statement.parameterCount)
            }
            return changed
        } catch {
            throw failed(query, error)
        }
    }

    /// Whether anybody, in this process or another, has committed since this was last asked; true the first time.
    ///
    /// It is asked at every reading of what is kept in memory, so it looks into the memory that SQLite shares with other
    /// processes for the purpose, without a system call. A commit is written there before it is acknowledged, and is seen
    /// by every reading that begins after it was seen here.
    func seesCommit() throws(RegistryError) -> Bool {
        let stamp = accord_log_stamp(try index())
        defer { logStamp = stamp }
        return stamp != logStamp
    }

    private func index() throws(RegistryError) -> UnsafeRawPointer {
        if let logIndex { return logIndex }
        // SQLite maps it at the first reading.
        _ = try first(.head) { $0.revision(0) }
        guard let found = accord_log_index(handle) else {
            throw report(SQLiteError(SQLITE_IOERR, on: handle, sql: "the index of the write-ahead log"))
        }
        logIndex = found
        return found
    }

    /// The query's statement, prepared the first time.
    func prepared(_ query: Query) throws(SQLiteError) -> Statement {
        if let statement = statements[query.rawValue] { return statement }
        let statement = try prepare(query.sql, persistent: true)
        statements[query.rawValue] = statement
        return statement
    }

    /// The statement that inserts several of a query's rows, prepared the first time.
    private func preparedForRows(_ query: Query) throws(SQLiteError) -> Statement {
        if let statement = statementsForRows[query] { return statement }
        let statement = try prepare(query.sqlForRows, persistent: true)
        statementsForRows[query] = statement
        return statement
    }

    private func prepare(_ sql: String, persistent: Bool) throws(SQLiteError) -> Statement {
        guard let handle else { throw SQLiteError(SQLITE_MISUSE, on: nil, sql: sql) }
        return try Statement(sql, on: handle, persistent: persistent)
    }

    private func failed(_ query: Query, _ error: SQLiteError) -> RegistryError {
        statements[query.rawValue] = nil
        statementsForRows[query] = nil
        return report(error)
    }

    private func report(_ error: SQLiteError) -> RegistryError {
        error.log(to: logger)
        return error.registryError
    }
}

// MARK: - Settings, migrations and verification

extension Connection {
    /// Runs statements that are not kept, and hands over each row.
    func execute(
        _ sql: String, _ values: [Value] = [], _ body: (Statement) throws(SQLiteError) -> Void = { _ in }
    ) throws(SQLiteError) {
        let statement = try prepare(sql, persistent: false)
        try statement.bind(values)
        while try statement.step() { try body(statement) }
    }

    /// Runs several statements without parameters.
    func executeScript(_ script: StaticString) throws(SQLiteError) {
        let code = sqlite3_exec(handle, "\(script)", nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteError(code, on: handle, sql: "\(script)") }
    }

    /// The one number that a statement gives.
    func integer(_ sql: String) throws(SQLiteError) -> Int64 {
        var number: Int64 = 0
        try execute(sql) { (row) throws(SQLiteError) in number = row.integer(0) }
        return number
    }

    /// The one text that a statement gives.
    func text(_ sql: String) throws(SQLiteError) -> String {
        var text = ""
        try execute(sql) { (row) throws(SQLiteError) in text = try row.text(0) }
        return text
    }
}

@available(*, unavailable)
extension Connection: Sendable {}
