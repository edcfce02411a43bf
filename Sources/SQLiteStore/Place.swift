internal import Logging
internal import SchemaCore

/// Where a copy goes.
struct Place {
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
            try Connection(path: path, logger: logger).own()
        } catch {
            // What is no database any more is what one restores a backup over.
            guard error.primary != SQLiteError.busy else { throw .storeIsBusy }
            Files.remove(path)
        }
    }
}

extension Connection {
    /// Takes the file for this connection alone, until it is closed, with no log beside it.
    ///
    /// - Throws: ``SQLiteError/busy`` when another connection has the file open.
    func own() throws(SQLiteError) {
        try execute("PRAGMA locking_mode = EXCLUSIVE")
        try execute("BEGIN EXCLUSIVE")
        try execute("COMMIT")
        _ = try text("PRAGMA journal_mode = DELETE")
    }
}
