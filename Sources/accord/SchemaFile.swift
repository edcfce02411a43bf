internal import JSONCore
internal import Reports

/// A schema that a command was given, from a file or the standard input.
struct SchemaFile {
    /// What messages call it.
    let name: String
    /// As the person wrote it; `nil` for the standard input.
    let path: String?
    let text: String

    /// The most bytes that are read.
    private static let bytesLimit = 64 << 20

    /// Reads a file; `-` is the standard input.
    ///
    /// - Parameter name: what messages call it; `nil` for its path.
    /// - Throws: `.input` when it cannot be read, or is not UTF-8.
    init(path: String, named name: String? = nil) throws(Failure) {
        let name = name ?? Self.name(of: path)
        self.name = name
        self.path = path == "-" ? nil : path
        let bytes: [UInt8]?
        do throws(Platform.SystemError) {
            bytes = try Platform.read(path: path == "-" ? nil : path, limit: Self.bytesLimit)
        } catch {
            throw Failure(.input, "cannot read \(name): \(error.reason)")
        }
        guard let bytes else {
            throw Failure(.input, "cannot read \(name): it is longer than \(Self.bytesLimit) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.input, "cannot read \(name): it is not UTF-8")
        }
        self.text = text
    }

    /// What messages call the file of a path.
    static func name(of path: String) -> String { path == "-" ? "standard input" : path.printable }

    /// Checks that the text is JSON, so that the error can name the line and the column.
    func checkSyntax() throws(Failure) { _ = try json() }

    /// The text as JSON.
    func json() throws(Failure) -> JSON {
        do throws(JSONError) {
            return try JSON(parsing: text)
        } catch {
            throw Failure(.input, "\(name):\(error.line):\(error.column): not JSON: \(error.message.clause)")
        }
    }
}

extension SchemaFile {
    /// Reads the files of `uri=file`, as commands take them.
    ///
    /// - Returns: the files by the URIs that a schema uses for them.
    static func references(_ arguments: [String]) throws(Failure) -> [String: SchemaFile] {
        var files: [String: SchemaFile] = [:]
        for argument in arguments {
            guard let equals = argument.lastIndex(of: "="), equals != argument.startIndex else {
                throw Failure(
                    .usage, "--reference \"\(argument.printable)\" is not uri=file",
                    advice: "an example: https://example.com/address=address.json")
            }
            let path = String(argument[argument.index(after: equals)...])
            files[String(argument[..<equals])] = try SchemaFile(path: path)
        }
        return files
    }
}
