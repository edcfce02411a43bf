internal import ArgumentParser
internal import Governance
internal import JSONCore
internal import RegistryClient
internal import SchemaCore

struct LifecycleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lifecycle", abstract: "Show the state of versions, and move them.",
        subcommands: [Get.self, Promote.self, Deprecate.self, Retire.self, Due.self, Table.self])

    private static let output = Listing(
        ("SUBJECT", "subject"), ("VERSION", "version"), ("STATE", "state"), ("SUNSET", "sunset"),
        ("ALTERNATIVE", "alternative"), ("REASON", "reason"), ("MAY BECOME", "moves"), names: ["subject", "version"])

    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get", abstract: "Show the state of a version, and where it may go from there.")

        @Argument(
            help: ArgumentHelp("The version; the latest without a number.", valueName: "subject[:version]"),
            completion: .subjects)
        var version: String
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ReadingOptions

        func run() throws {
            let target = try SubjectArgument(version)
            let found = try registry.connect().ask(
                about: .version(target.selector ?? .latest, of: target.subject)
            ) { client throws(ClientError) in
                try client.read(LifecycleCommand.resource(target.subject, target.selector ?? .latest))
            }
            try LifecycleCommand.output.write(found, as: output.form)
        }
    }

    /// What every move takes.
    struct Target: ParsableArguments {
        @Argument(
            help: ArgumentHelp("The version; every version without a number.", valueName: "subject[:version]"),
            completion: .subjects)
        var version: String
        @Option(help: "Why, for the record.") var reason: String?
        @Flag(help: "Do what only force may do; takes a reason.") var force = false
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ChangingOptions

        func move(to state: LifecycleState, _ members: KeyValuePairs<String, String?> = [:]) throws(Failure) {
            let target = try SubjectArgument(version)
            var object = JSONObject([.init(name: "state", value: .string(state.rawValue))])
            for (name, value) in members { object[name] = value.map { .string($0) } }
            object["reason"] = reason.map { .string($0) }
            if force { object["force"] = true }
            let body = JSON.object(object)
            let connection = try registry.connect()
            if let selector = target.selector {
                let moved = try connection.ask(about: .version(selector, of: target.subject)) {
                    client throws(ClientError) in
                    try client.set(LifecycleCommand.resource(target.subject, selector), to: body)
                }
                try LifecycleCommand.output.write(moved, as: output.form)
            } else {
                let answer = try connection.ask(about: .subject(target.subject)) { client throws(ClientError) in
                    try client.set(
                        GovernanceResource("subjects", target.subject.qualifiedName, "lifecycle"), to: body)
                }
                try LifecycleCommand.output.write(answer["versions"]?.array ?? [], as: output.form)
            }
        }
    }

    struct Promote: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "promote", abstract: "Make a draft active, which is checked as registering is; or reinstate.")

        @OptionGroup var target: Target

        func run() throws { try target.move(to: .active) }
    }

    struct Deprecate: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deprecate", abstract: "Tell those who use a version by when to leave it.")

        @OptionGroup var target: Target
        @Option(help: ArgumentHelp("From when; now without it.", valueName: "time")) var effective: String?
        @Option(help: ArgumentHelp("From when it may be gone, as 2027-01-31T00:00:00Z.", valueName: "time"))
        var sunset: String?
        @Option(help: ArgumentHelp("What to use instead.", valueName: "subject[:version]|url")) var alternative: String?
        @Option(help: ArgumentHelp("A text about it.", valueName: "url")) var documentation: String?

        func validate() throws {
            for (name, value) in [("--effective", effective), ("--sunset", sunset)] {
                guard let value, Timestamp(rfc3339: value) == nil else { continue }
                throw ValidationError("\(name) must be a date and time such as 2027-01-31T00:00:00Z")
            }
        }

        func run() throws {
            try target.move(
                to: .deprecated,
                [
                    "effective": effective, "sunset": sunset, "alternative": alternative,
                    "documentation": documentation,
                ])
        }
    }

    struct Retire: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retire", abstract: "Take no new writers; what was written stays readable.")

        @OptionGroup var target: Target

        func run() throws { try target.move(to: .retired) }
    }

    struct Due: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "due", abstract: "List deprecated versions whose sunset has come.")

        @Option(help: ArgumentHelp("Compare with this moment instead of now.", valueName: "time")) var by: String?
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: RegistryOptions

        func run() throws {
            let answer = try registry.connect().ask { client throws(ClientError) in
                try client.read(GovernanceResource("due").with("by", by))
            }
            try LifecycleCommand.output.write(answer["versions"]?.array ?? [], as: output.form)
        }
    }

    struct Table: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "table", abstract: "List the moves that versions may make, and on which condition.")

        @OptionGroup var output: ListingOptions

        func run() throws {
            let rows: [JSON] = LifecycleTable.rows.map { row in
                [
                    "from": .string(row.from.rawValue), "to": .string(row.to.rawValue),
                    "condition": .string(row.condition.rawValue),
                ]
            }
            try Listing(("FROM", "from"), ("TO", "to"), ("CONDITION", "condition")).write(rows, as: output.form)
        }
    }

    private static func resource(_ subject: Subject, _ selector: VersionSelector) -> GovernanceResource {
        let version =
            switch selector {
            case .number(let version): version.description
            case .latest: "latest"
            }
        return GovernanceResource("subjects", subject.qualifiedName, "versions", version, "lifecycle")
    }
}
