internal import ArgumentParser
internal import Compatibility
internal import JSONCore
internal import Reports
internal import SchemaCore

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check that schemas are compatible: with a subject's versions, a git revision, a folder or a file.",
        usage: """
            accord check FILE --subject SUBJECT[:VERSION]
            accord check FILE --against FILE [--level LEVEL] [--policy POLICY]
            accord check [FILE|FOLDER ...] --against git:REVISION|FOLDER|registry
            accord check
            """,
        discussion: """
            With --subject, the registry compares, by the subject's level and with the versions that the level names. \
            With --against, files are compared by the same engine, without a registry: two files, two folders, or what \
            is checked out with a revision of git, files that are not tracked yet included. --against registry compares \
            each file with the versions of its subject.

            git:REVISION means the commit where HEAD left REVISION, their merge base, so that a branch is not blamed \
            for what others changed meanwhile; --tip compares with REVISION itself. A transitive level compares with \
            all versions that a file had up to there. Files that were renamed are found again; a new schema passes; one \
            that is deleted is a finding. References between files are followed.

            accord.yaml, in the folder or above it up to the root of the repository, says which files are schemas, of \
            which subjects, with which level, policy and waivers; a flag counts before ACCORD_AGAINST, ACCORD_LEVEL and \
            ACCORD_POLICY, they before the file. The README shows one.

            A finding names the rule, the place in both schemas, what was there and what is there now, who suffers, and \
            a document that shows the harm. What could be neither shown nor refuted is a finding of its own kind, \
            undecided; a registry refuses it.

            Exits with 0 when nothing was found, 1 when a schema is not compatible or deleted, 3 when one is no schema, \
            8 when something is undecided and --fail-on-undecided is there.
            """)

    @Argument(
        help: "Files and folders with the new schemas; - is the standard input. (default: those of accord.yaml)",
        completion: .schemaFiles)
    var files: [String] = []

    @Option(
        help: ArgumentHelp(
            "The subject that the schema is to become a version of, or one version of it.",
            valueName: "subject[:version]"), completion: .subjects)
    var subject: String?

    @Option(help: ArgumentHelp("The version; --subject is a subject as a whole then.", valueName: "version"))
    var version: String?

    @Option(
        help: ArgumentHelp(
            "What is compared with.", valueName: "file|folder|git:revision|registry"))
    var against: String?

    @Flag(help: "With git: compare with the revision itself, not with where HEAD left it.")
    var tip = false

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

    @Option(help: ArgumentHelp("The project's file. (default: the nearest accord.yaml)", valueName: "file"))
    var project: String?

    @Flag(help: "Exit with 8 when something is undecided.")
    var failOnUndecided = false

    @OptionGroup var schema: SchemaOptions
    @OptionGroup var reports: ReportOptions
    @OptionGroup var registry: RegistryOptions

    func validate() throws {
        if reports.reportSchema { return }
        guard subject == nil || against == nil else { throw ValidationError("Say --subject or --against, not both") }
        guard subject == nil || files.count == 1 else { throw ValidationError("--subject is for one file") }
        guard version == nil || subject != nil else { throw ValidationError("--version belongs to --subject") }
        guard level == nil || subject == nil else {
            throw ValidationError("--level is for --against; a subject has its own level, see accord config")
        }
        guard schema.references.isEmpty || subject != nil else {
            throw ValidationError("--reference is for --subject: a reference leads to a version in the registry")
        }
        guard waivers == nil || subject == nil else {
            throw ValidationError("--waivers is for --against; a registry knows its waivers")
        }
        guard waive == nil || subject != nil else {
            throw ValidationError("--waive is for --subject: a waiver is proposed to the registry")
        }
        guard (waive == nil) == (expires == nil) else { throw ValidationError("--waive and --expires belong together") }
        if let expires { try WaiverCommand.checkExpiry(expires) }
        guard (files + [against ?? ""]).count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("The standard input can be only one of the files")
        }
    }

    func run() throws {
        if reports.reportSchema { return try Console.line(Report.schema.indentedText) }
        let project = try Project.find(from: FilePath.absolute("."), named: project)
        let target = try subject.map { (text) throws(Failure) in try SubjectArgument(text, version: version) }
        var report = if let target { try checkVersions(of: target) } else { try checkAgainst(project) }
        report.rules = KnownRules.ofChecks
        report.folder = Self.folderInRepository
        try reports.write(report)
        if let target, let waive, let expires { try propose(waive, until: expires, for: report, of: target.subject) }
        let failsOnUndecided = failOnUndecided || project?.failsOnUndecided == true
        let status = report.outcome.status(failsOnUndecided ? .undecided : .fine)
        if status != .fine { throw status }
    }

    /// Where the program was started, from the root of the repository.
    static var folderInRepository: String {
        let here = FilePath.absolute(".")
        var folder = here
        while !Platform.exists(FilePath.joined(folder, ".git")) {
            guard folder != "/" else { return "" }
            folder = FilePath.folder(of: folder)
        }
        return FilePath.inside(here, folder) ?? ""
    }
}

