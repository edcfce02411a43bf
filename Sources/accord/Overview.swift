internal import ArgumentParser

extension Accord {
    /// The help of the program as a whole.
    static var overview: String {
        let width = 2 + (configuration.subcommands.map { $0._commandName.count }.max() ?? 0)
        let commands = configuration.subcommands.map { command in
            let name = command._commandName
            return "  \(name)\(String(repeating: " ", count: width - name.count))\(command.configuration.abstract)"
        }
        let statuses = ExitStatus.allCases.map { status in
            let number = String(status.rawValue)
            return "  \(String(repeating: " ", count: 3 - number.count))\(number)  \(status.meaning)"
        }
        return """
            \(configuration.abstract)

            Usage: \(Build.name) COMMAND [ARGUMENTS]      \(Build.name) COMMAND --help tells more

            Commands:
            \(commands.joined(separator: "\n"))

            Environment:
              ACCORD_URL      the registry that commands speak to (default \(RegistryOptions.standardURL))
              ACCORD_TOKEN    a bearer token, or user:password; accord config view tells of profiles
              ACCORD_CA_FILE  a PEM file of the authorities to trust instead of the system's

            Exit codes:
            \(statuses.joined(separator: "\n"))

            Examples:
              accord check schemas --against git:main
              accord validate --schema orders-value events.ndjson

            """
    }
}
