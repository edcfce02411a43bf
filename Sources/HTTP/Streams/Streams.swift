internal import CMicrohttpd
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// The answers of one server that go on for as long as there is news.
///
/// One that has nothing to send waits with its connection suspended, which takes no thread. A single thread sees to all
/// of them: it sleeps until there is news, until one has waited for long enough, or until a client goes away.
public final class Streams: Sendable {
    private struct State {
        var open: [UInt64: StreamTransfer] = [:]
        /// Until when those wait that do.
        var waiting: [UInt64: ContinuousClock.Instant] = [:]
        /// Those whose clients have gone.
        var gone: Set<UInt64> = []
        var admitted = 0
        var lastNumber: UInt64 = 0
        /// How often there was news.
        var news: UInt64 = 0
        /// Until when the thread that sees to them sleeps; `nil` for ever.
        var sleepsUntil: ContinuousClock.Instant?
        var isEnding = false
    }

    private let state = Mutex(State())
    private let watch = Mutex<StreamWatch?>(nil)

    public init() {}

    /// Says that there is something to send, perhaps; at no cost to speak of, from any thread.
    public func wake() {
        // One that is about to wait sees the news before it does.
        let isAwaited = state.withLock { state in
            state.news &+= 1
            return !state.waiting.isEmpty
        }
        if isAwaited { watch.withLock { $0 }?.ring() }
    }

    /// How many are open.
    public var count: Int { state.withLock { $0.admitted } }

    // MARK: The server's side

    /// - Throws: `.cannotStart`.
    func start() throws(ServerError) {
        let started = try StreamWatch(self)
        watch.withLock { $0 = started }
    }

    /// Has every stream end after what it is sending.
    func endAll() {
        state.withLock { $0.isEnding = true }
        watch.withLock { $0 }?.ring()
    }

    /// Ends all, after which no connection is suspended, nor will be.
    func stop() {
        endAll()
        let watch = self.watch.withLock { watch in
            defer { watch = nil }
            return watch
        }
        watch?.stop()
    }

    // MARK: A stream's side

    /// Takes one more in, unless there are too many.
    func admit(limit: Int) -> UInt64? {
        state.withLock { state in
            guard state.admitted < limit else { return nil }
            state.admitted += 1
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    func open(_ transfer: StreamTransfer, _ number: UInt64, socket: CInt) {
        state.withLock { $0.open[number] = transfer }
        watch.withLock { $0 }?.add(socket, number)
    }

    func close(_ number: UInt64, socket: CInt) {
        watch.withLock { $0 }?.remove(socket)
        state.withLock { state in
            state.open[number] = nil
            state.gone.remove(number)
            state.admitted -= 1
        }
    }

    enum Turn {
        /// There has been so much news.
        case go(news: UInt64)
        case end, gone
    }

    /// What a stream may do that has sent all it had.
    func turn(of number: UInt64) -> Turn {
        state.withLock { state in
            state.gone.contains(number) ? .gone : state.isEnding ? .end : .go(news: state.news)
        }
    }

    /// Suspends a stream's connection, unless there has been news meanwhile.
    func suspend(_ number: UInt64, until deadline: ContinuousClock.Instant, unlessAfter news: UInt64) -> Bool {
        let (isSuspended, isEarlier) = state.withLock { state in
            guard state.news == news, !state.isEnding, !state.gone.contains(number), let transfer = state.open[number]
            else { return (false, false) }
            transfer.suspendConnection()
            state.waiting[number] = deadline
            return (true, state.sleepsUntil.map { deadline < $0 } ?? true)
        }
        if isEarlier { watch.withLock { $0 }?.ring() }
        return isSuspended
    }

    // MARK: The side of the thread that sees to those that wait

    /// Has streams go on whose clients have gone, so that they end.
    func abandon(_ numbers: [UInt64]) {
        for number in numbers {
            state.withLock { if $0.open[number] != nil { _ = $0.gone.insert(number) } }
            resume(number)
        }
    }

    /// Sends what those have that wait for news, and has those go on that it could not serve so, or that have waited for
    /// long enough.
    ///
    /// - Parameter seen: how much news there was when this was done before.
    /// - Returns: how much there is now, and when there will be something to do without any.
    func attend(seen: UInt64) -> (news: UInt64, next: ContinuousClock.Instant?) {
        let (news, isEnding, waiting) = state.withLock { state in
            let waiting = state.waiting.compactMap { number, deadline in
                state.open[number].map { (number: number, deadline: deadline, transfer: $0) }
            }
            return (state.news, state.isEnding, waiting)
        }
        let now = ContinuousClock.now
        for (number, deadline, transfer) in waiting
        where isEnding || deadline <= now || news != seen && transfer.stream.isReady() {
            if !isEnding, deadline > now, let deadline = transfer.push() {
                state.withLock { $0.waiting[number] = deadline }
            } else {
                resume(number)
            }
        }
        let next = state.withLock { state in
            state.sleepsUntil = state.waiting.values.min()
            return state.sleepsUntil
        }
        return (news, next)
    }

    /// Only this thread resumes connections, so that those it has seen waiting still do.
    private func resume(_ number: UInt64) {
        state.withLock { state in
            guard state.waiting.removeValue(forKey: number) != nil else { return }
            state.open[number]?.resumeConnection()
        }
    }
}
