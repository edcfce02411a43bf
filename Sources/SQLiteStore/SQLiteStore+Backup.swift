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
        let destination = try Destination(target, replaces: replaces, logger)
        return try destination.fill { (partial) throws(RegistryError) in
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
        let destination = try Destination(path, replaces: replaces, logger)
        return try destination.fill { (partial) throws(RegistryError) in
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
        try attempt(logger) {
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
        try attempt(logger) {
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
        let source = try Opening(path: whole, logger: logger).existing()
        try attempt(logger) {
            try Replay(of: source, to: path, logger).run(upTo: revision) { _ in }
        }
    }
}
