internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// A file without a name, for the body of an answer that is too long for the memory; it goes with the last use of it.
public final class TemporaryFile: Sendable {
    /// Why there is no file, or no room in it.
    public struct Failure: Error {
        /// In the words of the system.
        public let reason: String

        init(_ code: CInt) { reason = String(cString: strerror(code)) }
    }

    let descriptor: CInt
    private let size = Atomic<Int>(0)

    /// Makes one in the folder that `TMPDIR` names, else in `/var/tmp`, which is not kept in memory.
    public init() throws(Failure) {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
        // mkstemp puts letters for these.
        let blanks = String(repeating: "X", count: 6)
        var path = Array("\(folder)/accord-\(blanks)".utf8CString)
        descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw Failure(errno) }
        unlink(path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    deinit { close(descriptor) }

    /// The number of bytes in it.
    public var count: Int { size.load(ordering: .relaxed) }

    /// Adds bytes at the end.
    public func append(_ bytes: [UInt8]) throws(Failure) {
        let code = bytes.withUnsafeBytes { bytes -> CInt in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if written < 0, errno != EINTR { return errno }
                rest = rest.dropFirst(max(written, 0))
            }
            return 0
        }
        guard code == 0 else { throw Failure(code) }
        size.add(bytes.count, ordering: .relaxed)
    }

    /// All that is in it, for those who do not send it.
    public func contents() throws(Failure) -> [UInt8] {
        var code: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < buffer.count {
                let read = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, off_t(filled))
                if read <= 0, errno != EINTR || read == 0 {
                    code = read == 0 ? EIO : errno
                    return
                }
                filled += max(read, 0)
            }
        }
        guard code == 0 else { throw Failure(code) }
        return bytes
    }
}
