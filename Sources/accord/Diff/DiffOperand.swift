internal import JSONSchema
internal import Reports
internal import SchemaCore

/// One of the two schemas that are compared, as a person names it: a file, `git:REVISION:FILE`, or `SUBJECT:VERSION`.
enum DiffOperand {
    case file(String)
    case revision(String, path: String)
    case version(VersionSelector, of: Subject)

    init(_ text: String) throws(Failure) {
        if text.hasPrefix("git:") {
            let rest = text.dropFirst(4)
            guard let colon = rest.firstIndex(of: ":"), colon != rest.startIndex else {
                throw Failure(
                    .usage, "\"\(text.printable)\" names no file", advice: "an example: git:main:schemas/order.json")
            }
            self = .revision(String(rest[..<colon]), path: String(rest[rest.index(after: colon)...]))
            return
        }
        if text != "-", !Platform.exists(text), let argument = try? SubjectArgument(text),
            let selector = argument.selector
        {
            self = .version(selector, of: argument.subject)
            return
        }
        self = .file(text)
    }

    /// Both versions of `SUBJECT:3..5`; the latest one where the second is left out.
    static func range(_ text: String) throws(Failure) -> (old: DiffOperand, new: DiffOperand)? {
        guard !Platform.exists(text), let dots = text.firstRange(of: ".."),
            let colon = text[..<dots.lowerBound].lastIndex(of: ":")
        else { return nil }
        let subject = try SubjectArgument.subject(String(text[..<colon]))
        let second = String(text[dots.upperBound...])
        return (
            .version(
                try SubjectArgument.selector(String(text[text.index(after: colon)..<dots.lowerBound])), of: subject),
            .version(second.isEmpty ? .latest : try SubjectArgument.selector(second), of: subject)
        )
    }

    /// The text, with what it refers to.
    func source(_ registry: RegistryOptions) throws(Failure) -> SchemaSource {
        switch self {
        case .file(let path): return try SchemaSource(file: path, named: SchemaFile.name(of: path))
        case .revision(let revision, let path):
            let repository = try GitRepository(containing: FilePath.absolute("."))
            let tree = try GitTree(try repository.commit(revision), in: repository)
            let name = "\(revision):\(path)"
            let place = FilePath.inside(
                FilePath.normalized(FilePath.joined(FilePath.absolute("."), path)), repository.root)
            let files = LinkedFiles(tree, format: JSONSchemaFormat())
            guard let place, let source = try files.source(place, named: name) else {
                throw Failure(.input, "there is no file \"\(path.printable)\" in \(revision.printable)")
            }
            return source
        case .version(let selector, let subject):
            return try SchemaSource(selector, of: subject, at: registry.connect())
        }
    }
}
