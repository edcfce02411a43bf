internal import CSQLite
internal import Logging
internal import SchemaCore

/// A failed call of SQLite; it never leaves this target, and never holds what was bound to a statement.
struct SQLiteError: Error {
    /// The extended result code.
    let code: Int32
    /// SQLite's own sentence.
    let message: String
    let sql: String
    /// What the operating system said, when it was asked; 0 otherwise.
    let systemError: Int32

    /// The code without its extension.
    var primary: Int32 { code & 0xFF }

    init(code: Int32, message: String, sql: String, systemError: Int32 = 0) {
        self.code = code
        self.message = message
        self.sql = sql
        self.systemError = systemError
    }

    /// The last error of a connection.
    init(_ code: Int32, on connection: OpaquePointer?, sql: String) {
        let message = connection.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
        self.init(
            code: code, message: message.map { String(cString: $0) } ?? "unknown error", sql: sql,
            systemError: connection.map { sqlite3_system_errno($0) } ?? 0)
    }

    /// A row that holds what no program of ours writes.
    static func damaged(_ what: String, sql: String) -> SQLiteError {
        SQLiteError(code: SQLITE_CORRUPT, message: what, sql: sql)
    }

    func log(to logger: Logger) {
        logger.error(
            "SQLite failed",
            metadata: [
                "code": "\(code)", "reason": "\(message)", "sql": "\(sql)", "errno": "\(systemError)",
            ])
    }

    /// What callers of the store learn.
    var registryError: RegistryError {
        switch primary {
        case SQLITE_FULL: .storeIsFull
        case SQLITE_READONLY, SQLITE_PERM: .storeIsReadOnly
        case SQLITE_BUSY, SQLITE_LOCKED: .storeIsBusy
        case SQLITE_CORRUPT, SQLITE_NOTADB: .storeIsDamaged
        case SQLITE_IOERR, SQLITE_CANTOPEN: .storeDiskFails
        default: .storeFails
        }
    }
}

extension SQLiteStore {
    /// Does what may fail in SQLite's terms, and fails in those of the store's callers.
    static func attempt<Value>(
        _ logger: Logger, _ body: () throws(any Error) -> Value
    ) throws(RegistryError) -> Value {
        do {
            return try body()
        } catch let error as SQLiteError {
            error.log(to: logger)
            throw error.registryError
        } catch let error as RegistryError {
            throw error
        } catch {
            throw .storeFailure("\(error)")
        }
    }
}
