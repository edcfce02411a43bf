internal import CMicrohttpd
internal import Logging
internal import Synchronization
internal import Threads

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// The thread that accepts connections and gives each to the worker that has the fewest.
///
/// libmicrohttpd can listen itself, but not on several addresses, and taking a listening socket away from its threads
/// (`MHD_quiesce_daemon`) races with them: where both remove it from the same epoll set, the library aborts the process.
final class Acceptor: Sendable {
    private let listeners: [Listener]
    private let workers: [Worker]
    /// Connections open at a time, over all workers.
    private let limit: Int
    private let logger: Logger
    /// An event that ends the thread.
    private let ending: CInt
    private let thread = Mutex<Thread?>(nil)

    /// Milliseconds to wait where nothing announces that accepting makes sense again.
    private static let pause: CInt = 20

    /// Starts accepting.
    ///
    /// - Throws: `.cannotStart`.
    init(_ listeners: [Listener], workers: [Worker], limit: Int, logger: Logger) throws(ServerError) {
        self.listeners = listeners
        self.workers = workers
        self.limit = max(limit, 1)
        self.logger = logger
        ending = eventfd(0, CInt(EFD_CLOEXEC))
        guard ending >= 0 else { throw .cannotStart(reason: String(cString: strerror(errno))) }
        do throws(ThreadFailure) {
            let started = try Thread { [self] in run() }
            thread.withLock { $0 = started }
        } catch {
            close(ending)
            throw .cannotStart(reason: error.reason)
        }
    }

    /// Takes what the kernel has queued, then closes the listening sockets; later clients are refused.
    func stop() {
        let thread = self.thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let thread else { return }
        eventfd_write(ending, 1)
        thread.join()
        listeners.closeAll()
        close(ending)
    }

    private func run() {
        var events = [pollfd(fd: ending, events: Int16(POLLIN), revents: 0)]
        events += listeners.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var waits = Wait.forClients
        while true {
            let ready =
                switch waits {
                case .forClients: poll(&events, nfds_t(events.count), -1)
                case .aWhile: poll(&events, 1, Self.pause)
                }
            guard ready >= 0 || errno == EINTR else {
                logger.critical("no more clients are accepted: poll failed", metadata: ["reason": "\(reason(errno))"])
                return
            }
            waits = acceptAll(after: waits)
            if events[0].revents != 0 { return }
        }
    }

    private enum Wait {
        case forClients
        /// At the limit of connections or of descriptors.
        case aWhile
    }

    /// Accepts what is queued on all listeners, in turn.
    private func acceptAll(after wait: Wait) -> Wait {
        for listener in listeners {
            accepting: while true {
                guard open < limit else { return .aWhile }
                switch take(from: listener) {
                case .accepted: continue
                case .noneQueued: break accepting
                case .impossible(let code):
                    // Once, not at each attempt.
                    if case .forClients = wait {
                        logger.warning("clients must wait", metadata: ["reason": "\(reason(code))"])
                    }
                    return .aWhile
                }
            }
        }
        return .forClients
    }

    private var open: Int { workers.reduce(0) { $0 + $1.connections.load(ordering: .relaxed) } }

    private enum Accepted {
        case accepted, noneQueued
        case impossible(CInt)
    }

    private func take(from listener: Listener) -> Accepted {
        var address = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let socket = accept(listener.descriptor, address, &size)
                guard socket >= 0 else { return failure(errno) }
                _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
                leastBusy?.serve(socket, from: address, size)
                return .accepted
            }
        }
    }

    private var leastBusy: Worker? {
        workers.min { $0.connections.load(ordering: .relaxed) < $1.connections.load(ordering: .relaxed) }
    }

    private func failure(_ code: CInt) -> Accepted {
        switch code {
        case EAGAIN: .noneQueued
        // The connection broke before it was accepted; the next may be sound (accept(2), "Error handling").
        case EINTR, ECONNABORTED, EPROTO, EPERM, ENETDOWN, ENETUNREACH, EHOSTDOWN, EHOSTUNREACH, ENOPROTOOPT: .accepted
        // No descriptor or no memory, most likely.
        default: .impossible(code)
        }
    }

    private func reason(_ code: CInt) -> String { String(cString: strerror(code)) }
}
