internal import CMicrohttpd
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// A thread of libmicrohttpd with the connections that it serves.
final class Worker: Sendable {
    let server: ServerContext
    let identifiers = RequestIDs()
    /// Connections given to the thread and not yet closed.
    let connections = Atomic<Int>(0)
    /// Requests whose head has been read and whose answer has not been sent.
    let running = Atomic<Int>(0)
    private let daemon = Mutex<Daemon?>(nil)

    /// A handle of libmicrohttpd, whose functions may be called from any thread until it is stopped.
    private struct Daemon: @unchecked Sendable {
        let handle: OpaquePointer
    }

    /// Bytes of a thread's stack: the default is 8 MB with glibc and 128 KB with musl, and what answers requests may
    /// recurse as deep as documents nest.
    static let stackBytes = 4 << 20

    /// Starts the thread.
    ///
    /// - Throws: `.cannotStart`.
    init(_ server: ServerContext) throws(ServerError) {
        self.server = server
        let limits = server.limits
        let callbacks = accord_callbacks(
            context: Unmanaged.passUnretained(self).toOpaque(), target: begin, request: proceed, completed: complete,
            connection: connectionChanged, message: logMessage)
        let bounds = accord_limits(
            connection_memory: limits.connectionMemory, thread_stack: Self.stackBytes,
            connections: CUnsignedInt(clamping: limits.connections),
            idle_seconds: CUnsignedInt(clamping: limits.idleSeconds))
        guard let handle = accord_start(callbacks, bounds) else {
            throw .cannotStart(reason: String(cString: strerror(errno)))
        }
        let started = Daemon(handle: handle)
        daemon.withLock { $0 = started }
    }

    /// Takes over a connected socket.
    func serve(_ socket: CInt, from address: UnsafePointer<sockaddr>, _ size: socklen_t) {
        guard let handle = daemon.withLock({ $0 })?.handle else {
            _ = close(socket)
            return
        }
        connections.add(1, ordering: .relaxed)
        // Refused, the socket is closed; that the connection is closed is only reported of those that were taken.
        if MHD_add_connection(handle, socket, address, size) == .NO { connections.subtract(1, ordering: .relaxed) }
    }

    /// Ends the thread, and all connections with it.
    func stop() {
        let daemon = self.daemon.withLock { daemon in
            defer { daemon = nil }
            return daemon
        }
        if let daemon { MHD_stop_daemon(daemon.handle) }
    }
}
