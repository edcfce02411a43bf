internal import Synchronization
internal import Threads

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
    private let threads = Mutex<[Thread]>([])

    /// Starts the threads.
    ///
    /// - Throws: `.cannotStart`.
    init(threads count: Int, stackBytes: Int) throws(ServerError) {
        bells = (0..<count).map { _ in Bell() }
        for number in 0..<count {
            do throws(ThreadFailure) {
                let thread = try Thread(stackBytes: stackBytes) { [self] in run(number) }
                threads.withLock { $0.append(thread) }
            } catch {
                stop()
                throw .cannotStart(reason: error.reason)
            }
        }
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
        for thread in threads { thread.join() }
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
