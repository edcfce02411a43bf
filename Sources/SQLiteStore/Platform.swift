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

/// What the operating system says about a path.
enum FileStatus {
    case directory, other, missing, hidden

    /// A path that leads through directories which this user may not enter is hidden.
    init(of path: String) {
        var status = stat()
        if stat(path, &status) == 0 {
            self = status.st_mode & S_IFMT == S_IFDIR ? .directory : .other
        } else {
            self = errno == EACCES ? .hidden : .missing
        }
    }
}

/// The reasons of the operating system that a user can do something about.
enum SystemError {
    case missing, forbidden, readOnly, full

    init?(_ number: Int32) {
        switch number {
        case ENOENT, ENOTDIR: self = .missing
        case EACCES, EPERM: self = .forbidden
        case EROFS: self = .readOnly
        case ENOSPC, EDQUOT: self = .full
        default: return nil
        }
    }
}
