internal import JSONCore
public import RegistryCore
public import SchemaCore

/// What a thread asks the writer for.
enum Write: Sendable {
    case append([Change], by: Principal, expecting: [(stream: Stream, revision: Revision)])
    /// Shows that writing works.
    case probe
    case noteUse(ofToken: String, at: Timestamp)
    case webhooks([WebhookNote])
    case index([SearchChange], from: Revision, to: Revision)
}

extension SQLiteStore {
    public func append(
        _ changes: [Change], by principal: Principal,
        expecting: [(stream: Stream, revision: Revision)]
    ) throws(RegistryError) -> [Event] {
        if let past, past.isSandbox { return try past.attempt(changes, by: principal) }
        return try write(.append(changes, by: principal, expecting: expecting)).get()
    }

    /// Reads from the file, and waits until the disk has taken a small change.
    public func probe() throws(RegistryError) {
        _ = try head()
        _ = try write(.probe).get()
    }

    public func noteUse(ofToken id: String, at time: Timestamp) throws(RegistryError) {
        _ = try write(.noteUse(ofToken: id, at: time)).get()
    }

    func write(_ write: Write) -> Result<[Event], RegistryError> {
        if let past {
            // What is no event is not tried: nobody asks a sandbox for it.
            return past.isSandbox ? .success([]) : .failure(.pastIsOver)
        }
        return queue.submit(write) { group in
            do throws(RegistryError) {
                return try writer.use { $0.commit(group) }
            } catch {
                return group.map { _ in .failure(error) }
            }
        } tidy: {
            // A store that was closed meanwhile has nothing left to move.
            try? writer.use { $0.checkpointIfDue() }
        }
    }
}

/// Why a transaction ended before its commit, or with it.
private struct TransactionFailure: Error {
    let error: RegistryError
    /// The position of the write in the group that is to blame; `nil` when it is none of them.
    var culprit: Int?
}

extension Connection {
    /// Performs a group of writes in one transaction; one that fails leaves nothing behind and does not touch the others.
    fileprivate func commit(_ group: [Write]) -> [Result<[Event], RegistryError>] {
        do throws(TransactionFailure) {
            return try transact(group)
        } catch {
            endTransaction()
            guard let culprit = error.culprit else { return group.map { _ in .failure(error.error) } }
            // What the others did was taken back with it, and they fit without it.
            var others = group
            others.remove(at: culprit)
            var results = others.isEmpty ? [] : commit(others)
            results.insert(.failure(error.error), at: culprit)
            return results
        }
    }

    private func transact(_ group: [Write]) throws(TransactionFailure) -> [Result<[Event], RegistryError>] {
        var culprit: Int?
        do throws(RegistryError) {
            // Left open only if its end has failed before.
            if isInTransaction { try run(.rollback) }
            try run(.begin)
            let format = try first(.format) { $0.integer(0) } ?? 0
            guard format == Migrations.newest else { throw .storeIsNewer }
            var head = try first(.head) { (row) throws(SQLiteError) in try LogHead(row: row) } ?? .beginning
            var results: [Result<[Event], RegistryError>] = []
            for (position, write) in group.enumerated() {
                culprit = position
                results.append(try perform(write, after: &head))
            }
            culprit = nil
            try run(results.contains(where: \.isSuccess) ? .commit : .rollback)
            return results
        } catch {
            throw TransactionFailure(error: error, culprit: culprit)
        }
    }

    /// Performs one write; what it is refused for is found before it changes anything, or ends the whole transaction.
    private func perform(
        _ write: Write, after head: inout LogHead
    ) throws(RegistryError) -> Result<[Event], RegistryError> {
        switch write {
        case .append(let changes, let principal, let expecting):
            for (stream, revision) in expecting where try self.revision(of: stream) != revision {
                return .failure(.conflict)
            }
            return .success(try append(changes, by: principal, after: &head))
        case .probe:
            try run(.probeWrite, [.at(.now())])
            return .success([])
        case .noteUse(let id, let time):
            try run(.noteTokenUse, [.text(id), .at(time)])
            return .success([])
        case .webhooks(let notes):
            for note in notes { try keep(note) }
            return .success([])
        case .index(let changes, let revision, let next): return try index(changes, from: revision, to: next)
        }
    }

    private func append(
        _ changes: [Change], by principal: Principal, after head: inout LogHead
    ) throws(RegistryError) -> [Event] {
        // Clocks go back; the log does not.
        let at = max(head.at, .now())
        var events: [Event] = []
        let projection = Projection(connection: self, holdsBack: true)
        for change in changes {
            let event = try projection.apply(
                Event(
                    revision: Revision(head.revision.number + 1), at: at, principal: principal, change: change))
            let payload = event.change.payload.text
            let hash = head.hash.next(LoggedBytes(event, payload: payload))
            try run(.insertEvent, event.columns(payload: payload) + [.blob(hash.bytes)])
            head = LogHead(revision: event.revision, at: at, hash: hash)
            events.append(event)
        }
        try projection.finish()
        return events
    }

    private func endTransaction() {
        guard isInTransaction else { return }
        // A failure is logged there, and the next group tries again.
        _ = try? run(.rollback)
    }
}

extension LogHead {
    /// Reads the newest event.
    init(row: Statement) throws(SQLiteError) {
        self.init(revision: row.revision(0), at: row.at(1), hash: try EventHash(row: row, 2))
    }
}

extension Result {
    fileprivate var isSuccess: Bool {
        switch self {
        case .success: true
        case .failure: false
        }
    }
}
