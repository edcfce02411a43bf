internal import Synchronization

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
        var threads: [pthread_t] = []
        for _ in 0..<min(processors, count) {
            if let thread = crew.start() { threads.append(thread) }
        }
        // Without any thread, this one does it.
        if threads.isEmpty { crew.run() }
        while crew.done < count {
            watch(crew.done)
            var pause = timespec(tv_sec: 0, tv_nsec: 2_000_000)
            nanosleep(&pause, nil)
        }
        for thread in threads { pthread_join(thread, nil) }
    }

    /// Does some work on a thread of its own.
    ///
    /// - Parameter niceness: how far the thread gives way to others, as nice(1) has it.
    /// - Returns: whether the thread began.
    static func startThread(niceness: CInt, _ work: @escaping @Sendable () -> Void) -> Bool {
        final class Beginning {
            let niceness: CInt
            let work: @Sendable () -> Void

            init(_ niceness: CInt, _ work: @escaping @Sendable () -> Void) {
                self.niceness = niceness
                self.work = work
            }
        }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Beginning(niceness, work))
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                let beginning = Unmanaged<Beginning>.fromOpaque(context).takeRetainedValue()
                // On Linux zero means this thread alone.
                setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, beginning.niceness)
                beginning.work()
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            context.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private final class Crew: Sendable {
        private let count: Int
        private let work: @Sendable (Int) -> Void
        private let state = Mutex((next: 0, done: 0))

        /// What a text nested as deep as is allowed takes.
        private static let stackBytes = 64 << 20

        init(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
            self.count = count
            self.work = work
        }

        var done: Int { state.withLock { $0.done } }

        func start() -> pthread_t? {
            var attributes = pthread_attr_t()
            pthread_attr_init(&attributes)
            defer { pthread_attr_destroy(&attributes) }
            pthread_attr_setstacksize(&attributes, Self.stackBytes)
            var thread = pthread_t()
            let context = Unmanaged.passRetained(self)
            let status = pthread_create(
                &thread, &attributes,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Crew>.fromOpaque(context).takeRetainedValue().run()
                    return nil
                }, context.toOpaque())
            guard status == 0 else {
                context.release()
                return nil
            }
            return thread
        }

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
