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
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Self.write(stream.rawValue, $0) }
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
        let descriptor = if let path { open(path, O_RDONLY | O_CLOEXEC) } else { Stream.input.rawValue }
        guard descriptor >= 0 else { throw SystemError(number: errno) }
        defer { if path != nil { close(descriptor) } }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = piece.withUnsafeMutableBytes { readSome(descriptor, $0) }
            if count == 0 { return bytes }
            if count > 0 {
                bytes += piece.prefix(count)
                if bytes.count > limit { return nil }
            } else if errno != EINTR {
                throw SystemError(number: errno)
            }
        }
    }

    /// Gives each line of a file, without its end, as it is read.
    ///
    /// - Returns: why the rest could not be read, when it could not.
    static func forEachLine<Problem: Error>(
        of path: String, _ body: (String) throws(Problem) -> Void
    ) throws(Problem) -> Result<Void, SystemError> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(SystemError(number: errno)) }
        defer { close(descriptor) }
        var line: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = piece.withUnsafeMutableBytes { readSome(descriptor, $0) }
            if count < 0 {
                guard errno == EINTR else { return .failure(SystemError(number: errno)) }
                continue
            }
            var rest = piece.prefix(count)
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                try body(String(decoding: line + rest[..<end], as: UTF8.self))
                line = []
                rest = rest[(end + 1)...]
            }
            line += rest
            if count == 0 {
                if !line.isEmpty { try body(String(decoding: line, as: UTF8.self)) }
                return .success(())
            }
        }
    }

    private static func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
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

    /// Waits for the first one, and gives its name.
    func wait() -> String {
        var set = set
        var number: Int32 = 0
        while sigwait(&set, &number) != 0 {}
        return number == SIGINT ? "SIGINT" : "SIGTERM"
    }

    /// Lets the next one end the process at once.
    func endAtNext() {
        for number in [SIGTERM, SIGINT] { signal(number) { Platform.endBySignal($0) } }
        var set = set
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }
}
