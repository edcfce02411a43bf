internal import ArgumentParser
internal import JSONCore
internal import Reports

/// What both commands share: the project and the registry.
struct PlanOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The project's file. (default: the nearest accord.yaml)", valueName: "file"))
    var project: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var registry: RegistryOptions

    /// The plan, which is printed.
    fileprivate func plan() throws(Failure) -> RegistryPlan {
        guard let project = try Project.find(from: FilePath.absolute("."), named: project) else {
            throw Failure(
                .usage, "there is no \(Project.fileName) here or above", advice: "it says which files are schemas")
        }
        guard !project.schemas.isEmpty else {
            throw Failure(.usage, "\(Project.fileName) names no schemas", advice: "they are under \"schemas\"")
        }
        return try RegistryPlan(project, at: registry.connect(project: project))
    }

    fileprivate func write(_ plan: RegistryPlan, _ ending: (_ changes: String) -> String) throws(Failure) {
        let style = Style(output.color, for: .output)
        let refused = plan.steps.filter { $0.action == .refused }.compactMap(\.checked)
        switch output.form {
        case .table:
            try Console.write(plan.steps.map { $0.text(style) }.joined())
            if !refused.isEmpty {
                let report = Report(.check, version: Build.version, schemas: refused)
                try Console.write(ReportForm.text.render(report, style: style))
            }
            let count = plan.changes
            try Console.line(ending(count == 0 ? "nothing to change" : "\(count) of \(plan.steps.count) subjects"))
        case .json:
            try Console.line(
                JSON.object([
                    "registry": .string(plan.connection.address), "changes": .integer(plan.changes),
                    "refused": .integer(refused.count), "steps": .array(plan.steps.map(\.json)),
                ]).indentedText)
        }
    }
}

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what a registry lacks of what accord.yaml and its files say.",
        discussion: """
            Files are registered under their subjects after those that they refer to, with the newest versions as \
            references; a level that accord.yaml gives is set for the subject. What the registry has besides is left alone.

            Exits with 0, with 1 when something would be refused, and with --detailed-exitcode with 6 when the registry \
            differs from the files, for a pipeline that looks for drift.
            """)

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 6 when there is something to change.")
    var detailedExitCode = false

    @OptionGroup var options: PlanOptions

    func run() throws {
        let plan = try options.plan()
        try options.write(plan) { changes in "plan for \(plan.connection.address): \(changes)" }
        if plan.isRefused { throw ExitStatus.findings }
        if detailedExitCode, plan.changes > 0 { throw ExitStatus.conflict }
    }
}

struct ApplyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Do what accord plan shows, all of it or nothing.",
        discussion: """
            Nothing is done when something would be refused. When something fails on the way, what was done before is \
            taken back: new versions are deleted, levels set as they were. Run again, it changes nothing.
            """)

    @Flag(help: "Tell what would happen, and change nothing.")
    var dryRun = false

    @OptionGroup var options: PlanOptions

    func run() throws {
        let plan = try options.plan()
        if !dryRun, !plan.isRefused { try plan.apply() }
        let isDone = !dryRun && !plan.isRefused
        try options.write(plan) { changes in
            "\(isDone ? "applied to" : "plan for") \(plan.connection.address): \(changes)"
        }
        if plan.isRefused { throw ExitStatus.findings }
    }
}
