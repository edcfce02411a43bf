internal import Logging
internal import RegistryCore
internal import SchemaCore
internal import Threads

/// The events of one store, played into a new one: its tables are drawn from nothing else.
struct Replay {
    private let source: Connection
    private let target: Connection
    private let path: String

    /// How many events are handed from one thread to the other at a time, and how large their payloads are together.
    private static let piece = (events: 1000, bytes: 1 << 20)

    /// - Parameters:
    ///   - source: a store of the newest format.
    ///   - path: a file that is not there.
    init(of source: Connection, to path: String, _ logger: Logger) throws(SQLiteError) {
        self.source = source
        self.path = path
        target = try Connection(path: path, logger: logger)
        // Nobody sees the file before it is whole, and what fails is thrown away.
        try target.execute("PRAGMA synchronous = OFF")
        try Migrations.run(on: target)
        _ = try target.text("PRAGMA journal_mode = OFF")
        try target.execute("PRAGMA cache_size = -262144")
        // Indexes are sorted by another thread than the one that reads their rows.
        try target.execute("PRAGMA threads = 1")
    }

    /// Plays the events up to a revision, or all of them, and puts the file on the disk.
    ///
    /// - Parameter progress: is told how many events are played.
    /// - Throws: a ``ChainFault`` when the log is not sound, among others.
    func run(upTo revision: Revision? = nil, _ progress: (Int) -> Void) throws(any Error) {
        try target.execute("BEGIN IMMEDIATE")
        try target.withoutIndexesOfReadings(kinds: try source.kindsOfEvents(in: "main")) {
            try play(upTo: revision, progress)
            try target.execute("COMMIT")
            try copyLog(upTo: revision)
            try target.execute("BEGIN IMMEDIATE")
        }
        // When tokens were used is no event; of those that are there it is kept.
        try source.execute("SELECT id, at FROM token_use") { (row) throws(SQLiteError) in
            try target.execute(
                """
                INSERT INTO token_use (id, at)
                SELECT ?1, ?2 WHERE EXISTS (SELECT 1 FROM record WHERE kind = 'token' AND name = ?1)
                """, [.text(try row.text(0)), .integer(row.integer(1))])
        }
        try keepWebhooks()
        try target.execute("COMMIT")
        guard Files.sync(path) else { throw RegistryError.storeDiskFails }
    }

    /// What is known of webhooks beside the log, of those that are there.
    private func keepWebhooks() throws(SQLiteError) {
        func copy(_ table: String, _ columns: Int, where condition: String) throws(SQLiteError) {
            let places = (1...columns).map { "?\($0)" }.joined(separator: ", ")
            try source.execute("SELECT * FROM \(table)") { (row) throws(SQLiteError) in
                var values: [Value] = []
                for column in 0..<columns { values.append(try row.anything(Int32(column))) }
                try target.execute(
                    "INSERT INTO \(table) SELECT \(places) WHERE EXISTS (SELECT 1 FROM record WHERE \(condition))",
                    values)
            }
        }
        let isThere = "kind = 'webhook' AND name = ?1"
        try copy("webhook_secret", 2, where: "kind = 'webhook' AND value ->> 'key' = ?1")
        try copy("webhook_progress", 6, where: isThere + " AND record.revision = ?2")
        try copy("webhook_delivery", 7, where: isThere)
    }

    /// Copies the events as they were written, whatever this program would write.
    private func copyLog(upTo revision: Revision?) throws(SQLiteError) {
        try source.execute("ATTACH ?1 AS drawn", [.text(path)])
        _ = try source.text("PRAGMA drawn.journal_mode = OFF")
        try source.execute("PRAGMA drawn.synchronous = OFF")
        let copy = "INSERT INTO drawn.event SELECT * FROM main.event"
        if let revision {
            try source.execute("\(copy) WHERE revision <= ?1 ORDER BY revision", [.revision(revision)])
        } else {
            // Without a condition SQLite copies rows without looking into them.
            try source.execute(copy)
        }
        try source.execute("DETACH drawn")
    }

    /// One thread reads and verifies the log, another draws the tables.
    private func play(upTo revision: Revision?, _ progress: (Int) -> Void) throws(any Error) {
        let projection = Projection(connection: target, holdsBack: true)
        var played = Revision.zero
        // Nobody else uses it until both are done.
        nonisolated(unsafe) let source = source
        do {
            try Pipeline.run { isWanted in
                try source.soundEvents(upTo: revision, atOnce: Self.piece, isWanted)
            } take: { (events: [Event]) in
                for event in events {
                    played = event.revision
                    _ = try projection.apply(event)
                }
                progress(Int(played.number))
            }
            try projection.finish()
        } catch let error as RegistryError where error.code == .conflict {
            throw SQLiteError.damaged("event \(played.number), or one before it: \(error.message)", sql: "")
        }
    }
}

extension Connection {
    /// Hands over the events of the log up to a revision, or all of them, as long as they are wanted.
    ///
    /// - Throws: a ``ChainFault`` when the log is not sound.
    fileprivate func soundEvents(
        upTo revision: Revision?, atOnce piece: (events: Int, bytes: Int), _ isWanted: ([Event]) -> Bool
    ) throws(any Error) {
        var goesOn = true
        var events: [Event] = []
        var bytes = 0
        let fault = try chainFault(upTo: revision) { (row, logged) throws(SQLiteError) in
            events.append(try Event(row: row))
            bytes += logged.payload.count
            guard events.count >= piece.events || bytes >= piece.bytes else { return true }
            goesOn = isWanted(events)
            events.removeAll(keepingCapacity: true)
            bytes = 0
            return goesOn
        }.fault
        if let fault { throw fault }
        if goesOn, !events.isEmpty { _ = isWanted(events) }
    }

    /// The indexes that nothing is looked up by when a log is played, but for events of some kinds.
    private static let indexesOfReadings: [(name: String, neededFor: [Change.Kind])] = [
        ("schema_by_guid", []), ("schema_by_likeness", []), ("event_by_subject", []), ("event_of_waivers", []),
        ("subject_by_local", []), ("subject_by_context", [.contextDeleted]),
        ("version_by_schema", [.versionErased, .subjectErased]), ("version_by_sunset", []),
        ("reference_by_schema", [.versionErased, .subjectErased]),
    ]

    /// The kinds of events of a database's log.
    func kindsOfEvents(in database: String) throws(SQLiteError) -> Set<Change.Kind> {
        var kinds: Set<Change.Kind> = []
        try execute("SELECT DISTINCT kind FROM \(database).event") { (row) throws(SQLiteError) in
            if let kind = Change.Kind(rawValue: try row.text(0)) { kinds.insert(kind) }
        }
        return kinds
    }

    /// Plays events into a store that has none, and makes some of its indexes after that, all at once.
    ///
    /// - Parameter kinds: those of the events.
    func withoutIndexesOfReadings(
        kinds: Set<Change.Kind>, _ play: () throws(any Error) -> Void
    ) throws(any Error) {
        var definitions: [String] = []
        for (index, kindsInNeed) in Self.indexesOfReadings where kinds.isDisjoint(with: kindsInNeed) {
            definitions.append(try text("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = '\(index)'"))
            try execute("DROP INDEX \(index)")
        }
        try play()
        for definition in definitions { try execute(definition) }
    }
}
