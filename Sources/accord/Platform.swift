internal import SchemaCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The system calls that the command line needs, with errors as sentences.
enum Platform {
    /// A stream that every program has.
    enum Stream: Int32 {
        case input = 0
        case output = 1
        case error = 2

        /// Whether a person sits there.
        var isTerminal: Bool { isatty(rawValue) == 1 }
    }

    /// A system call that failed.
    struct SystemError: Error {
        var number: Int32

        /// The system's sentence for it.
        var reason: String { String(cString: strerror(number)) }

        /// Whether the reader of a pipe has gone.
        var isBrokenPipe: Bool { number == EPIPE }
    }

    /// Whether there is a file or a folder.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The names of what is in a folder, sorted; `nil` when the path is no folder that can be read.
    static func names(inFolder path: String) -> [String]? {
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names.sorted()
    }

    /// Lets the process have so many descriptors, as far as the system allows it; many systems give 1024 unless asked.
    static func allowDescriptors(_ count: Int) {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < rlim_t(count) else {
            return
        }
        limit.rlim_cur = min(limit.rlim_max, rlim_t(count))
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// The value of an environment variable; `nil` when it is not set or empty.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// The variables that the process was started with, by name, those that are empty left out; none where the system
    /// does not tell.
    static func variables() -> [(name: String, value: String)] {
        guard let bytes = try? read(path: "/proc/self/environ", limit: 8 << 20) else { return [] }
        return bytes.split(separator: 0).compactMap { entry in
            let parts = entry.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return (name: String(decoding: parts[0], as: UTF8.self), value: String(decoding: parts[1], as: UTF8.self))
        }.sorted { $0.name < $1.name }
    }

    /// Writes all bytes to a stream.
    static func write(_ bytes: [UInt8], to stream: Stream) throws(SystemError) {
        try write(bytes, to: stream.rawValue)
    }

    /// Writes all bytes to what is open under a number.
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Self.write(descriptor, $0) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                throw SystemError(number: errno)
            }
        }
    }

    private static func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        #elseif canImport(Musl)
            Musl.write(descriptor, bytes.baseAddress, bytes.count)
        #endif
    }

    /// The bytes of a file; of the standard input, when the path is `nil`.
    ///
    /// - Returns: `nil` when there are more than the limit.
    static func read(path: String?, limit: Int) throws(SystemError) -> [UInt8]? {
        let file = try File(path: path)
        var bytes: [UInt8] = []
        while let piece = try file.read() {
            bytes += piece
            if bytes.count > limit { return nil }
        }
        return bytes
    }

    /// What the process has used: its time on the processor, and its memory now.
    static func usage() -> (cpuMicroseconds: Int, residentBytes: Int) {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        // The second number is of pages that are in memory (proc(5)).
        let text = (try? read(path: "/proc/self/statm", limit: 256)).flatMap { $0 } ?? []
        let numbers = String(decoding: text, as: UTF8.self).split(separator: " ").compactMap { Int($0) }
        let pages = numbers.count > 1 ? numbers[1] : 0
        return (
            Int(time.tv_sec) * 1_000_000 + Int(time.tv_nsec) / 1000, pages * max(0, sysconf(CInt(_SC_PAGESIZE)))
        )
    }

    /// The size of a file; `nil` for what has none, as a pipe.
    static func size(of path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) { unlink(path) }

    /// A file that is read piece by piece.
    final class File {
        /// The most bytes of a piece.
        static let pieceBytes = 1 << 18

        private let descriptor: Int32
        private let isOwned: Bool
        private var buffer = [UInt8](repeating: 0, count: pieceBytes)

        /// - Parameter path: `nil` for the standard input.
        init(path: String?) throws(SystemError) {
            descriptor = if let path { open(path, O_RDONLY | O_CLOEXEC) } else { Stream.input.rawValue }
            isOwned = path != nil
            guard descriptor >= 0 else { throw SystemError(number: errno) }
        }

        deinit { if isOwned { close(descriptor) } }

        /// The next bytes; `nil` at the end.
        func read() throws(SystemError) -> ArraySlice<UInt8>? {
            while true {
                let count = buffer.withUnsafeMutableBytes { readSome(descriptor, $0) }
                if count == 0 { return nil }
                if count > 0 { return buffer.prefix(count) }
                if errno != EINTR { throw SystemError(number: errno) }
            }
        }
    }

    static func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }

    /// The time of the system's clock.
    static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// Ends as a program does that a signal ends, so that shells and pipelines see it as such; with the number a shell
    /// would show, when the signal does not end the first process of a container.
    static func endBySignal(_ number: Int32) -> Never {
        signal(number, SIG_DFL)
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, number)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        raise(number)
        _exit(128 + number)
    }

    /// Prepares the process: an interruption ends it, a connection that breaks does not, and the three streams exist,
    /// so that no file or connection is given the number of one.
    static func prepare() {
        for stream in [Stream.input, .output, .error] where fcntl(stream.rawValue, F_GETFD) == -1 {
            _ = open("/dev/null", O_RDWR)
        }
        signal(SIGPIPE, SIG_IGN)
        signal(SIGINT) { Platform.endBySignal($0) }
    }

    /// Ends the process.
    static func end(_ status: ExitStatus) -> Never { exit(status.rawValue) }

    /// Ends the process as one whose output nobody reads any more.
    static func endByBrokenPipe() -> Never { endBySignal(SIGPIPE) }
}

/// The signals that ask a daemon to end, taken one at a time instead of interrupting whatever runs.
struct TerminationSignals {
    private var set = sigset_t()

    /// Holds the signals back in this thread, and in those that it starts from now on.
    init() {
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT] { sigaddset(&set, number) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Waits for the first one, and gives its name; `nil` when none came in time.
    func wait(seconds: Int) -> String? {
        var set = set
        var time = timespec(tv_sec: seconds, tv_nsec: 0)
        return switch sigtimedwait(&set, nil, &time) {
        case SIGINT: "SIGINT"
        case SIGTERM: "SIGTERM"
        default: nil
        }
    }

    /// Lets the next one end the process at once.
    func endAtNext() {
        for number in [SIGTERM, SIGINT] { signal(number) { Platform.endBySignal($0) } }
        var set = set
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}
