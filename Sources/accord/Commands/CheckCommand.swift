internal import ArgumentParser
internal import Compatibility
internal import JSONCore
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

    @Option(
        help: ArgumentHelp(
            "With --against: waivers as \"accord waiver list -o json\" writes them; what they name refuses nothing.",
            valueName: "file"))
    var waivers: String?

    @Option(
        help: ArgumentHelp(
            "With --subject: propose a waiver for what is found, for this reason; somebody else approves it.",
            valueName: "reason"))
    var waive: String?

    @Option(help: ArgumentHelp("Until when --waive is to hold, as 2027-01-31T00:00:00Z.", valueName: "time"))
    var expires: String?

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
        guard waivers == nil || against != nil else {
            throw ValidationError("--waivers is for --against; a registry knows its waivers")
        }
        guard waive == nil || subject != nil else {
            throw ValidationError("--waive is for --subject: a waiver is proposed to the registry")
        }
        guard (waive == nil) == (expires == nil) else { throw ValidationError("--waive and --expires belong together") }
        if let expires { try WaiverCommand.checkExpiry(expires) }
        guard file != "-" || against != "-" else {
            throw ValidationError("The standard input can be only one of the two files")
        }
    }

    func run() throws {
        let target = try subject.map { (text) throws(Failure) in try SubjectArgument(text, version: version) }
        let report = if let target { try checkVersions(of: target) } else { try checkFile(against ?? "") }
        switch output.form {
        case .table: try Console.write(report.text(Style(output.color, for: .output)))
        case .json: try Console.line(report.json.indentedText)
        }
        if let target, let waive, let expires { try propose(waive, until: expires, for: report, of: target.subject) }
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

    /// Proposes a waiver for the findings that none names yet.
    private func propose(
        _ reason: String, until expires: String, for report: CheckReport, of subject: Subject
    ) throws(Failure) {
        let fingerprints = Set(report.findings.filter { !$0.isWaived }.compactMap(\.fingerprint)).sorted()
        guard !fingerprints.isEmpty else { return Console.note("there is nothing to waive") }
        let waiver = try WaiverCommand.propose(fingerprints, of: subject, reason: reason, until: expires, to: registry)
        let id = waiver["id"]?.string ?? ""
        Console.note("proposed waiver \(id.printable); \"accord waiver approve \(id.printable)\" grants it")
    }

    private func checkFile(_ old: String) throws(Failure) -> CheckReport {
        let newFile = try SchemaFile(path: file)
        let oldFile = try SchemaFile(path: old)
        try newFile.checkSyntax()
        try oldFile.checkSyntax()
        var check = OfflineCheck(format: JSONSchemaFormat(), level: level ?? .backward, policy: policy ?? .strict)
        if let waivers { check.waived = try WaiverFile.fingerprints(waivers, at: Platform.now()) }
        return try check.compare(newFile, with: oldFile)
    }
}
