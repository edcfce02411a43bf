internal import ArgumentParser
internal import Compatibility
internal import JSONSchema
internal import SchemaCore

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check that a schema is compatible: with a subject's versions, or with a file.",
        usage: """
            accord check FILE --subject SUBJECT[:VERSION] [--policy POLICY]
            accord check FILE --against FILE [--level LEVEL] [--policy POLICY]
            """,
        discussion: """
            With --subject, the registry compares, by the subject's level and with the versions that the level names. \
            With --against, two files are compared by the same engine, without a registry.

            A finding names the rule, the place in the new schema, what was there and what is there now, and a document \
            that shows the harm. What could be neither shown nor refuted is a finding of its own kind, undecided; a \
            registry refuses it.

            Exits with 0 when nothing was found, 1 when the schema is not compatible, 8 when something is undecided \
            and --fail-on-undecided is there.
            """)

    @Argument(help: "The new schema's file; - is the standard input.")
    var file: String

    @Option(
        help: ArgumentHelp(
            "The subject that the schema is to become a version of, or one version of it.",
            valueName: "subject[:version]"))
    var subject: String?

    @Option(help: ArgumentHelp("The version; --subject is a subject as a whole then.", valueName: "version"))
    var version: String?

    @Option(help: ArgumentHelp("The file of the old schema.", valueName: "file"))
    var against: String?

    @Option(help: ArgumentHelp("The compatibility level for --against. (default: BACKWARD)", valueName: "level"))
    var level: CompatibilityLevel?

    @Option(
        help: ArgumentHelp(
            "Which documents count: all that a schema accepts, or those that it declares. "
                + "(default: STRICT, or what the registry has configured)",
            valueName: "policy"))
    var policy: CompatibilityPolicy?

    @Flag(help: "Exit with 8 when something is undecided.")
    var failOnUndecided = false

    @OptionGroup var schema: SchemaOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var registry: RegistryOptions

    func validate() throws {
        guard (subject == nil) != (against == nil) else { throw ValidationError("Say --subject or --against") }
        guard version == nil || subject != nil else { throw ValidationError("--version belongs to --subject") }
        guard level == nil || against != nil else {
            throw ValidationError("--level is for --against; a subject has its own level, see accord config")
        }
        guard schema.references.isEmpty || subject != nil else {
            throw ValidationError("--reference is for --subject: a reference leads to a version in the registry")
        }
        guard file != "-" || against != "-" else {
            throw ValidationError("The standard input can be only one of the two files")
        }
    }

    func run() throws {
        let report =
            if let subject {
                try checkVersions(of: SubjectArgument(subject, version: version))
            } else {
                try checkFile(against ?? "")
            }
        switch output.form {
        case .table: try Console.write(report.text(Style(output.color, for: .output)))
        case .json: try Console.line(report.json.indentedText)
        }
        let status = report.status(failOnUndecided: failOnUndecided)
        if status != .fine { throw status }
    }
}

extension CheckCommand {
    private func checkVersions(of target: SubjectArgument) throws(Failure) -> CheckReport {
        let newFile = try SchemaFile(path: file)
        let definition = try schema.definition(of: newFile)
        let check = OnlineCheck(
            connection: try registry.connect(), subject: target.subject, selector: target.selector,
            normalization: schema.normalization, policy: policy)
        return try check.compare(definition, from: newFile)
    }

    private func checkFile(_ old: String) throws(Failure) -> CheckReport {
        let newFile = try SchemaFile(path: file)
        let oldFile = try SchemaFile(path: old)
        try newFile.checkSyntax()
        try oldFile.checkSyntax()
        let check = OfflineCheck(format: JSONSchemaFormat(), level: level ?? .backward, policy: policy ?? .strict)
        return try check.compare(newFile, with: oldFile)
    }
}
