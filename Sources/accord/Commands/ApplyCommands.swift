internal import ArgumentParser
internal import JSONCore
internal import RegistryClient
internal import Reports
internal import SchemaCore

/// What plan and apply have in common.
struct ApplyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Delete the subjects whose names begin so and that no file is of.", valueName: "prefix"))
    var prune: String?

    @Option(help: ArgumentHelp("The project's file. (default: the nearest accord.yaml)", valueName: "file"))
    var project: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var registry: RegistryOptions

    func validate() throws {
        guard prune != "" else {
            throw ValidationError("--prune needs a prefix; all subjects are not meant by nothing")
        }
    }

    /// The registry, and the steps that make it what the project says.
    func prepare() throws(Failure) -> (connection: Connection, steps: [JSON]) {
        guard let project = try Project.find(from: FilePath.absolute("."), named: project) else {
            throw Failure(
                .usage, "there is no \(Project.fileName) here or above", advice: "--project names one")
        }
        let connection = try registry.connect(project: project)
        var state = try DesiredState(of: project)
        if let prune { try state.prune(prune, at: connection) }
        return (connection, state.steps)
    }

    /// Has the registry do the steps, or try them.
    func send(_ steps: [JSON], to connection: Connection, isTrial: Bool) throws(Failure) -> JSON {
        try connection.ask { client throws(ClientError) in
            try client.post(["dryRun": .boolean(isTrial), "steps": .array(steps)], to: GovernanceResource("apply"))
        }
    }

    func report(_ answer: JSON) throws(Failure) -> ChangesetReport {
        try ChangesetReport(answer, style: Style(output.color, for: .output))
    }
}

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Tell what apply would change in a registry.",
        discussion: """
            Compares the schemas, settings, owners and lifecycles of accord.yaml with the registry, which tries all of it \
            in the order of the references, with the verdict of each comparison, and changes nothing. Exits with 1 when \
            something would be refused; with --detailed-exitcode, with 6 when something is to be changed, as for a \
            pipeline that watches for drift.
            """)

    @Flag(help: "Exit with 6 when the registry is not what the files say.")
    var detailedExitcode = false

    @OptionGroup var options: ApplyOptions

    func run() throws {
        let (connection, steps) = try options.prepare()
        let answer = try options.send(steps, to: connection, isTrial: true)
        let report = try options.report(answer)
        switch options.output.form {
        case .table: try Console.write(report.text("plan"))
        case .json: try Console.line(answer.indentedText)
        }
        if report.isRefused { throw ExitStatus.findings }
        if detailedExitcode, report.isChange { throw ExitStatus.conflict }
    }
}

struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Make a registry what accord.yaml says: all of it, or nothing.",
        discussion: """
            Shows the plan, asks on a terminal, and has the registry do it in one transaction; done again, it changes \
            nothing. Subjects are deleted only with --prune, which takes --yes where there is no terminal to ask on. \
            Exits with 1, with nothing changed, when something is refused.
            """)

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @OptionGroup var options: ApplyOptions

    private var canAsk: Bool { Platform.Stream.input.isTerminal && Platform.Stream.error.isTerminal }

    func run() throws {
        guard options.prune == nil || yes || canAsk else {
            throw Failure(
                .usage, "--prune deletes, and there is no terminal to ask on", advice: "--yes deletes without asking")
        }
        let (connection, steps) = try options.prepare()
        if !yes, canAsk, try !confirm(steps, at: connection) { return Console.note("nothing was changed") }
        let answer = try options.send(steps, to: connection, isTrial: false)
        let report = try options.report(answer)
        switch options.output.form {
        case .table: try Console.write(report.text(report.isRefused ? "not applied" : "applied"))
        case .json: try Console.line(answer.indentedText)
        }
        if report.isRefused { throw ExitStatus.findings }
    }

    /// Shows the plan and asks whether it is meant; what changes nothing need not be asked.
    private func confirm(_ steps: [JSON], at connection: Connection) throws(Failure) -> Bool {
        let plan = try options.report(try options.send(steps, to: connection, isTrial: true))
        Console.note(String(plan.text("plan").dropLast()))
        if plan.isRefused || !plan.isChange { return true }
        return Console.ask("apply this to \(connection.address)? (yes/no) ") == "yes"
    }
}
