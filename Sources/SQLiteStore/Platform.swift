internal import SchemaCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

extension Timestamp {
    /// The time of the system's clock.
    static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}

/// A gate that one thread waits at until another one opens it.
final class Gate: @unchecked Sendable {
    /// POSIX semaphores may be used by several threads at once; the address does not change.
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        let status = sem_init(semaphore, 0, 0)
        precondition(status == 0, "a semaphore of one process that starts at zero is always possible")
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    /// Lets one thread through, now or when it comes.
    func open() { sem_post(semaphore) }

    /// Waits until the gate is opened for this thread.
    func pass() {
        // Only a signal handler interrupts the wait.
        while sem_wait(semaphore) != 0 {}
    }
}

/// What the system says about the last call that failed.
enum SystemError {
    static let noSuchFile = ENOENT
    static let notADirectory = ENOTDIR
    static let isDirectory = EISDIR
    static let noAccess = EACCES
    static let notPermitted = EPERM
    static let readOnly = EROFS
    static let noSpace = ENOSPC

    /// Whether a path names a directory.
    static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
