internal import CSQLite
internal import Logging
internal import SchemaCore

/// Where a file goes that is made beside its place, and put into it when it is whole.
struct Destination {
    private let path: String
    private let logger: Logger

    /// - Throws: when something is there that is to stay, or the directory is not there.
    init(_ path: String, replaces: Bool, _ logger: Logger) throws(RegistryError) {
        self.path = try Opening(path: path, logger: logger).file
        self.logger = logger
        guard FileStatus(of: self.path.directory) != .missing else { throw .storeNotOpened(path, .directoryMissing) }
        guard replaces || FileStatus(of: path) == .missing else { throw .fileIsThere(path) }
    }

    /// Has a file made, and puts it there if that succeeds.
    ///
    /// - Parameter owner: the connection that has the file which is there for itself; `nil` to take that file here.
    func fill(
        owner: Connection? = nil, _ make: (String) throws(RegistryError) -> Revision
    ) throws(RegistryError) -> Revision {
        let partial = path + ".partial"
        Files.remove(partial)
        defer { Files.remove(partial) }
        let head: Revision
        do throws(RegistryError) {
            head = try make(partial)
        } catch {
            // Nothing else is written to meanwhile.
            throw error == .storeIsFull ? .noRoom(for: path) : error
        }
        let owner = if let owner { owner } else { try taken() }
        guard Files.move(partial, to: path) else { throw .fileNotMoved(path) }
        // Until here, so that nobody opens what is about to be replaced.
        withExtendedLifetime(owner) {}
        return head
    }

    /// Takes the file that is there, with what stands beside it moved into it.
    private func taken() throws(RegistryError) -> Connection? {
        guard FileStatus(of: path) == .other else { return nil }
        do throws(SQLiteError) {
            let connection = try Connection(path: path, logger: logger)
            try connection.own()
            return connection
        } catch {
            // What is no database any more is what one restores a backup over.
            guard [SQLITE_NOTADB, SQLITE_CORRUPT].contains(error.primary) else { throw error.registryError }
            Files.remove(path)
            return nil
        }
    }
}

extension Connection {
    /// Takes the file for this connection alone, until it is closed, with no log beside it.
    ///
    /// - Throws: SQLITE_BUSY when another connection has the file open.
    func own() throws(SQLiteError) {
        try execute("PRAGMA locking_mode = EXCLUSIVE")
        try execute("BEGIN EXCLUSIVE")
        try execute("COMMIT")
        _ = try text("PRAGMA journal_mode = DELETE")
    }
}
