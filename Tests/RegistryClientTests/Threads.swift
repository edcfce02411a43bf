#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// Threads of the system, for what must be called from several of them at once.
enum Threads {
    private final class Job {
        let body: @Sendable (Int) -> Void
        let number: Int

        init(_ number: Int, _ body: @escaping @Sendable (Int) -> Void) {
            self.number = number
            self.body = body
        }
    }

    /// Runs a body on several threads, each with its number, and waits for all.
    static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let threads = (0..<count).compactMap { number -> pthread_t? in
            var thread = pthread_t()
            let job = Unmanaged.passRetained(Job(number, body))
            let status = pthread_create(
                &thread, nil,
                { context in
                    if let context {
                        let job = Unmanaged<Job>.fromOpaque(context).takeRetainedValue()
                        job.body(job.number)
                    }
                    return nil
                }, job.toOpaque())
            if status == 0 { return thread }
            job.release()
            return nil
        }
        for thread in threads { pthread_join(thread, nil) }
    }
}
