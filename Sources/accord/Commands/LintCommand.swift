internal import ArgumentParser
internal import Governance
internal import JSONSchema
internal import RegistryClient
internal import SchemaCore

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Check that schemas meet the standards that policies set.",
        usage: """
            accord lint FILE ... [--policy FILE|FOLDER] [--subject SUBJECT] [--owner TEAM]
            accord lint FILE ... --online [--subject SUBJECT]
            """,
        discussion: """
            A policy is a JSON file: {"name": …, "pattern": "orders-*", "rules": {"require-title": "error"}, "custom": […]}; \
            of several, the one with the most specific pattern decides on a rule. `accord rules --lint` lists the rules and \
            their options. A custom rule is a JSON Schema that every subschema has to be valid by: its title is the rule's \
            id, its description what a finding says.

            With --online, the policies are those of the registry. With neither, these rules are checked, as warnings: \
            \(Policy.recommended.rules.entries.map(\.name).joined(separator: ", ")).

            Exits with 0 when no finding is as severe as --fail-on says, 1 when one is, 2 when a policy is none.
            """)

    @Argument(help: "The schemas' files; - is the standard input.")
    var files: [String]

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp(
            "A policy, or a folder with policies; repeatable.", valueName: "file|folder"))
    var policies: [String] = []

    @Flag(help: "Check by the policies of the registry.")
    var online = false

    @Option(
        help: ArgumentHelp(
            "The subject that the schema is for. (default: the file's name without .json)", valueName: "subject"))
    var subject: String?

    @Option(help: ArgumentHelp("The team that owns the subject.", valueName: "team"))
    var owner: String?

    @Option(
        name: .customLong("reference"),
        help: ArgumentHelp(
            "What a $ref leads to: a file, or with --online the version of a subject; repeatable.",
            valueName: "uri=file|subject:version"))
    var references: [String] = []

    @Option(help: ArgumentHelp("The least severity that fails.", valueName: "severity"))
    var failOn = Severity.error

    @OptionGroup var output: OutputOptions
    @OptionGroup var registry: RegistryOptions

    func validate() throws {
        guard !online || (policies.isEmpty && owner == nil) else {
            throw ValidationError("--policy and --owner are for files; with --online, the registry knows both")
        }
        guard subject == nil || files.count == 1 else { throw ValidationError("--subject is for one file") }
        guard files.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("The standard input can be read only once")
        }
        guard subject != nil || !files.contains("-") else {
            throw ValidationError("Say --subject for a schema from the standard input")
        }
    }

    func run() throws {
        let report = LintReport(schemas: online ? try lintOnline() : try lintOffline(), failing: failOn)
        for remark in report.schemas.compactMap(\.remark) { Console.note("note: \(remark)") }
        switch output.form {
        case .table: try Console.write(report.text(Style(output.color, for: .output)))
        case .json: try Console.line(report.json.indentedText)
        }
        if report.status != .fine { throw report.status }
    }
}

extension LintCommand {
    private func lintOffline() throws(Failure) -> [LintedSchema] {
        let format = JSONSchemaFormat()
        let known = policies.isEmpty ? [.recommended] : try PolicyFiles.read(policies, format: format)
        let referred = try SchemaFile.references(references).mapValues { Definition(type: .json, text: $0.text) }
        let lint = OfflineLint(format: format, policies: PolicySet(known), owner: owner, references: referred)
        if let leftOut = lint.leftOut { Console.note("note: \(leftOut)") }
        var linted: [LintedSchema] = []
        for path in files { linted.append(try lint.lint(SchemaFile(path: path), as: subject(of: path))) }
        return linted
    }

    private func lintOnline() throws(Failure) -> [LintedSchema] {
        let connection = try registry.connect()
        let referred = try SchemaOptions.references(references)
        var linted: [LintedSchema] = []
        for path in files {
            let (file, subject) = (try SchemaFile(path: path), try subject(of: path))
            try file.checkSyntax()
            let definition = Definition(type: .json, text: file.text, references: referred)
            let answer = try connection.ask(about: .subject(subject)) { client throws(ClientError) in
                try client.lint(definition, for: subject)
            }
            linted.append(LintedSchema(file: file.name, subject: subject, findings: answer.findings))
        }
        return linted
    }

    /// The subject of a file: the one that was named, or the one that is called like it.
    private func subject(of path: String) throws(Failure) -> Subject {
        if let subject { return try SubjectArgument.subject(subject) }
        var name = path.split(separator: "/").last.map(String.init) ?? ""
        for ending in [".json", ".schema"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
        return try SubjectArgument.subject(name)
    }
}
