internal import ArgumentParser
internal import Governance
internal import JSONCore
internal import JSONSchema
internal import RegistryClient
internal import Reports
internal import SchemaCore

struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Check that schemas meet the standards that policies set.",
        usage: """
            accord lint FILE ... [--policy FILE|FOLDER] [--subject SUBJECT] [--owner TEAM]
            accord lint FILE ... --online [--subject SUBJECT]
            accord lint
            """,
        discussion: """
            A policy is a JSON file: {"name": …, "pattern": "orders-*", "rules": {"require-title": "error"}, "custom": […]}; \
            of several, the one with the most specific pattern decides on a rule. `accord rules --lint` lists the rules and \
            their options. A custom rule is a JSON Schema that every subschema has to be valid by: its title is the rule's \
            id, its description what a finding says.

            With --online, the policies are those of the registry. With neither, these rules are checked, as warnings: \
            \(Policy.recommended.rules.entries.map(\.name).joined(separator: ", ")).

            Without files, those of accord.yaml are checked, which can name policies and the owner, too.

            Exits with 0 when no finding is as severe as --fail-on says, 1 when one is, 2 when a policy is none, 3 when a file \
            holds no schema.
            """)

    @Argument(
        help: "The schemas' files; - is the standard input. (default: those of accord.yaml)", completion: .schemaFiles)
    var files: [String] = []

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp(
            "A policy, or a folder with policies; repeatable.", valueName: "file|folder"))
    var policies: [String] = []

    @Flag(help: "Check by the policies of the registry.")
    var online = false

    @Option(
        help: ArgumentHelp(
            "The subject that the schema is for. (default: the file's name without .json)", valueName: "subject"),
        completion: .subjects)
    var subject: String?

    @Option(help: ArgumentHelp("The team that owns the subject.", valueName: "team"))
    var owner: String?

    @Option(
        name: .customLong("reference"),
        help: ArgumentHelp(
            "What a $ref leads to: a file, or with --online the version of a subject; repeatable.",
            valueName: "uri=file|subject:version"))
    var references: [String] = []

    @Option(help: ArgumentHelp("The least severity that fails. (default: error)", valueName: "severity"))
    var failOn: Severity?

    @Option(help: ArgumentHelp("The project's file. (default: the nearest accord.yaml)", valueName: "file"))
    var project: String?

    @OptionGroup var reports: ReportOptions
    @OptionGroup var registry: RegistryOptions

    func validate() throws {
        if reports.reportSchema { return }
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
        if reports.reportSchema { return try Console.line(Report.schema.indentedText) }
        let project = try Project.find(from: FilePath.absolute("."), named: project)
        let named = try files.map { (path) throws(Failure) in (path, try subject(of: path, in: project)) }
        let schemas = named.isEmpty ? try project?.lintedFiles() ?? [] : named
        guard !schemas.isEmpty else {
            throw Failure(
                .usage, "nothing says which files are schemas",
                advice: "name files, or list them under \"schemas\" in \(Project.fileName)")
        }
        var report = Report(
            .lint, version: Build.version,
            schemas: online ? try lintOnline(schemas, project) : try lintOffline(schemas, project))
        report.rules = KnownRules.ofPolicies
        report.folder = CheckCommand.folderInRepository
        try reports.write(report)
        let isFailed =
            switch failOn ?? project?.lint.failOn ?? .error {
            case .error: report.outcome == .failed
            case .warning, .off: report.schemas.contains { !$0.findings.isEmpty }
            }
        if report.outcome == .unreadable { throw ExitStatus.input }
        if isFailed { throw ExitStatus.findings }
    }
}

extension LintCommand {
    private typealias NamedFile = (path: String, subject: Subject)

    private func lintOffline(_ files: [NamedFile], _ project: Project?) throws(Failure) -> [CheckedSchema] {
        let format = JSONSchemaFormat()
        let paths = policies.isEmpty ? project?.policyPaths ?? [] : policies
        let known = paths.isEmpty ? [.recommended] : try PolicyFiles.read(paths, format: format)
        let referred = try SchemaFile.references(references).mapValues { Definition(type: .json, text: $0.text) }
        let lint = OfflineLint(
            format: format, policies: PolicySet(known), owner: owner ?? project?.lint.owner, references: referred)
        if let leftOut = lint.leftOut { Console.note("note: \(leftOut)") }
        return try judged(files) { (file, subject) throws(Failure) in try lint.lint(file, as: subject) }
    }

    private func lintOnline(_ files: [NamedFile], _ project: Project?) throws(Failure) -> [CheckedSchema] {
        let connection = try registry.connect(project: project)
        let referred = try SchemaOptions.references(references)
        return try judged(files) { (file, subject) throws(Failure) in
            try file.checkSyntax()
            let definition = Definition(type: .json, text: file.text, references: referred)
            let answer = try connection.ask(about: .subject(subject)) { client throws(ClientError) in
                try client.lint(definition, for: subject)
            }
            return CheckedSchema(file, subject: subject, findings: answer.findings)
        }
    }

    /// All files judged; of several, one that is no schema does not keep the others from it.
    private func judged(
        _ files: [NamedFile], _ judge: (SchemaFile, Subject) throws(Failure) -> CheckedSchema
    ) throws(Failure) -> [CheckedSchema] {
        var schemas: [CheckedSchema] = []
        for (path, subject) in files {
            do throws(Failure) {
                schemas.append(try judge(try SchemaFile(path: path), subject))
            } catch {
                guard error.status == .input, files.count > 1 else { throw error }
                var schema = CheckedSchema(name: SchemaFile.name(of: path), file: path)
                schema.subject = subject.qualifiedName
                schema.problem = .init(error.message)
                schemas.append(schema)
            }
        }
        return schemas
    }

    /// The subject of a file: the one that was named, that of the project, or the one that is called like it.
    private func subject(of path: String, in project: Project?) throws(Failure) -> Subject {
        if let subject { return try SubjectArgument.subject(subject) }
        let inside = project.flatMap { FilePath.inside(FilePath.absolute(path), $0.folder) }
        let template = inside.flatMap { project?.entry(for: $0)?.subject?.subject(of: $0) }
        return try SubjectArgument.subject(template ?? FilePath.stem(of: path))
    }
}

extension Project {
    /// The files of the project that are schemas, as a person would write them, with their subjects.
    fileprivate func lintedFiles() throws(Failure) -> [(path: String, subject: Subject)] {
        let tree = try workingTree()
        var files: [(path: String, subject: Subject)] = []
        for path in try tree.files.paths() {
            guard let inside = FilePath.inside("/" + path, "/" + tree.projectPath), let entry = entry(for: inside)
            else {
                continue
            }
            let name = entry.subject?.subject(of: inside) ?? FilePath.stem(of: path)
            files.append((tree.files.display(path), try SubjectArgument.subject(name)))
        }
        return files
    }

    /// The paths of the policies, as a person would write them.
    fileprivate var policyPaths: [String] {
        lint.policies.map { FilePath.displayed(FilePath.absolute(FilePath.joined(folder, $0))) }
    }
}
