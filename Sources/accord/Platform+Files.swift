#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

extension Platform {
    /// Where the program was started.
    static var workingFolder: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    /// A path with links resolved; `nil` when nothing is there.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// How wide the terminal of a stream is; 160 columns where there is none.
    static func columns(of stream: Stream) -> Int {
        var size = winsize()
        if ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return environment("COLUMNS").flatMap { Int($0) }.map { min(max($0, 40), 1000) } ?? 160
    }

    enum FileKind {
        case file, folder, other
    }

    /// What is at a path, links followed; `nil` when nothing is.
    static func kind(of path: String) -> FileKind? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// Whether nobody but its owner may read or write a file.
    static func isPrivate(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o077 == 0
    }

    /// Whether a link is at a path.
    static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Writes a file as a whole: nobody ever sees half of it.
    ///
    /// What is there and is no file, as a pipe, is written to.
    static func replace(_ path: String, with bytes: [UInt8]) throws(SystemError) {
        if let kind = kind(of: path), kind != .file {
            return try write(bytes, toFile: path, flags: O_WRONLY | O_CLOEXEC)
        }
        let draft = "\(path).\(getpid()).part"
        do throws(SystemError) {
            try write(bytes, toFile: draft, flags: O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC)
            guard rename(draft, path) == 0 else { throw SystemError(number: errno) }
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// Adds to the end of a file.
    static func append(_ bytes: [UInt8], to path: String) throws(SystemError) {
        try write(bytes, toFile: path, flags: O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC)
    }

    private static func write(_ bytes: [UInt8], toFile path: String, flags: Int32) throws(SystemError) {
        let descriptor = open(path, flags, 0o666)
        guard descriptor >= 0 else { throw SystemError(number: errno) }
        defer { close(descriptor) }
        try write(bytes, to: descriptor)
    }
}
