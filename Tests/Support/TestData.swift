import Glibc

/// A folder of test data: third-party data, which lies beside the project and is not part of it, or our own fixtures.
public struct TestData: Sendable {
    /// Where it is, without a trailing slash.
    public let path: String

    private static let project = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    /// A folder by its path.
    public init(path: String) { self.path = path }

    /// A folder of our own fixtures.
    public init(fixtures name: String) { path = Self.project + "/fixtures/" + name }

    /// A folder of `$ACCORD_TEST_DATA`, or else of `../shared/data` from the project's root; `nil` when it is absent.
    public init?(_ name: String) {
        let base = getenv("ACCORD_TEST_DATA").map { String(cString: $0) }
        path = (base ?? Self.project + "/../shared/data") + "/" + name
        guard access(path, R_OK) == 0 else { return nil }
    }

    /// The text of a file, by its path below the folder; `nil` when it cannot be read or is not UTF-8.
    public func text(_ file: String) -> String? {
        guard let stream = fopen(path + "/" + file, "r") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The paths of all files below the folder, sorted.
    public func files(under folder: String = "") -> [String] {
        guard let stream = opendir(path + "/" + folder) else { return [] }
        defer { closedir(stream) }
        var files: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            let file = folder.isEmpty ? name : folder + "/" + name
            let below = self.files(under: file)
            files += below.isEmpty ? [file] : below
        }
        return files.sorted()
    }
}
