internal import CSQLite

/// A value bound to a parameter of a statement.
enum Value {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
    /// Above every text, as SQLite orders types.
    case aboveAllText
}

/// A prepared statement, and the row it stands on.
///
/// It must not outlive its connection, and is used by the thread that holds the connection.
final class Statement {
    let sql: String
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    /// - Parameter persistent: whether the statement is kept for long, which SQLite takes as a hint for memory.
    init(_ sql: String, on connection: OpaquePointer, persistent: Bool) throws(SQLiteError) {
        var sqlCopy = sql
        var handle: OpaquePointer?
        let flags = persistent ? UInt32(SQLITE_PREPARE_PERSISTENT) : 0
        let code = sqlCopy.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_prepare_v3(connection, $0.baseAddress, Int32(clamping: $0.count), flags, &handle, nil)
            }
        }
        guard code == SQLITE_OK, let handle else { throw SQLiteError(code, on: connection, sql: sql) }
        self.sql = sql
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// The number of values to bind.
    var parameterCount: Int { Int(sqlite3_bind_parameter_count(handle)) }

    /// Binds the parameters from the first one on.
    ///
    /// SQLite copies texts and blobs: a copy costs less than the nesting that borrowing several strings at once needs.
    func bind(_ values: some Collection<Value>) throws(SQLiteError) {
        precondition(values.count == parameterCount, "every parameter of a statement has a value")
        var index: Int32 = 0
        for value in values {
            index += 1
            let code =
                switch value {
                case .null: sqlite3_bind_null(handle, index)
                case .integer(let number): sqlite3_bind_int64(handle, index, number)
                case .text(var text):
                    text.withUTF8 { sqlite3_bind_text_copy(handle, index, $0.baseAddress, UInt64($0.count)) }
                case .blob(let bytes):
                    bytes.withUnsafeBytes { sqlite3_bind_blob_copy(handle, index, $0.baseAddress, UInt64($0.count)) }
                case .aboveAllText: sqlite3_bind_zeroblob(handle, index, 0)
                }
            // A text beyond SQLite's limit comes from a client, so this is an error rather than a bug.
            guard code == SQLITE_OK else { throw SQLiteError(code, on: connection, sql: sql) }
        }
    }

    /// Moves to the next row; `false` after the last one.
    func step() throws(SQLiteError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw SQLiteError(code, on: connection, sql: sql)
        }
    }

    /// Makes the statement ready to run again, and ends the read transaction it may have held open.
    func reset() {
        // The code repeats the failure of the last step, which was thrown there.
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }
}

// MARK: - Columns, from 0

extension Statement {
    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// A value of any type, to be bound elsewhere.
    func anything(_ column: Int32) throws(SQLiteError) -> Value {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: .integer(integer(column))
        case SQLITE_TEXT: .text(try text(column))
        case SQLITE_BLOB: .blob(blob(column))
        default: .null
        }
    }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func text(_ column: Int32) throws(SQLiteError) -> String {
        // The pointer first: it converts, and the length is of what it converted to.
        let start = sqlite3_column_text(handle, column)
        let count = Int(sqlite3_column_bytes(handle, column))
        let bytes = UnsafeBufferPointer(start: start, count: start == nil ? 0 : count)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .damaged("column \(column) is not UTF-8", sql: sql)
        }
        return text
    }

    func blob(_ column: Int32) -> [UInt8] {
        let start = sqlite3_column_blob(handle, column)
        let count = Int(sqlite3_column_bytes(handle, column))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}

@available(*, unavailable)
extension Statement: Sendable {}
