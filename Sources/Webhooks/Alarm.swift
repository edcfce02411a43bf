internal import CCurl

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Wakes a thread now, or when it has slept for long enough.
///
/// `@unchecked Sendable`: Posix guards the semaphore.
final class Alarm: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func ring() { sem_post(semaphore) }

    /// - Parameter time: how long to sleep at most; `nil` for ever.
    func wait(_ time: Duration?) {
        guard let time else {
            while sem_wait(semaphore) != 0, errno == EINTR {}
            return
        }
        var end = timespec()
        clock_gettime(CLOCK_REALTIME, &end)
        let (seconds, attoseconds) = time.components
        let nanoseconds = Int64(end.tv_nsec) + attoseconds / 1_000_000_000
        end.tv_sec += time_t(clamping: min(max(seconds, 0), 86_400) + nanoseconds / 1_000_000_000)
        end.tv_nsec = Int(nanoseconds % 1_000_000_000)
        while sem_timedwait(semaphore, &end) != 0, errno == EINTR {}
    }
}
