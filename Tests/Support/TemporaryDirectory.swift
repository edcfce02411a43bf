#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A directory of its own for one test, removed with the files in it when nobody holds it any more.
public final class TemporaryDirectory: Sendable {
    public let path: String

    /// - Throws: when the system gives no directory.
    public init() throws {
        var template = Array("/tmp/accord-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(call: "mkdtemp", code: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in files() { unlink(file(name)) }
        rmdir(path)
    }

    /// The names of the files in the directory.
    public func files() -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The path of a file in the directory.
    public func file(_ name: String) -> String { path + "/" + name }

    /// A call of the system that failed, with its number for the reason.
    public struct Failure: Error {
        public let call: String
        public let code: Int32
    }
}
