import Glibc
public import JSONCore

/// A folder of the project's own `fixtures`, found from where this file lies.
public struct Fixtures: Sendable {
    /// Where it is, without a trailing slash.
    public let path: String

    /// The root of the project, without a trailing slash.
    public static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    public init(_ name: String) { path = "\(Self.root)/fixtures/\(name)" }

    /// The names of the files in the folder, sorted.
    public var files: [String] {
        guard let stream = opendir(path) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }

    /// The text of a file of the folder; `nil` when it cannot be read or is not UTF-8.
    public func text(_ file: String) -> String? { Self.text(of: path + "/" + file) }

    /// Writes cases to a file of the folder, one member a line, so that a change of one is a change of one line.
    public func record(_ cases: [JSON], in file: String) throws {
        var lines = ["["]
        for (position, one) in cases.enumerated() {
            lines.append("  {")
            let members = one.object?.members ?? []
            for (number, member) in members.enumerated() {
                let comma = number + 1 < members.count ? "," : ""
                lines.append("    \(JSON.string(member.name).text): \(member.value.text)\(comma)")
            }
            lines.append(position + 1 < cases.count ? "  }," : "  }")
        }
        guard let stream = fopen("\(path)/\(file)", "w") else { throw NotWritten(file: file, code: errno) }
        fputs(lines.joined(separator: "\n") + "\n]\n", stream)
        fclose(stream)
    }

    /// A file of fixtures that could not be written.
    struct NotWritten: Error {
        var file: String
        var code: CInt
    }

    /// The text of a file; `nil` when it cannot be read or is not UTF-8.
    public static func text(of path: String) -> String? {
        guard let stream = fopen(path, "r") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 { bytes += buffer[..<count] }
        return String(validating: bytes, as: UTF8.self)
    }
}
