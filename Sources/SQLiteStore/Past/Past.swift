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

    /// Whether changes may be tried on the tables.
    let isSandbox: Bool

    private struct Drawn {
        var part: SQLiteStore.Lane?
        /// What the part was drawn from.
        var slices: Set<Slice> = []
        var whole: WholePast?
        /// What was tried, as it was asked for and as it came about.
        var changes: [Change] = []
        var events: [Event] = []
        /// The streams that it was tried on, at the revisions they had.
        var expecting: [Stream: Revision] = [:]
    }

    init(at revision: Revision, _ time: Timestamp, _ pool: PastPool, isSandbox: Bool = false) {
        self.revision = revision
        self.time = time
        self.pool = pool
        self.isSandbox = isSandbox
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
            let events = drawn.events
            let wanted = try log.readLog { (source) throws(RegistryError) in try source.slices(of: extent) }
            guard let wanted else {
                let whole = try pool.whole(at: revision, of: log)
                drawn.whole = whole
                if isSandbox {
                    // Ended when it is given back.
                    try whole.lane.use { (target) throws(RegistryError) in
                        try target.run(.begin)
                        try target.replay(events)
                    }
                }
                return try whole.lane.use(body)
            }
            let part = try part(of: &drawn)
            if !wanted.isSubset(of: drawn.slices) {
                // An event means what it meant after those before it, so that a part is drawn in one go.
                drawn.slices.formUnion(wanted)
                let slices = drawn.slices
                try part.use { (target) throws(RegistryError) in
                    try log.readLog { (source) throws(RegistryError) in
                        try target.draw(slices, upTo: revision, from: source)
                        try target.replay(events)
                    }
                }
            }
            return try part.use(body)
        }
    }
}

extension Past {
    private func part(of drawn: inout Drawn) throws(RegistryError) -> SQLiteStore.Lane {
        if let part = drawn.part { return part }
        let part = try pool.part()
        drawn.part = part
        return part
    }
}

// MARK: - Sandboxes

extension Past {
    /// The changes that were tried and fit.
    var changes: [Change] { drawn.withLock { $0.changes } }

    /// The streams that changes were tried on, at the revisions they had.
    var expecting: [(stream: Stream, revision: Revision)] {
        drawn.withLock { $0.expecting.map { (stream: $0.key, revision: $0.value) } }
    }

    /// Keeps that something rests on streams, which may not have moved since.
    func expect(_ streams: [Stream], at revisions: [Revision]) throws(RegistryError) {
        try drawn.withLock { (drawn) throws(RegistryError) in
            for (stream, found) in zip(streams, revisions) {
                guard found <= revision else { throw .conflict }
                drawn.expecting[stream] = found
            }
        }
    }

    /// Tries changes on the tables.
    ///
    /// - Throws: `.conflict`, with nothing changed, when one does not fit.
    func attempt(_ changes: [Change], by principal: Principal) throws(RegistryError) -> [Event] {
        try drawn.withLock { (drawn) throws(RegistryError) in
            let lane = if let whole = drawn.whole { whole.lane } else { try part(of: &drawn) }
            let number = revision.number + Int64(drawn.events.count)
            let events = try lane.use { (connection) throws(RegistryError) in
                if !connection.isInTransaction { try connection.run(.begin) }
                return try connection.wholly { (connection) throws(RegistryError) in
                    var events: [Event] = []
                    for change in changes {
                        try connection.raiseIDs(before: change)
                        events.append(
                            try Projection(connection: connection).apply(
                                Event(
                                    revision: Revision(number + Int64(events.count) + 1), at: time,
                                    principal: principal, change: change)))
                    }
                    return events
                }
            }
            drawn.events += events
            drawn.changes += changes
            return events
        }
    }
}

extension Connection {
    /// What the ids of a sandbox begin above, so that none is one of the store's.
    private static let sandboxIDs: Int64 = 2_000_000_000

    fileprivate func raiseIDs(before change: Change) throws(RegistryError) {
        guard case .versionRegistered(let registration) = change, registration.id == nil else { return }
        try run(.raiseLastID, [.context(registration.subject.context), .integer(Self.sandboxIDs)])
    }

    fileprivate func replay(_ events: [Event]) throws(RegistryError) {
        let projection = Projection(connection: self, holdsBack: true)
        for event in events { try projection.replay(event) }
        try projection.finishReplay()
    }
}

extension Connection {
    /// Draws what some slices of a log decide, in a transaction that is left open, in the place of what was drawn before.
    fileprivate func draw(
        _ slices: Set<Slice>, upTo revision: Revision, from source: Connection
    ) throws(RegistryError) {
        if isInTransaction { try run(.rollback) }
        try run(.begin)
        let projection = Projection(connection: self, holdsBack: true)
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
        try projection.finishReplay()
    }
}

extension Projection {
    /// Applies an event of the log, which has fitted once.
    func replay(_ event: Event) throws(RegistryError) {
        try expectingFit { () throws(RegistryError) in _ = try apply(event) }
    }

    /// Ends a replay.
    func finishReplay() throws(RegistryError) { try expectingFit(finish) }

    private func expectingFit(_ body: () throws(RegistryError) -> Void) throws(RegistryError) {
        do throws(RegistryError) {
            try body()
        } catch {
            guard error.code == .conflict else { throw error }
            throw .storeIsDamaged
        }
    }
}
