public import Logging
internal import RegistryCore
public import SchemaCore

// Copies of stores: each is written beside its place, verified there, and then put into it, so that what has the name
// of a backup is one.

extension SQLiteStore {
    /// How many disagreements are named where a copy is refused.
    private static let limit = 3

    /// Copies a store's file as it is at one moment, while a server may go on writing to it.
    ///
    /// - Parameters:
    ///   - target: the copy, one file.
    ///   - replaces: whether a file that is there is written over.
    ///   - progress: is told how many pages of how many are copied.
    /// - Returns: the newest event in the copy.
    /// - Throws: `.storeFailure` when the store cannot be read or the copy not written, and when the copy is not what its
    ///   log says: then there is no file.
    public static func backUp(
        _ path: String, to target: String, replaces: Bool, logger: Logger, _ progress: (Int, Int) -> Void
    ) throws(RegistryError) -> Revision {
        let place = try Place(target, replaces: replaces, logger)
        return try place.fill { (partial) throws(RegistryError) in
            try copy(path, to: partial, logger, progress)
            let (head, disagreements) = try verified(partial, logger)
            guard disagreements.isEmpty else { throw .copyIsUnsound(path, disagreements) }
            return head
        }
    }

    /// Makes a store from a copy of one, after that was found sound.
    ///
    /// - Parameters:
    ///   - path: the store to make; no server may have it open.
    ///   - replaces: whether a store that is there is given up.
    ///   - revision: the last event to keep; `nil` for all.
    /// - Returns: the newest event in the store.
    /// - Throws: `.storeFailure` as ``backUp(_:to:replaces:logger:_:)``, and when another process has the store open: then
    ///   what was there is as it was.
    public static func restore(
        _ backup: String, to path: String, replaces: Bool, upTo revision: Revision?, logger: Logger,
        _ progress: (Int, Int) -> Void
    ) throws(RegistryError) -> Revision {
        let place = try Place(path, replaces: replaces, logger)
        return try place.fill { (partial) throws(RegistryError) in
            try copy(backup, to: partial, logger, progress)
            let (head, disagreements) = try verified(partial, logger)
            guard disagreements.isEmpty else { throw .copyIsUnsound(backup, disagreements) }
            guard let revision, revision != head else { return head }
            guard revision < head else { throw .revisionNotReached(revision, head: head) }
            try cut(partial, after: revision, logger)
            return revision
        }
    }

    private static func copy(
        _ path: String, to target: String, _ logger: Logger, _ progress: (Int, Int) -> Void
    ) throws(RegistryError) {
        let source = try Opening(path: path, logger: logger).existing()
        try attempt(logger) { () throws(SQLiteError) in
            let copy = try Connection(path: target, logger: logger)
            // A reading keeps the state that is copied, however much is written meanwhile.
            try source.execute("BEGIN")
            _ = try source.integer("SELECT count(*) FROM sqlite_schema")
            try source.copy(to: copy, progress)
            try source.execute("COMMIT")
        }
    }

    /// Brings a copy to the newest format, and compares it with its log.
    private static func verified(
        _ path: String, _ logger: Logger
    ) throws(RegistryError) -> (head: Revision, disagreements: [String]) {
        let store = try SQLiteStore(path: path, readers: 1, logger: logger)
        let disagreements = try store.verify()
        let head = try store.head()
        try store.close()
        try attempt(logger) { () throws(SQLiteError) in
            // One file, which is read without a log beside it.
            _ = try Connection(path: path, logger: logger).text("PRAGMA journal_mode = DELETE")
        }
        return (head, Array(disagreements.prefix(limit)))
    }

    /// Keeps a log's events up to a revision, and draws the tables anew from them.
    private static func cut(_ path: String, after revision: Revision, _ logger: Logger) throws(RegistryError) {
        let whole = path + ".whole"
        defer { Files.remove(whole) }
        guard Files.move(path, to: whole) else { throw .fileNotMoved(path) }
        try attempt(logger) { () throws(any Error) in
            let connection = try Connection(path: path, logger: logger)
            try Migrations.run(on: connection)
            try connection.execute("ATTACH ?1 AS whole", [.text(whole)])
            try connection.execute("BEGIN IMMEDIATE")
            let projection = Projection(connection: connection)
            let kept = "FROM whole.event WHERE revision <= ?1 ORDER BY revision"
            try connection.execute(
                "SELECT revision, at, principal, kind, subject, payload \(kept)", [.revision(revision)]
            ) { (row) throws(SQLiteError) in
                let event = try Event(row: row)
                do throws(RegistryError) {
                    _ = try projection.apply(event)
                } catch {
                    throw .damaged(error.message, sql: row.sql)
                }
            }
            let columns = "revision, at, principal, kind, subject, payload, hash"
            try connection.execute("INSERT INTO event (\(columns)) SELECT \(columns) \(kept)", [.revision(revision)])
            try connection.execute("COMMIT")
        }
    }

    private static func attempt(
        _ logger: Logger, _ body: () throws(any Error) -> Void
    ) throws(RegistryError) {
        do {
            try body()
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

/// Where a copy goes.
private struct Place {
    private let path: String
    private let logger: Logger

    /// - Throws: when something is there that is to stay.
    init(_ path: String, replaces: Bool, _ logger: Logger) throws(RegistryError) {
        self.path = try Opening(path: path, logger: logger).file
        self.logger = logger
        guard replaces || FileStatus(of: path) == .missing else { throw .fileIsThere(path) }
    }

    /// Has a file made, and puts it there if that succeeds.
    func fill(_ make: (String) throws(RegistryError) -> Revision) throws(RegistryError) -> Revision {
        let partial = path + ".partial"
        Files.remove(partial)
        defer { Files.remove(partial) }
        let head = try make(partial)
        try clear()
        guard Files.move(partial, to: path) else { throw .fileNotMoved(path) }
        return head
    }

    /// Sees that nobody has the file open that is there, and moves what stands beside it into it.
    private func clear() throws(RegistryError) {
        guard FileStatus(of: path) == .other else { return }
        do throws(SQLiteError) {
            let connection = try Connection(path: path, logger: logger)
            try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            try connection.execute("BEGIN EXCLUSIVE")
            try connection.execute("COMMIT")
            _ = try connection.text("PRAGMA journal_mode = DELETE")
        } catch {
            // What is no database any more is what one restores a backup over.
            guard error.primary != SQLiteError.busy else { throw .storeIsBusy }
            Files.remove(path)
        }
    }
}
