internal import Logging
internal import RegistryCore
internal import SchemaCore
internal import Synchronization
internal import Threads

/// All tables as they were at a revision.
struct WholePast: Sendable {
    let lane: SQLiteStore.Lane
    var revision: Revision
}

/// Tables of the past that are drawn and not in use.
///
/// They are in SQLite's temporary files, which end with the process.
final class PastPool: Sendable {
    private struct Kept {
        /// Tables with nothing in them, to draw parts into.
        var parts: [SQLiteStore.Lane] = []
        /// The one used last comes last.
        var wholes: [WholePast] = []
        var wholesInUse = 0
    }

    private let kept = Mutex(Kept())
    private let logger: Logger

    /// How many sets of tables are kept that are empty, and how many whole ones there are altogether.
    ///
    /// A whole one is as large as the tables of the store.
    private static let limits = (parts: 4, wholes: 2)
    /// How many events are read at a time, so that the reader is free again soon; and how many such pieces may wait.
    private static let step: Int64 = 250
    private static let depth = 2
    /// What of the tables is in memory, in KiB, while they are drawn and after that.
    private static let cacheSize = (drawing: 32_768, reading: 2048)

    init(logger: Logger) { self.logger = logger }

    /// Tables to draw a part into.
    func part() throws(RegistryError) -> SQLiteStore.Lane {
        if let part = kept.withLock({ $0.parts.popLast() }) { return part }
        return try empty()
    }

    func giveBack(_ part: SQLiteStore.Lane) {
        let isEmpty: Void? = try? part.use { (connection) throws(RegistryError) in
            if connection.isInTransaction { try connection.run(.rollback) }
        }
        // One that cannot be emptied, which is in the log, is not used again.
        guard isEmpty != nil else { return }
        kept.withLock { if $0.parts.count < Self.limits.parts { $0.parts.append(part) } }
    }

    /// All tables at a revision: older ones that are moved on, else new ones.
    ///
    /// - Throws: `.storeFailure` when as many as there may be are in use.
    func whole(at revision: Revision, of log: SQLiteStore) throws(RegistryError) -> WholePast {
        let nearest = try take(nearest: revision)
        do throws(RegistryError) {
            var whole = if let nearest { nearest } else { WholePast(lane: try empty(), revision: .zero) }
            try advance(&whole, to: revision, of: log)
            return whole
        } catch {
            kept.withLock { $0.wholesInUse -= 1 }
            throw error
        }
    }

    /// Takes the tables that are the least work to move on to a revision, and drops the others that are too many.
    private func take(nearest revision: Revision) throws(RegistryError) -> WholePast? {
        try kept.withLock { (kept) throws(RegistryError) -> WholePast? in
            guard kept.wholesInUse < Self.limits.wholes else { throw .pastIsBusy }
            kept.wholesInUse += 1
            let fitting = kept.wholes.filter { $0.revision <= revision }
            if let nearest = fitting.max(by: { $0.revision < $1.revision }) {
                kept.wholes.removeAll { $0.revision == nearest.revision }
                return nearest
            }
            if kept.wholes.count + kept.wholesInUse > Self.limits.wholes { kept.wholes.removeFirst() }
            return nil
        }
    }

    func giveBack(_ whole: WholePast) {
        // What was tried on it goes; one that cannot be freed of it is not used again.
        let isFree: Void? = try? whole.lane.use { (connection) throws(RegistryError) in
            if connection.isInTransaction { try connection.run(.rollback) }
        }
        kept.withLock { kept in
            kept.wholesInUse -= 1
            if isFree != nil { kept.wholes.append(whole) }
        }
    }

    private func advance(
        _ whole: inout WholePast, to revision: Revision, of log: SQLiteStore
    ) throws(RegistryError) {
        let start = whole.revision
        try whole.lane.use { (connection) throws(RegistryError) in
            try SQLiteStore.attempt(logger) {
                try connection.execute("PRAGMA cache_size = -\(Self.cacheSize.drawing)")
                try connection.execute("BEGIN")
                if start == .zero {
                    try connection.withoutIndexesOfReadings(kinds: Set(Change.Kind.allCases)) {
                        try Self.play(after: start, upTo: revision, of: log, to: connection)
                    }
                } else {
                    try Self.play(after: start, upTo: revision, of: log, to: connection)
                }
                try connection.execute("COMMIT")
                try connection.execute("PRAGMA cache_size = -\(Self.cacheSize.reading)")
                try connection.execute("PRAGMA shrink_memory")
            }
        }
        whole.revision = revision
    }

    private static func play(
        after start: Revision, upTo end: Revision, of log: SQLiteStore, to connection: Connection
    ) throws(RegistryError) {
        let projection = Projection(connection: connection, holdsBack: true)
        try SQLiteStore.attempt(log.opening.logger) {
            try Pipeline.run(depth: depth) { isWanted in
                var revision = start
                while revision < end {
                    let count = Int(min(step, end.number - revision.number))
                    let events = try log.events(after: revision, limit: count)
                    guard let last = events.last else { throw RegistryError.storeIsDamaged }
                    guard isWanted(events) else { return }
                    revision = last.revision
                }
            } take: { (events: [Event]) in
                for event in events { try projection.replay(event) }
            }
        }
        try projection.finishReplay()
    }

    private func empty() throws(RegistryError) -> SQLiteStore.Lane {
        let lane = try SQLiteStore.attempt(logger) {
            // A file without a name is a temporary one.
            let connection = try Connection(path: "", logger: logger)
            try connection.execute("PRAGMA cache_size = -\(Self.cacheSize.reading)")
            try connection.execute("PRAGMA synchronous = OFF")
            _ = try connection.text("PRAGMA journal_mode = MEMORY")
            try Migrations.run(on: connection)
            return SQLiteStore.Lane(connection)
        }
        return lane
    }
}
