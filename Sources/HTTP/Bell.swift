internal import CMicrohttpd

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// Wakes one thread.
///
/// `@unchecked Sendable`: Posix guards the semaphore.
final class Bell: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func ring() { sem_post(semaphore) }

    func wait() {
        while sem_wait(semaphore) != 0, errno == EINTR {}
    }
}
