internal import CSQLite
internal import RegistryCore
public import SchemaCore

extension SQLiteStore {
    /// How many disagreements of one kind are named.
    private static let limit = 20

    /// Compares the tables with the log, by replaying it from the first event into tables of its own on the disk.
    ///
    /// It reads one state of the store while others go on writing, and takes time in proportion to the log.
    ///
    /// - Returns: a sentence for each disagreement; none when the log's revisions and ids are without gaps, every event
    ///   follows from those before it, the tables hold exactly what the events say, and the file is sound.
    /// - Throws: `.storeFailure` when the store cannot be read.
    public func verify() throws(RegistryError) -> [String] {
        do throws(SQLiteError) {
            return try Verification(opening).run(limit: Self.limit)
        } catch {
            error.log(to: opening.logger)
            throw error.registryError
        }
    }
}

/// A replay of the log in a temporary database, to which the store's file is attached as `store`.
private struct Verification {
    private let connection: Connection

    init(_ opening: Opening) throws(SQLiteError) {
        // An empty name is SQLite's for a temporary file that nobody else sees.
        connection = try Connection(path: "", logger: opening.logger)
        try connection.execute("PRAGMA synchronous = OFF")
        try Migrations.run(on: connection)
        try connection.execute("ATTACH ?1 AS store", [.text(opening.file)])
    }

    func run(limit: Int) throws(SQLiteError) -> [String] {
        var disagreements: [String] = []
        try connection.execute("PRAGMA store.integrity_check(\(limit))") { (row) throws(SQLiteError) in
            let finding = try row.text(0)
            if finding != "ok" { disagreements.append("The file is damaged: \(finding).") }
        }
        var missing: Set<String> = []
        try connection.execute("PRAGMA store.foreign_key_check") { (row) throws(SQLiteError) in
            missing.insert(
                "A row of the table '\(try row.text(0))' refers to one of '\(try row.text(2))' that is not there.")
        }
        disagreements += missing.sorted()
        try connection.execute("BEGIN")
        disagreements += try replay().prefix(limit)
        for (table, key) in Migrations.projection {
            disagreements += try difference(table, key, from: "store", to: "main", limit: limit)
                .map { "The table '\(table)' holds \($0), which does not follow from the log." }
            disagreements += try difference(table, key, from: "main", to: "store", limit: limit)
                .map { "The table '\(table)' lacks \($0), which follows from the log." }
        }
        try connection.execute("ROLLBACK")
        return disagreements
    }

    private func replay() throws(SQLiteError) -> [String] {
        var disagreements: [String] = []
        var revision: Int64 = 0
        var time = Timestamp(microseconds: 0)
        let projection = Projection(connection: connection)
        let log = "SELECT revision, at, principal, kind, subject, payload FROM store.event ORDER BY revision"
        try connection.execute(log) { (row) throws(SQLiteError) in
            revision += 1
            if row.revision(0).number != revision || row.at(1) < time {
                disagreements.append("The log's event \(row.revision(0).number) is not the next one.")
            }
            (revision, time) = (row.revision(0).number, row.at(1))
            do {
                let event = try Event(row: row)
                let replayed = try projection.apply(event)
                if replayed != event { disagreements.append("The log's event \(revision) names no schema id.") }
            } catch let error as SQLiteError {
                disagreements.append("The log's event \(revision) cannot be read: \(error.message).")
            } catch {
                disagreements.append("The log's event \(revision) does not follow from those before it: \(error)")
            }
        }
        return disagreements
    }

    /// The keys of rows that a table has in one database and not, or otherwise, in another.
    private func difference(
        _ table: String, _ key: String, from one: String, to other: String, limit: Int
    ) throws(SQLiteError) -> [String] {
        var keys: [String] = []
        let rows = "SELECT * FROM \(one).\(table) EXCEPT SELECT * FROM \(other).\(table)"
        try connection.execute("SELECT \(key) FROM (\(rows)) LIMIT \(limit)") { (row) throws(SQLiteError) in
            keys.append(try row.text(0))
        }
        return keys
    }
}
