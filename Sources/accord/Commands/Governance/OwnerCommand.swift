internal import ArgumentParser
internal import Governance
internal import JSONCore
internal import RegistryClient
internal import Reports
internal import SchemaCore

struct OwnerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "owner", abstract: "Show and change which team owns which subjects.",
        subcommands: [
            Get.self, Set.self, Delete.self, Orphans.self, Export.self, Import.self, Transfer.self, Accept.self,
            Reject.self,
        ])

    private static let output = Listing(("SUBJECT", "subject"), ("TEAM", "team"), ("DECIDED BY", "decidedBy"))
    private static let transfers = Listing(
        ("SUBJECT", "subject"), ("FROM", "from"), ("TO", "to"), ("STATUS", "status"), ("REASON", "reason"))

    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get", abstract: "Show who owns a subject, and which rule says so.")

        @Argument(help: "The subject.", completion: .subjects) var subject: String
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ReadingOptions

        func run() throws {
            let name = try SubjectArgument.subject(subject).qualifiedName
            let owner = try registry.connect().ask { client throws(ClientError) in
                try client.read(GovernanceResource("subjects", name, "owner"))
            }
            try OwnerCommand.output.write(owner, as: output.form)
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Give a subject, which need not exist yet, to a team.")

        @Argument(help: "The subject.", completion: .subjects) var subject: String
        @Argument(help: "The name of the team.") var team: String
        @Option(help: "Why, for the record.") var reason: String?
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ChangingOptions

        func run() throws {
            let name = try SubjectArgument.subject(subject).qualifiedName
            let value = JSON.object(["team": .string(team), "reason": reason.map { .string($0) }])
            let owner = try registry.connect().ask { client throws(ClientError) in
                try client.set(GovernanceResource("subjects", name, "owner"), to: value)
            }
            try OwnerCommand.output.write(owner, as: output.form)
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Let the rules decide again who owns a subject.")

        @Argument(help: "The subject.", completion: .subjects) var subject: String
        @Option(help: "Why, for the record.") var reason: String?
        @OptionGroup var registry: ChangingOptions

        func run() throws {
            let name = try SubjectArgument.subject(subject).qualifiedName
            try registry.connect().ask { client throws(ClientError) in
                try client.remove(GovernanceResource("subjects", name, "owner").with("reason", reason))
            }
        }
    }

    struct Orphans: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "orphans", abstract: "List subjects that nobody owns.")

        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: RegistryOptions

        func run() throws {
            let names = try registry.connect().ask { client throws(ClientError) in
                try client.list("subjects", of: GovernanceResource("orphans"))
            }
            try Listing(("SUBJECT", "subject")).write(
                names.map { ["subject": $0] }, as: output.form, json: .array(names))
        }
    }

    // MARK: Rules

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Write the rules of ownership as a SCHEMAOWNERS file.")

        @OptionGroup var registry: RegistryOptions

        func run() throws {
            let connection = try registry.connect()
            let answer = try connection.ask { client throws(ClientError) in
                try client.read(GovernanceResource("ownership-rules"))
            }
            guard let rules = answer["rules"], let read = try? OwnershipRules(json: rules) else {
                throw Failure(.server, "\(connection.address) answers rules that are none")
            }
            try Console.write(OwnersFile.text(of: read.rules))
        }
    }

    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Set all rules of ownership from a SCHEMAOWNERS file.",
            discussion: """
                A line is a pattern and a team, as in "orders-* @payments"; what follows a # is a comment. The most \
                specific pattern decides, and of equally specific ones the last.
                """)

        @Argument(help: ArgumentHelp("The file, or - for the standard input.", valueName: "file")) var file: String
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ChangingOptions

        func run() throws {
            let text = try SchemaFile(path: file).text
            let rules: [OwnershipRule]
            do throws(OwnersFile.Malformed) {
                rules = try OwnersFile.rules(in: text)
            } catch {
                throw Failure(.input, "\(file.printable):\(error.line): \(error.reason)")
            }
            _ = try registry.connect().ask { client throws(ClientError) in
                try client.set(GovernanceResource("ownership-rules"), to: ["rules": OwnershipRules(rules).json])
            }
            try Listing(("PATTERN", "pattern"), ("TEAM", "team")).write(
                OwnershipRules(rules).json.array ?? [], as: output.form)
        }
    }

    // MARK: Transfers

    struct Transfer: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "transfer", abstract: "Offer a subject to another team, which accepts or rejects it.")

        @Argument(help: "The subject.", completion: .subjects) var subject: String
        @Option(help: ArgumentHelp("The team that it is offered to.", valueName: "team")) var to: String
        @Option(help: "Why, for the record.") var reason: String?
        @Flag(help: "Give it away without asking, as an admin and with a reason.") var force = false
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ChangingOptions

        func run() throws {
            let value = JSON.object([
                "to": .string(to), "reason": reason.map { .string($0) }, "force": force ? true : nil,
            ])
            try OwnerCommand.transfers.write(try OwnerCommand.post(value, subject, at: registry), as: output.form)
        }
    }

    struct Accept: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept", abstract: "Take a subject that is offered.")

        @OptionGroup var answer: Answer

        func run() throws { try answer.send("accept") }
    }

    struct Reject: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reject", abstract: "End an offer.")

        @OptionGroup var answer: Answer

        func run() throws { try answer.send("reject") }
    }

    /// The answer to an offer.
    struct Answer: ParsableArguments {
        @Argument(help: "The subject.", completion: .subjects) var subject: String
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ChangingOptions

        func send(_ answer: String) throws(Failure) {
            try OwnerCommand.transfers.write(
                try OwnerCommand.post([:], subject, answer: answer, at: registry), as: output.form)
        }
    }

    private static func post(
        _ value: JSON, _ subject: String, answer: String? = nil, at registry: ChangingOptions
    ) throws(Failure) -> JSON {
        let name = try SubjectArgument.subject(subject).qualifiedName
        let resource =
            if let answer {
                GovernanceResource("subjects", name, "transfer", answer)
            } else {
                GovernanceResource("subjects", name, "transfer")
            }
        return try registry.connect().ask { client throws(ClientError) in try client.post(value, to: resource) }
    }
}
