internal import Synchronization
internal import Threads

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

extension Platform {
    /// How many threads can compute at a time.
    static var processors: Int {
        max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// Does a work many times at once, on all processors, and returns when all is done.
    ///
    /// - Parameters:
    ///   - count: how often; the work is told which time it is.
    ///   - watch: called now and then from this thread, with how many are done.
    static func concurrently(
        _ count: Int, watch: (_ done: Int) -> Void = { _ in }, _ work: @escaping @Sendable (Int) -> Void
    ) {
        let crew = Crew(count, work)
        // One that does not start leaves its part to the others.
        let threads = (0..<min(processors, count)).compactMap { _ in
            try? Thread(stackBytes: Self.stackBytes) { crew.run() }
        }
        // Without any thread, this one does it.
        if threads.isEmpty { crew.run() }
        while crew.done < count {
            watch(crew.done)
            var pause = timespec(tv_sec: 0, tv_nsec: 2_000_000)
            nanosleep(&pause, nil)
        }
        for thread in threads { thread.join() }
    }

    /// What a text nested as deep as is allowed takes.
    private static let stackBytes = 64 << 20

    private final class Crew: Sendable {
        private let count: Int
        private let work: @Sendable (Int) -> Void
        private let state = Mutex((next: 0, done: 0))

        init(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
            self.count = count
            self.work = work
        }

        var done: Int { state.withLock { $0.done } }

        func run() {
            while let number = take() {
                work(number)
                state.withLock { $0.done += 1 }
            }
        }

        private func take() -> Int? {
            state.withLock { state in
                guard state.next < count else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }
    }
}
