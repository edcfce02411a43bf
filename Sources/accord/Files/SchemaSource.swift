internal import JSONCore
internal import JSONSchema
internal import RegistryClient
internal import Reports
internal import SchemaCore

/// A schema's text with the texts of its tree that it refers to.
struct SchemaSource: Sendable {
    /// What findings call it.
    var name: String
    /// Where the text is from.
    var origin: TextOrigin
    /// What its references are relative to.
    var base = ""
    var text: String
    /// By the names that the schema uses for them.
    var references: [String: Definition] = [:]
    /// Where the texts of ``references`` are from.
    var origins: [String: TextOrigin] = [:]
}

extension SchemaSource {
    /// A file with what it refers to beside it.
    init(file path: String, named name: String) throws(Failure) {
        let file = try SchemaFile(path: path)
        guard file.path != nil else {
            self.init(name: name, origin: .file(file.name), text: file.text)
            return
        }
        let files = LinkedFiles(FolderTree(root: "/", isListed: false), format: JSONSchemaFormat())
        let place = String(FilePath.absolute(path).dropFirst())
        let origin = TextOrigin.file(file.name)
        self = try files.source(place, named: name) ?? SchemaSource(name: name, origin: origin, text: file.text)
        self.origin = origin
    }

    /// A version of a subject with what it refers to, each over several lines.
    init(_ selector: VersionSelector, of subject: Subject, at connection: Connection) throws(Failure) {
        let schema = try connection.version(selector, of: subject)
        self.init(
            name: "\(subject.qualifiedName) version \(schema.version)", origin: schema.origin,
            text: schema.definition.textOverLines)
        add(try connection.referred(by: schema.definition.references))
    }

    /// Adds texts that a registry has, by the names that the schema uses for them; those that are known already stay.
    mutating func add(_ referred: [String: RegisteredSchema]) {
        for (name, schema) in referred where references[name] == nil {
            references[name] = Definition(type: schema.definition.type, text: schema.definition.textOverLines)
            origins[name] = schema.origin
        }
    }
}

extension RegisteredSchema {
    fileprivate var origin: TextOrigin { .version("\(subject.qualifiedName):\(version)") }
}

extension Definition {
    /// The text, indented: a registry keeps schemas on one line, and places in that help nobody.
    fileprivate var textOverLines: String { (try? JSON(parsing: text))?.indentedText ?? text }
}
