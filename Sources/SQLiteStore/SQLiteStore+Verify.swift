internal import CSQLite
public import Logging
public import RegistryCore
public import SchemaCore

extension SQLiteStore {
    /// How many disagreements of one kind are named.
    static let disagreementsLimit = 20

    /// Compares the tables with the log, by replaying it from the first event into tables of its own on the disk.
    ///
    /// It reads one state of the store while others go on writing, and takes time in proportion to the log.
    ///
    /// - Returns: a sentence for each disagreement; none when the log's revisions and ids are without gaps, every event
    ///   follows from those before it, the tables hold exactly what the events say, and the file is sound.
    /// - Throws: `.storeFailure` when the store cannot be read.
    public func verify() throws(RegistryError) -> [String] {
        try Self.attempt(opening.logger) { try Verification(opening).run(limit: Self.disagreementsLimit) }
    }
}

// MARK: - The log of a file that need not be open as a store

extension SQLiteStore {
    /// Recomputes the chain of a store's file, or of a backup of one, which is only read.
    ///
    /// - Parameter pinned: a head that the log must have had.
    /// - Returns: the last event that is sound, and what is wrong after it.
    /// - Throws: `.storeFailure` when the file is no store, or of a format before the chain.
    public static func verifyChain(
        of path: String, pinned: PinnedHead?, logger: Logger
    ) throws(RegistryError) -> (head: LogHead, fault: ChainFault?) {
        try reading(path, logger) { (log) throws(SQLiteError) in
            try log.connection.chainFault(of: "store", pinned: pinned)
        }
    }

    /// Hands over the log of a store's file as it is, oldest event first, in one state of the file.
    ///
    /// - Parameter body: takes an event and its hash; whether to go on.
    /// - Throws: `.storeFailure` when the file is no store, or of a format before the chain.
    public static func readLog(
        of path: String, logger: Logger, _ body: (LoggedBytes, [UInt8]) -> Bool
    ) throws(RegistryError) {
        try reading(path, logger) { (log) throws(SQLiteError) in try log.forEachEvent(body) }
    }

    private static func reading<Value>(
        _ path: String, _ logger: Logger, _ body: (Verification) throws(SQLiteError) -> Value
    ) throws(RegistryError) -> Value {
        let opening = try Opening(path: path, logger: logger)
        let connection = try opening.existing()
        return try attempt(logger) {
            guard try connection.integer("PRAGMA user_version") >= Migrations.chained else {
                throw RegistryError.logHasNoChain(path)
            }
            return try body(try Verification(opening))
        }
    }
}

/// A replay of the log in a temporary database, to which the store's file is attached as `store`.
private struct Verification {
    let connection: Connection

    init(_ opening: Opening) throws(SQLiteError) {
        // An empty name is SQLite's for a temporary file that nobody else sees.
        connection = try Connection(path: "", logger: opening.logger)
        try connection.execute("PRAGMA synchronous = OFF")
        try Migrations.run(on: connection)
        try connection.execute("ATTACH ?1 AS store", [.text(opening.file)])
    }

    func run(limit: Int) throws(any Error) -> [String] {
        try connection.execute("BEGIN")
        var disagreements = try fileFaults(limit: limit)
        try connection.withoutIndexesOfReadings(kinds: try connection.kindsOfEvents(in: "store")) {
            disagreements += try replay().prefix(limit)
        }
        disagreements += try connection.disagreements(of: "store", with: "main", limit: limit)
        try connection.execute("ROLLBACK")
        return disagreements
    }

    /// What is wrong with the file and the chain, whatever the tables say.
    private func fileFaults(limit: Int) throws(SQLiteError) -> [String] {
        var disagreements = try connection.damage(of: "store", String(limit))
        var missing: Set<String> = []
        try connection.execute("PRAGMA store.foreign_key_check") { (row) throws(SQLiteError) in
            missing.insert(
                "A row of the table '\(try row.text(0))' refers to one of '\(try row.text(2))' that is not there.")
        }
        disagreements += missing.sorted()
        if let fault = try connection.chainFault(of: "store").fault { disagreements.append(fault.sentence) }
        return disagreements
    }

    private static let log = "SELECT \(Query.loggedEvent) FROM store.event ORDER BY revision"

    func forEachEvent(_ body: (LoggedBytes, [UInt8]) -> Bool) throws(SQLiteError) {
        var goesOn = true
        try connection.execute(Self.log) { (row) throws(SQLiteError) in
            if goesOn { goesOn = body(LoggedBytes(row: row), row.blob(6)) }
        }
    }

    /// Plays the log into the tables.
    ///
    /// - Returns: a sentence for each event that does not fit.
    private func replay() throws(SQLiteError) -> [String] {
        try connection.execute("SAVEPOINT replay")
        guard try !replay(holdsBack: true).isEmpty else {
            try connection.execute("RELEASE replay")
            return []
        }
        // Once more, one event after the other, so that what does not fit is told of the event that it is.
        try connection.execute("ROLLBACK TO replay")
        return try replay(holdsBack: false)
    }

