internal import CMicrohttpd
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// Threads for work that waits for a disk or takes long, so that the threads of the connections do not.
///
/// The thread that became idle last is woken first: its stack is still in the processor's cache, and the others sleep on.
public final class ThreadPool: Sendable {
    public typealias Work = @Sendable () -> Void

    private struct State {
        var waiting: [Work] = []
        /// The next one to take.
        var next = 0
        /// Threads that sleep.
        var idle: [Int] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let bells: [Bell]
    private let threads = Mutex<[pthread_t]>([])

    /// Starts the threads.
    ///
    /// - Throws: `.cannotStart`.
    init(threads count: Int, stackBytes: Int) throws(ServerError) {
        bells = (0..<count).map { _ in Bell() }
        for number in 0..<count {
            let status = start(number, stackBytes)
            guard status == 0 else {
                stop()
                throw .cannotStart(reason: String(cString: strerror(status)))
            }
        }
    }

    /// What a new thread is told.
    private final class Beginning {
        let pool: ThreadPool
        let number: Int

        init(_ pool: ThreadPool, _ number: Int) {
            self.pool = pool
            self.number = number
        }
    }

    private func start(_ number: Int, _ stackBytes: Int) -> CInt {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Beginning(self, number))
        let status = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let beginning = Unmanaged<Beginning>.fromOpaque(context).takeRetainedValue()
                beginning.pool.run(beginning.number)
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            context.release()
            return status
        }
        threads.withLock { $0.append(thread) }
        return 0
    }

    /// How many threads can compute at a time: no more than there are processors.
    public var parallelism: Int { min(bells.count, Server.processors) }

    /// Has a thread do some work; false once the pool is stopped, and then nobody will.
    @discardableResult public func submit(_ work: @escaping Work) -> Bool {
        let (isTaken, sleeper) = state.withLock { state in
            guard !state.isStopped else { return (false, nil as Int?) }
            state.waiting.append(work)
            return (true, state.idle.popLast())
        }
        if let sleeper { bells[sleeper].ring() }
        return isTaken
    }

    /// Takes no more work, and waits until all that was taken is done.
    func stop() {
        let sleepers = state.withLock { state in
            defer { state.idle = [] }
            state.isStopped = true
            return state.idle
        }
        for sleeper in sleepers { bells[sleeper].ring() }
        let threads = self.threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in threads { pthread_join(thread, nil) }
    }

    private enum Turn {
        case work(Work)
        case sleep, end
    }

    private func run(_ number: Int) {
        while true {
            switch turn(of: number) {
            case .work(let work): work()
            case .sleep: bells[number].wait()
            case .end: return
            }
        }
    }

    /// What a thread is to do next: the work that has waited longest, if there is any.
    private func turn(of number: Int) -> Turn {
        state.withLock { state in
            guard state.next < state.waiting.count else {
                if state.isStopped { return .end }
                state.idle.append(number)
                return .sleep
            }
            let work = state.waiting[state.next]
            state.next += 1
            // What is done is dropped now and then, so that taking costs the same however many wait.
            if state.next == state.waiting.count || state.next >= 1024 {
                state.waiting.removeFirst(state.next)
                state.next = 0
            }
            return .work(work)
        }
    }
}
