internal import RegistryCore
internal import SchemaCore
internal import Synchronization

/// The tables as they were at one revision, drawn from the events that readings ask for.
///
/// A reading about one subject plays the events of that subject alone; one about everything plays the log.
final class Past: Sendable {
    let revision: Revision
    /// The time that it was.
    let time: Timestamp
    private let pool: PastPool
    private let drawn = Mutex(Drawn())

    private struct Drawn {
        var part: SQLiteStore.Lane?
        /// What the part was drawn from.
        var slices: Set<Slice> = []
        var whole: WholePast?
    }

    init(at revision: Revision, _ time: Timestamp, _ pool: PastPool) {
        self.revision = revision
        self.time = time
        self.pool = pool
    }

    deinit {
        drawn.withLock { drawn in
            if let part = drawn.part { pool.giveBack(part) }
            if let whole = drawn.whole { pool.giveBack(whole) }
        }
    }

    /// Runs a reading on tables that hold what it rests on.
    ///
    /// - Parameter log: reads the log.
    func read<Result: Sendable>(
        _ extent: Extent, of log: SQLiteStore, _ body: (Connection) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        try drawn.withLock { (drawn) throws(RegistryError) -> Result in
            if let whole = drawn.whole { return try whole.lane.use(body) }
            let wanted = try log.readLog { (source) throws(RegistryError) in try source.slices(of: extent) }
            guard let wanted else {
                let whole = try pool.whole(at: revision, of: log)
                drawn.whole = whole
                return try whole.lane.use(body)
            }
            let part = if let part = drawn.part { part } else { try pool.part() }
            drawn.part = part
            if !wanted.isSubset(of: drawn.slices) {
                // An event means what it meant after those before it, so that a part is drawn in one go.
                drawn.slices.formUnion(wanted)
                let slices = drawn.slices
                try part.use { (target) throws(RegistryError) in
                    try log.readLog { (source) throws(RegistryError) in
                        try target.draw(slices, upTo: revision, from: source)
                    }
                }
            }
            return try part.use(body)
        }
    }
}

extension Connection {
    /// Draws what some slices of a log decide, in a transaction that is left open, in the place of what was drawn before.
    fileprivate func draw(
        _ slices: Set<Slice>, upTo revision: Revision, from source: Connection
    ) throws(RegistryError) {
        if isInTransaction { try run(.rollback) }
        try run(.begin)
        let projection = Projection(connection: self)
        for revision in try source.revisions(in: slices, upTo: revision) {
            let event = try source.first(.eventAt, [.revision(revision)]) { (row) throws(SQLiteError) in
                try Event(row: row)
            }
            guard let event else { continue }
            if case .contextDeleted(let context) = event.change {
                // What made the context is in slices that nobody asked for.
                try run(.raiseLastID, [.context(context), .integer(0)])
            }
            try projection.replay(event)
        }
    }
}

extension Projection {
    /// Applies an event of the log, which has fitted once.
    func replay(_ event: Event) throws(RegistryError) {
        do throws(RegistryError) {
            _ = try apply(event)
        } catch {
            guard error.code == .conflict else { throw error }
            throw .storeIsDamaged
        }
    }
}
