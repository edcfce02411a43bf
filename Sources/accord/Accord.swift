internal import ArgumentParser
internal import Reports

/// The program: one command with all others below it.
@main struct Accord: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Build.name,
        abstract: "A schema registry for JSON Schemas, its command line, and the compatibility check for pipelines.",
        subcommands: [
            ServeCommand.self, CheckCommand.self, DiffCommand.self, LintCommand.self, RulesCommand.self,
            ExplainCommand.self,
            ValidateCommand.self, PlanCommand.self, ApplyCommand.self, RegisterCommand.self, GetCommand.self,
            ListCommand.self, ConfigCommand.self,
            DeleteCommand.self, SearchCommand.self, TeamCommand.self, OwnerCommand.self, LifecycleCommand.self,
            PolicyCommand.self, WaiverCommand.self, WebhookCommand.self, TokenCommand.self, AuditCommand.self,
            HistoryCommand.self,
            ReportCommand.self,
            AdminCommand.self,
            DoctorCommand.self, CompletionCommand.self, VersionCommand.self,
        ])

    static let _errorPrefix = "error: "

    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do throws(Failure) {
            Platform.prepare()
            try run(arguments)
        } catch {
            Console.report(error, color: ColorChoice(in: arguments))
            Platform.end(error.status)
        }
        Platform.end(.fine)
    }

    private static func run(_ arguments: [String]) throws(Failure) {
        switch arguments {
        case [], ["help"], ["--help"], ["-h"]: return try Console.write(overview)
        case ["--version"]: return try Console.line(VersionCommand.text)
        default: try refuseUnknownCommand(arguments)
        }
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch let failure as Failure {
            throw failure
        } catch let status as ExitStatus {
            Platform.end(status)
        } catch {
            try explain(error)
        }
    }

    /// Prints the help that was asked for, or the mistake in the arguments.
    private static func explain(_ error: any Error) throws(Failure) {
        let text = fullMessage(for: error)
        guard exitCode(for: error) != .success else { return try Console.line(text) }
        // The parser begins its sentences with a capital, we do not.
        let sentence = text.dropFirst(_errorPrefix.count)
        Console.note(_errorPrefix + sentence.prefix(1).lowercased() + sentence.dropFirst())
        Platform.end(.usage)
    }

    /// Suggests another command for one that does not exist.
    private static func refuseUnknownCommand(_ arguments: [String]) throws(Failure) {
        var path = Build.name
        var commands = configuration.subcommands
        for argument in arguments.first == "help" ? arguments.dropFirst() : arguments[...] {
            let names = commands.map { $0._commandName }
            guard !names.isEmpty, !argument.hasPrefix("-"), argument != "help" else { return }
            guard let next = commands.first(where: { $0._commandName == argument }) else {
                var advice = "\(path) --help lists all"
                if let near = Suggestion.nearest(to: argument, among: names) {
                    advice = "did you mean \"\(near)\"? \(advice)"
                }
                throw Failure(.usage, "there is no command \"\(path) \(argument.printable)\"", advice: advice)
            }
            path += " \(argument)"
            commands = next.configuration.subcommands
        }
    }
}
