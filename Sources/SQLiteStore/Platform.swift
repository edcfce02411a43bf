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

/// What is done to files as a whole.
enum Files {
    /// Puts a file in the place of another one, which is durable when this returns.
    static func move(_ path: String, to target: String) -> Bool {
        guard rename(path, target) == 0 else { return false }
        let directory = open(target.directory, O_RDONLY | O_DIRECTORY)
        guard directory >= 0 else { return false }
        defer { close(directory) }
        return fsync(directory) == 0
    }

    /// Puts what was written to a file on the disk.
    static func sync(_ path: String) -> Bool {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return false }
        defer { close(file) }
        return fsync(file) == 0
    }

    /// Removes a file with what SQLite keeps beside it; what is not there is removed already.
    static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }
}

extension String {
    /// The directory of a path, with a slash at its end.
    var directory: String {
        utf8.lastIndex(of: UInt8(ascii: "/")).map { String(self[...$0]) } ?? "./"
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
