public import RegistryCore
public import SchemaCore

extension SQLiteStore {
    public func past(at revision: Revision, _ time: Timestamp) throws(RegistryError) -> any Store {
        SQLiteStore(self, Past(at: revision, time, pastPool))
    }

    public func sandbox() throws(RegistryError) -> StoreSandbox {
        let past = Past(at: try head(), now(), pastPool, isSandbox: true)
        return StoreSandbox(store: SQLiteStore(self, past)) {
            past.changes
        } commit: { [self] (principal) throws(RegistryError) in
            try append(past.changes, by: principal, expecting: past.expecting)
        }
    }

    /// Times in the log never go back, and revisions leave no gap.
    public func revision(at time: Timestamp) throws(RegistryError) -> Revision {
        var (before, after) = (Int64(0), try head().number + 1)
        while before + 1 < after {
            let middle = before + (after - before) / 2
            guard let event = try logEnd(at: Revision(middle)) else { throw .storeIsDamaged }
            if event.at <= time { before = middle } else { after = middle }
        }
        return Revision(before)
    }

    /// Where the log ended when a revision was the newest; `nil` when there is no such event.
    func logEnd(at revision: Revision) throws(RegistryError) -> LogHead? {
        try readLog { (connection) throws(RegistryError) in
            try connection.first(.headAt, [.revision(revision)]) { (row) throws(SQLiteError) in try LogHead(row: row) }
        }
    }

    /// Runs a reading of the log, whatever revision other readings are at.
    func readLog<Result: Sendable>(
        _ body: (Connection) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        try read(.log, body)
    }
}
