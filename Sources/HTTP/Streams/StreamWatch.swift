internal import CMicrohttpd
internal import Synchronization
internal import Threads

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// The thread that sees to streams that wait.
///
/// libmicrohttpd does not see a client go away whose connection is suspended, so this watches their sockets.
final class StreamWatch: Sendable {
    private let streams: Streams
    /// The sockets, and what wakes the thread.
    private let set: CInt
    private let bell: CInt
    private let isRung = Atomic(false)
    private let isEnding = Atomic(false)
    private let thread = Mutex<Thread?>(nil)

    /// Stands for the bell among the numbers of streams, which begin at 1.
    private static let bellNumber: UInt64 = 0
    private static let eventsAtATime = 256

    /// - Throws: `.cannotStart`.
    init(_ streams: Streams) throws(ServerError) {
        self.streams = streams
        set = epoll_create1(CInt(EPOLL_CLOEXEC))
        bell = eventfd(0, CInt(EFD_CLOEXEC) | CInt(EFD_NONBLOCK))
        guard set >= 0, bell >= 0 else {
            throw .cannotStart(reason: String(cString: strerror(errno)))
        }
        watch(bell, Self.bellNumber, EPOLLIN.rawValue)
        do throws(ThreadFailure) {
            let started = try Thread(stackBytes: Worker.stackBytes) { [self] in run() }
            thread.withLock { $0 = started }
        } catch {
            throw .cannotStart(reason: error.reason)
        }
    }

    deinit {
        close(set)
        close(bell)
    }

    /// Wakes the thread, once however often it is called meanwhile.
    func ring() {
        if !isRung.exchange(true, ordering: .acquiringAndReleasing) { eventfd_write(bell, 1) }
    }

    /// Ends the thread, after it has looked after all streams once more.
    func stop() {
        isEnding.store(true, ordering: .releasing)
        ring()
        let thread = self.thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        thread?.join()
    }

    /// Watches whether a client goes away.
    func add(_ socket: CInt, _ number: UInt64) { watch(socket, number, EPOLLRDHUP.rawValue | EPOLLET.rawValue) }

    private func watch(_ descriptor: CInt, _ number: UInt64, _ events: UInt32) {
        var event = epoll_event(events: events, data: epoll_data_t(u64: number))
        epoll_ctl(set, EPOLL_CTL_ADD, descriptor, &event)
    }

    func remove(_ socket: CInt) {
        var event = epoll_event()
        epoll_ctl(set, EPOLL_CTL_DEL, socket, &event)
    }

    private func run() {
        var events = [epoll_event](repeating: epoll_event(), count: Self.eventsAtATime)
        var seen: UInt64 = 0
        var deadline: ContinuousClock.Instant?
        while true {
            let count = epoll_wait(set, &events, CInt(events.count), Self.milliseconds(until: deadline))
            let numbers = events.prefix(Int(max(count, 0))).map(\.data.u64)
            if numbers.contains(Self.bellNumber) {
                var rings: eventfd_t = 0
                eventfd_read(bell, &rings)
                isRung.store(false, ordering: .sequentiallyConsistent)
            }
            let isLast = isEnding.load(ordering: .acquiring)
            streams.abandon(numbers.filter { $0 != Self.bellNumber })
            (seen, deadline) = streams.attend(seen: seen)
            if isLast { return }
        }
    }

    /// How long to sleep, rounded up; -1 for ever.
    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> CInt {
        guard let deadline else { return -1 }
        let left = (deadline - .now).components
        let milliseconds = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
        return CInt(clamping: max(0, milliseconds + (left.attoseconds > 0 ? 1 : 0)))
    }
}
