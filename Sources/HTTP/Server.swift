internal import CMicrohttpd
public import Logging
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// An HTTP/1.1 server over libmicrohttpd.
///
/// A connection stays with one of a few threads, one for each processor, which also give the answers that are ready at
/// once. All others are made on the threads of a pool, so that nobody waits behind them. Every answer carries `X-Request-ID`: the client's own where it is 1 to 128
/// characters of visible ASCII, otherwise a UUID. What libmicrohttpd cannot parse, it refuses itself, without one.
public final class Server: Sendable {
    /// What the server listens on: numeric, with the ports that the system chose where any were asked for.
    public let addresses: [Address]
    private let server: ServerContext
    private let workers: [Worker]
    private let acceptor: Acceptor
    private let phase = Mutex<Phase>(.serving)

    /// How long clients may take the last of an answer that goes on.
    private static let patienceWithStreams = Duration.seconds(2)

    private enum Phase {
        case serving, draining, stopped
    }

    /// Threads for answers that may wait for a disk: eight for each processor, so that as many writers share one sync.
    public static var defaultThreads: Int { 8 * processors }

    static var processors: Int { max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN))) }

    /// Starts to listen and to answer.
    ///
    /// - Parameters:
    ///   - responder: What answers, on several threads at a time.
    ///   - addresses: At least one.
    ///   - threads: Answers that can be worked on at a time, besides those that are ready at once; at least 1.
    ///   - streams: Those of its answers that go on, for whoever has news to tell them.
    ///   - accessLog: Where each finished request is noted.
    ///   - logger: For what goes wrong; what clients do wrong is logged at `debug`.
    /// - Throws: `.unknownHost` or `.cannotListen`, and then nothing listens; `.cannotStart`.
    public init(
        _ responder: any Responder, listeningOn addresses: [Address], threads: Int = Server.defaultThreads,
        limits: Limits = Limits(), streams: Streams = Streams(), accessLog: (any AccessLog)? = nil, logger: Logger
    ) throws(ServerError) {
        let listeners = try Listener.open(addresses)
        var workers: [Worker] = []
        let server: ServerContext
        do {
            let pool = try ThreadPool(threads: max(threads, 1), stackBytes: Worker.stackBytes)
            server = ServerContext(
                responder: responder, limits: limits, accessLog: accessLog, logger: logger, pool: pool,
                streams: streams)
        } catch {
            listeners.closeAll()
            throw error
        }
        do {
            try streams.start()
            for _ in 0..<Self.processors { workers.append(try Worker(server)) }
            acceptor = try Acceptor(listeners, workers: workers, limit: limits.connections, logger: logger)
        } catch {
            streams.stop()
            server.pool.stop()
            for worker in workers { worker.stop() }
            listeners.closeAll()
            throw error
        }
        self.addresses = listeners.map(\.address)
        self.server = server
        self.workers = workers
    }

    deinit { stop() }

    /// Refuses new clients, and waits until no request is being answered.
    ///
    /// Connections that are open are served until then, and told to close with their next answer. Answers that go on
    /// end; but those whose clients do not take what they are sent are not waited for.
    ///
    /// - Parameter seconds: How long to wait at most.
    /// - Returns: How many requests are still being answered.
    @discardableResult
    public func drain(seconds: Int) -> Int {
        server.isDraining.store(true, ordering: .relaxed)
        stopAccepting()
        server.streams.endAll()
        let end = ContinuousClock.now + .seconds(seconds)
        let endOfStreams = ContinuousClock.now + Self.patienceWithStreams
        // A request may be on its way between the kernel and its thread: nothing must run twice in a row.
        var quiet = 0
        while quiet < 2, ContinuousClock.now < end {
            usleep(10_000)
            let isStreaming = server.streams.count > 0 && ContinuousClock.now < endOfStreams
            quiet = running == 0 && !isStreaming ? quiet + 1 : 0
        }
        return running
    }

    /// Closes everything, cutting off the requests that are being answered; call `drain(seconds:)` first to spare them.
    public func stop() {
        stopAccepting()
        let isMine = phase.withLock { phase in
            defer { phase = .stopped }
            return phase != .stopped
        }
        guard isMine else { return }
        // No connection may be suspended when its thread is stopped.
        server.streams.stop()
        server.pool.stop()
        for worker in workers { worker.stop() }
    }

    private func stopAccepting() {
        let isMine = phase.withLock { phase in
            guard phase == .serving else { return false }
            phase = .draining
            return true
        }
        if isMine { acceptor.stop() }
    }

    private var running: Int { workers.reduce(0) { $0 + $1.running.load(ordering: .acquiring) } }
}
