public import Logging
internal import RegistryCore
public import SchemaCore
internal import Synchronization

/// A registry in one SQLite file: the log and the tables drawn from it, written in the same transaction.
///
/// Several processes may have the file open, each through stores of its own: nothing is kept in memory that another one
/// could change, and ids are given inside the transaction.
public final class SQLiteStore: Sendable {
    /// A connection, and the lock that lets one thread at a time use it; none when the store is closed.
    final class Lane: Sendable {
        let connection: Mutex<Connection?>

        init(_ connection: sending Connection) { self.connection = Mutex(connection) }

        /// Waits for the connection and uses it.
        func use<Result: Sendable>(
            _ body: (Connection) throws(RegistryError) -> Result
        ) throws(RegistryError) -> Result {
            try connection.withLock { (connection) throws(RegistryError) -> Result in
                guard let connection else { throw .storeIsClosed }
                return try body(connection)
            }
        }

        /// Uses the connection if it is free; `nil` when it is not.
        func useIfFree<Result: Sendable>(
            _ body: (Connection) throws(RegistryError) -> Result
        ) throws(RegistryError) -> Result? {
            try connection.withLockIfAvailable { (connection) throws(RegistryError) -> Result in
                guard let connection else { throw .storeIsClosed }
                return try body(connection)
            }
        }
    }

    let writer: Lane
    let readers: [Lane]
    /// Moves when a reader sees for the first time that another connection has written.
    let generationSeen = Atomic<UInt64>(0)
    let pageEnds = PageEnds()
    /// The reader to wait for when all are taken.
    let turn = Atomic<UInt>(0)
    let queue: CommitQueue<Write, Result<[Event], RegistryError>>
    let opening: Opening
    /// What readings are answered from instead of the file's tables; `nil` for the present.
    let past: Past?
    let pastPool: PastPool

    /// Memory for pages, for all readers together and for the writer, in KiB.
    private static let cacheSize = (readers: 4096, writer: 2048)

    /// Opens a store, makes one where there is no file, and brings an older one to the newest format.
    ///
    /// - Parameters:
    ///   - path: the file; beside it the engine keeps two more, with `-wal` and `-shm` after the name.
    ///   - readers: how many threads may read at the same time, from 1.
    /// - Throws: `.storeFailure` that says why the file is not opened; such a file is left as it is.
    public init(path: String, readers: Int = 4, logger: Logger = Logger(label: "accord.store")) throws(RegistryError) {
        let opening = try Opening(path: path, logger: logger)
        let readers = max(1, readers)
        writer = Lane(try opening.writer(cacheKiB: Self.cacheSize.writer))
        var lanes: [Lane] = []
        for _ in 0..<readers {
            lanes.append(Lane(try opening.reader(cacheKiB: Self.cacheSize.readers / readers)))
        }
        self.readers = lanes
        self.opening = opening
        queue = CommitQueue()
        past = nil
        pastPool = PastPool(logger: logger)
    }

    /// A store as it was; it reads its log through the connections of the present one.
    init(_ present: SQLiteStore, _ past: Past) {
        writer = present.writer
        readers = present.readers
        opening = present.opening
        queue = present.queue
        pastPool = present.pastPool
        self.past = past
    }

    /// Writes what is still in the write-ahead log to the file, and closes it; readings and appends fail from now on.
    ///
    /// - Throws: `.storeFailure`; what was appended is on the disk all the same.
    public func close() throws(RegistryError) {
        for lane in readers {
            try lane.connection.withLock { (connection) throws(RegistryError) in
                try connection?.close()
                connection = nil
            }
        }
        try writer.connection.withLock { (connection) throws(RegistryError) in
            guard let open = connection else { return }
            var failure: RegistryError?
            do throws(RegistryError) {
                try open.run(.emptyLog)
            } catch {
                failure = error
            }
            try open.close()
            connection = nil
            if let failure { throw failure }
        }
    }
}
