#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// Why the system starts no thread, in its words.
public struct ThreadFailure: Error, Hashable {
    public let reason: String
}

/// A thread of the system, to be joined or left alone, once.
///
/// `@unchecked Sendable`: the handle stands for the thread, and may be used from any other.
public struct Thread: @unchecked Sendable {
    private let handle: pthread_t

    /// What a new thread is told.
    private final class Beginning {
        let niceness: CInt
        let work: @Sendable () -> Void

        init(_ niceness: CInt, _ work: @escaping @Sendable () -> Void) {
            self.niceness = niceness
            self.work = work
        }
    }

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - stackBytes: the size of its stack; `nil` for the system's.
    ///   - niceness: how far it gives way to others, as nice(1) has it.
    public init(
        stackBytes: Int? = nil, niceness: Int32 = 0, _ work: @escaping @Sendable () -> Void
    ) throws(ThreadFailure) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        if let stackBytes { pthread_attr_setstacksize(&attributes, stackBytes) }
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Beginning(niceness, work))
        let status = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let beginning = Unmanaged<Beginning>.fromOpaque(context).takeRetainedValue()
                // On Linux zero means this thread alone.
                if beginning.niceness != 0 {
                    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, beginning.niceness)
                }
                beginning.work()
                return nil
            }, context.toOpaque())
        guard status == 0 else {
            context.release()
            throw ThreadFailure(reason: String(cString: strerror(status)))
        }
        handle = thread
    }

    /// Waits for its end.
    public func join() { pthread_join(handle, nil) }

    /// Lets it end without anybody waiting for that.
    public func detach() { pthread_detach(handle) }
}
