internal import ArgumentParser
internal import JSONCore
internal import RegistryClient
internal import SchemaCore

struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "List, set, try and remove the standards that schemas are to keep.",
        discussion: "\"accord rules --lint\" lists the rules; \"accord lint\" judges files by them.",
        subcommands: [List.self, Get.self, Set.self, Try.self, Delete.self])

    private static let output = Listing(
        ("POLICY", "name"), ("PATTERN", "pattern"), ("TEAM", "team"), ("RULES", "rules"), ("UPDATED", "updatedAt"),
        ("BY", "updatedBy"))

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List all policies.")

        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ReadingOptions

        func run() throws {
            let policies = try registry.connect().ask { client throws(ClientError) in
                try client.list("policies", of: GovernanceResource("policies"))
            }
            try PolicyCommand.output.write(policies, as: output.form)
        }
    }

    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "get", abstract: "Show a policy.")

        @Argument(help: "The name of the policy.") var policy: String
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ReadingOptions

        func run() throws {
            let found = try registry.connect().ask { client throws(ClientError) in
                try client.read(GovernanceResource("policies", policy))
            }
            try PolicyCommand.output.write(found, as: output.form)
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Make a policy, or replace it, from a file.")

        @OptionGroup var source: Source
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ChangingOptions

        func run() throws {
            let body = try source.read()
            let set = try registry.connect().ask { client throws(ClientError) in
                try client.set(GovernanceResource("policies", source.policy), to: body)
            }
            try PolicyCommand.output.write(set, as: output.form)
        }
    }

    struct Try: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "try", abstract: "Say which subjects would fail a policy, and set nothing.",
            discussion: "Exits with 1 when there is one.")

        @OptionGroup var source: Source
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: RegistryOptions

        func run() throws {
            let body = try source.read()
            let failing = try failing(body, at: try registry.connect())
            let rows = failing.flatMap { subject in
                (subject["findings"]?.array ?? []).map { finding in
                    JSON.object([
                        "subject": subject["subject"], "version": subject["version"], "rule": finding["rule"],
                        "pointer": finding["pointer"], "message": finding["message"],
                    ])
                }
            }
            try Listing(
                ("SUBJECT", "subject"), ("VERSION", "version"), ("RULE", "rule"), ("PLACE", "pointer"),
                ("MESSAGE", "message")
            ).write(rows, as: output.form, json: .array(failing))
            if !failing.isEmpty { throw ExitStatus.findings }
        }

        private func failing(_ body: JSON, at connection: Connection) throws(Failure) -> [JSON] {
            var failing: [JSON] = []
            var next: String?
            repeat {
                let page = try connection.ask { client throws(ClientError) in
                    try client.post(
                        body,
                        to: GovernanceResource("policies", source.policy, "dry-run").with("limit", "1000")
                            .with("after", next))
                }
                failing += page["failing"]?.array ?? []
                next = page["next"]?.string
            } while next != nil
            return failing
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "delete", abstract: "Remove a policy.")

        @Argument(help: "The name of the policy.") var policy: String
        @OptionGroup var registry: ChangingOptions

        func run() throws {
            try registry.connect().ask { client throws(ClientError) in
                try client.remove(GovernanceResource("policies", policy))
            }
        }
    }

    /// A policy and the file that says what it is.
    struct Source: ParsableArguments {
        @Argument(help: "The name of the policy.") var policy: String
        @Argument(help: ArgumentHelp("Its JSON; - is the standard input.", valueName: "file")) var file: String

        func read() throws(Failure) -> JSON {
            let text = try SchemaFile(path: file)
            try text.checkSyntax()
            do throws(JSONError) {
                return try JSON(parsing: text.text)
            } catch {
                throw Failure(.input, "\(text.name) is no JSON: \(error.message.clause)")
            }
        }
    }
}