    private func replay(holdsBack: Bool) throws(SQLiteError) -> [String] {
        var disagreements: [String] = []
        var time = Timestamp(microseconds: 0)
        let projection = Projection(connection: connection, holdsBack: holdsBack)
        try connection.execute(Self.log) { (row) throws(SQLiteError) in
            guard !holdsBack || disagreements.isEmpty else { return }
            let revision = row.integer(0)
            if row.at(1) < time { disagreements.append("The log's event \(revision) is older than the one before it.") }
            time = row.at(1)
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
        do throws(RegistryError) {
            try projection.finish()
        } catch {
            disagreements.append("The log does not follow from itself: \(error)")
        }
        return disagreements
    }
}

extension Connection {
    /// What a file says of its own pages.
    ///
    /// - Parameters:
    ///   - database: the name of the file here.
    ///   - extent: a table, or how much is told at most of all of them.
    func damage(of database: String = "main", _ extent: String) throws(SQLiteError) -> [String] {
        var damage: [String] = []
        try execute("PRAGMA \(database).integrity_check(\(extent))") { (row) throws(SQLiteError) in
            let finding = try row.text(0)
            if finding != "ok" { damage.append("The file is damaged: \(finding).") }
        }
        return damage
    }

    /// Recomputes the chain of a log, and hands over its events as long as it is sound.
    ///
    /// - Parameters:
    ///   - database: the name of the log's file here.
    ///   - revision: the last event to look at; `nil` for all, of which the tables know how many there were.
    ///   - pinned: a head that the log must have had.
    ///   - body: takes the row of an event and what is hashed of it; whether to go on.
    /// - Returns: the last event that is sound, and what is wrong with the one after it.
    func chainFault(
        of database: String = "main", upTo revision: Revision? = nil, pinned: PinnedHead? = nil,
        _ body: (Statement, LoggedBytes) throws(SQLiteError) -> Bool = { _, _ in true }
    ) throws(SQLiteError) -> (head: LogHead, fault: ChainFault?) {
        var chain = ChainVerification(pinned: pinned)
        var fault: ChainFault?
        var goesOn = true
        let log = "SELECT \(Query.loggedEvent) FROM \(database).event WHERE revision <= ?1 ORDER BY revision"
        try execute(log, [revision.map { .revision($0) } ?? .integer(.max)]) { (row) throws(SQLiteError) in
            guard goesOn else { return }
            let event = LoggedBytes(row: row)
            do throws(ChainFault) {
                try chain.take(event, hash: row.blob(6))
            } catch {
                (fault, goesOn) = (error, false)
                return
            }
            goesOn = try body(row, event)
        }
        if goesOn, revision == nil {
            // The tables know of events that were cut off the end.
            let newest = try integer("SELECT max(revision) FROM \(database).stream")
            do throws(ChainFault) { try chain.finish(newest: Revision(newest)) } catch { fault = error }
        }
        return (chain.head, fault)
    }

    /// Where the tables of one database are not what was drawn from its log in another.
    func disagreements(of store: String, with drawn: String, limit: Int) throws(SQLiteError) -> [String] {
        var disagreements: [String] = []
        for (table, key) in Migrations.projection {
            let rows = try [store, drawn].map { (name) throws(SQLiteError) in
                try integer("SELECT count(*) FROM \(name).\(table)")
            }
            let more = try difference(table, key, from: store, to: drawn, limit: limit)
            disagreements += more.map { "The table '\(table)' holds \($0), which does not follow from the log." }
            // As many rows, all of which are there, are all.
            guard !more.isEmpty || rows[0] != rows[1] else { continue }
            disagreements += try difference(table, key, from: drawn, to: store, limit: limit)
                .map { "The table '\(table)' lacks \($0), which follows from the log." }
        }
        return disagreements
    }

    /// The keys of rows that a table has in one database and not, or otherwise, in another.
    private func difference(
        _ table: String, _ key: [String], from one: String, to other: String, limit: Int
    ) throws(SQLiteError) -> [String] {
        var columns: [String] = []
        try execute("SELECT name FROM pragma_table_info('\(table)', '\(other)')") { (row) throws(SQLiteError) in
            columns.append(try row.text(0))
        }
        let isSame = columns.map { key.contains($0) ? "b.\($0) = a.\($0)" : "b.\($0) IS a.\($0)" }
        var keys: [String] = []
        try execute(
            """
            SELECT \(key.map { "a.\($0)" }.joined(separator: " || ' ' || ")) FROM \(one).\(table) AS a
            WHERE NOT EXISTS (SELECT 1 FROM \(other).\(table) AS b WHERE \(isSame.joined(separator: " AND ")))
            LIMIT \(limit)
            """
        ) { (row) throws(SQLiteError) in keys.append(try row.text(0)) }
        return keys
    }
}
