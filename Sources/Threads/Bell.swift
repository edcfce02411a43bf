#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// Wakes one thread for each ring, now or when one waits next.
///
/// `@unchecked Sendable`: Posix guards the semaphore.
public final class Bell: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    public init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    public func ring() { sem_post(semaphore) }

    /// Waits for a ring.
    ///
    /// - Parameter time: how long at most, up to a day; `nil` for ever.
    public func wait(atMost time: Duration? = nil) {
        guard let time else {
            while sem_wait(semaphore) != 0, errno == EINTR {}
            return
        }
        var end = timespec()
        clock_gettime(CLOCK_REALTIME, &end)
        let (seconds, attoseconds) = min(max(time, .zero), .seconds(86_400)).components
        let nanoseconds = Int64(end.tv_nsec) + attoseconds / 1_000_000_000
        end.tv_sec += time_t(clamping: seconds + nanoseconds / 1_000_000_000)
        end.tv_nsec = Int(nanoseconds % 1_000_000_000)
        while sem_timedwait(semaphore, &end) != 0, errno == EINTR {}
    }
}
