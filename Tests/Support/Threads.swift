#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Runs a body on several threads of their own at once, each with its number from 0, and waits for all of them.
public func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    final class Start {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var threads: [pthread_t] = []
    for number in 0..<count {
        let start = Unmanaged.passRetained(Start { body(number) })
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Start>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, start.toOpaque())
        precondition(status == 0, "a test starts a handful of threads")
        threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
}
