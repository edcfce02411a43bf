internal import ArgumentParser
internal import Compatibility
internal import JSONSchema
internal import Reports
internal import SchemaCore

struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Validate documents by a schema: a file's, or a subject's.",
        usage: """
            accord validate --schema FILE DOCUMENT ...
            accord validate --schema SUBJECT[:VERSION] DOCUMENT ...
            """,
        discussion: """
            A document is a file, or - for the standard input. A file named .ndjson or .jsonl holds one document a line, \
            and so does any other, unless it is named .json, whose first line is a document on its own; --lines and \
            --no-lines decide it for all. Files of any length are read as they come.

            The documents are judged here; of a registry only the schema is asked. An error names the place, the line \
            and the column, and the keyword of the schema. Of many documents a table tells which keywords object, how \
            often, and where for the first time.

            Exits with 0 when all documents are valid, 1 when one is not, is no JSON or could not be judged, and 3 when \
            one could not be read.
            """)

    @Option(
        help: ArgumentHelp(
            "The schema: a file, or a subject of the registry, by default its latest version.",
            valueName: "file|subject[:version]"))
    var schema: String

    @Argument(help: "The documents; - is the standard input.")
    var documents: [String]

    @Option(help: ArgumentHelp("The version; --schema is a subject as a whole then.", valueName: "version"))
    var version: String?

    @Option(
        name: .customLong("reference"),
        help: ArgumentHelp(
            "A file with a schema that the schema's file refers to, by the URI of its $ref; repeatable.",
            valueName: "uri=file"))
    var references: [String] = []

    @Option(help: ArgumentHelp("The dialect of schemas without $schema. (default: draft-07)", valueName: "uri"))
    var dialect: String?

    @Flag(help: "Take a string that is not of the format its schema names as invalid.")
    var assertFormat = false

    @Flag(inversion: .prefixedNo, help: "Read one document a line, or one from each file.")
    var lines: Bool?

    @Option(help: ArgumentHelp("How many documents that are not valid are shown.", valueName: "count"))
    var show = 20

    @OptionGroup var output: OutputOptions
    @OptionGroup var registry: RegistryOptions

    func validate() throws {
        guard show >= 0 else { throw ValidationError("--show must be at least 0") }
        guard documents.count(where: { $0 == "-" }) + (schema == "-" ? 1 : 0) <= 1 else {
            throw ValidationError("The standard input can be only one of the documents, or the schema")
        }
        guard version == nil || !isFile else { throw ValidationError("--version belongs to a subject, not to a file") }
        guard references.isEmpty || isFile else {
            throw ValidationError("--reference is for the schema in a file; a registry knows what its schemas refer to")
        }
    }

    func run() throws {
        let schema = try loadSchema()
        var run = ValidationRun(
            schema: schema, form: output.form, limit: show, style: Style(output.color, for: .output))
        let layout = lines.map { $0 ? DocumentInput.Layout.lines : .one }
        let status = try run.judge(documents.map { DocumentInput(path: $0, layout: layout) })
        if status != .fine { throw status }
    }
}

extension ValidateCommand {
    /// Whether `--schema` means a file: there is one of that name, or no subject would be called so.
    private var isFile: Bool {
        version == nil
            && (schema == "-" || schema.contains("/") || schema.hasSuffix(".json") || Platform.exists(schema))
    }

    private func loadSchema() throws(Failure) -> ValidationSchema {
        let formats: FormatTreatment = assertFormat ? .assertion : .annotation
        guard isFile else {
            let target = try SubjectArgument(schema, version: version)
            return try ValidationSchema(
                target.selector ?? .latest, of: target.subject, at: try registry.connect(), format: try format(),
                formats: formats)
        }
        return try ValidationSchema(
            try SchemaFile(path: schema), references: try SchemaFile.references(references), format: try format(),
            formats: formats)
    }

    private func format() throws(Failure) -> JSONSchemaFormat {
        guard let dialect else { return JSONSchemaFormat() }
        do throws(RegistryError) {
            return try JSONSchemaFormat().reading(dialect: dialect)
        } catch {
            throw Failure(.usage, "--dialect: \(error.message)")
        }
    }
}
