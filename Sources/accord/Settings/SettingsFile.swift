internal import JSONCore
internal import Reports
internal import SchemaCore
internal import YAML

/// A file of settings in YAML, with the places of what it says.
struct SettingsFile {
    private let name: String
    private let document: YAMLDocument

    /// The most bytes of one.
    private static let bytesLimit = 1 << 20

    var json: JSON { document.json }

    /// - Throws: `.usage` with line and column when it is no YAML.
    init(_ file: SchemaFile) throws(Failure) {
        name = file.name
        guard file.text.utf8.count <= Self.bytesLimit else {
            throw Failure(.usage, "\(file.name) is longer than \(Self.bytesLimit) bytes")
        }
        do throws(YAMLError) {
            document = try YAMLDocument(parsing: file.text)
        } catch {
            throw Failure(.usage, "\(file.name):\(error.position.line):\(error.position.column): \(error.message)")
        }
    }

    /// What it should not say, and where it does.
    func failure(_ error: MalformedMember) -> Failure {
        let position = document.position(of: error.pointer)
        let what = error.pointer.tokens.last ?? "the file"
        return Failure(
            .usage, "\(name):\(position.line):\(position.column): \(what.printable) must be \(error.expectation)")
    }
}