extension Outcome {
    /// How a command ends.
    ///
    /// - Parameter undecided: how it ends when nothing is worse than undecided.
    func status(_ undecided: ExitStatus) -> ExitStatus {
        switch self {
        case .passed: .fine
        case .undecided: undecided
        case .failed: .findings
        case .unreadable: .input
        }
    }
}

// MARK: - With a registry

extension CheckCommand {
    private func checkVersions(of target: SubjectArgument) throws(Failure) -> Report {
        let newFile = try SchemaFile(path: files.first ?? "-")
        let definition = try schema.definition(of: newFile)
        let check = OnlineCheck(
            connection: try registry.connect(), subject: target.subject, selector: target.selector,
            normalization: schema.normalization, policy: policy)
        return Report(.check, version: Build.version, schemas: [try check.compare(definition, from: newFile)])
    }

    /// Proposes a waiver for the findings that none names yet.
    private func propose(
        _ reason: String, until expires: String, for report: Report, of subject: Subject
    ) throws(Failure) {
        let findings = report.schemas.flatMap(\.findings).filter { $0.waiver == nil }
        let fingerprints = Set(findings.compactMap(\.fingerprint)).sorted()
        guard !fingerprints.isEmpty else { return Console.note("there is nothing to waive") }
        let waiver = try WaiverCommand.propose(
            fingerprints, of: subject, reason: reason, until: expires, to: registry.connect())
        let id = waiver["id"]?.string ?? ""
        Console.note("proposed waiver \(id.printable); \"accord waiver approve \(id.printable)\" grants it")
    }
}

// MARK: - Without a registry

extension CheckCommand {
    private func checkAgainst(_ project: Project?) throws(Failure) -> Report {
        guard let against = against ?? Platform.environment("ACCORD_AGAINST") ?? project?.against else {
            throw Failure(
                .usage, "nothing says what to compare with",
                advice: "say --subject or --against, or \"against\" in \(Project.fileName)")
        }
        var run = CheckRun(
            files: files, project: project,
            settings: try SettingsSource(level: level, policy: policy, project: project),
            waivers: Waivers(project?.waivers ?? [], at: Platform.now()))
        if let waivers { try run.waivers.add(file: waivers, at: Platform.now()) }
        switch against {
        case "registry":
            let connection = try registry.connect(project: project)
            return try run.againstRegistry(connection, normalization: schema.normalization, policy: policy)
        case _ where against.hasPrefix("git:"):
            return try run.againstRevision(String(against.dropFirst(4)), tip ? .tip : .mergeBase)
        case _ where Platform.kind(of: against) == .folder: return try run.againstFolder(against)
        default: return try run.againstFile(against)
        }
    }
}
