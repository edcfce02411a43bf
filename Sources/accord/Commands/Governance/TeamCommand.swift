internal import ArgumentParser
internal import JSONCore
internal import RegistryClient

struct TeamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "team", abstract: "List, make, change or remove the teams that own subjects.",
        subcommands: [List.self, Get.self, Set.self, Delete.self])

    private static let output = Listing(
        ("TEAM", "name"), ("NAME", "displayName"), ("MEMBERS", "members"), ("UPDATED", "updatedAt"), ("BY", "updatedBy")
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List all teams.")

        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ReadingOptions

        func run() throws {
            let teams = try registry.connect().ask { client throws(ClientError) in
                try client.list("teams", of: GovernanceResource("teams"))
            }
            try TeamCommand.output.write(teams, as: output.form)
        }
    }

    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "get", abstract: "Show a team.")

        @Argument(help: "The name of the team.") var team: String
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ReadingOptions

        func run() throws {
            let found = try registry.connect().ask { client throws(ClientError) in
                try client.read(GovernanceResource("teams", team))
            }
            try TeamCommand.output.write(found, as: output.form)
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Make a team, or change it; what is not named stays as it is.")

        @Argument(help: "The name of the team: small letters, digits, '-', '_' and '.'.") var team: String
        @Option(help: "What people call it.") var displayName: String?
        @Option(help: ArgumentHelp("All members, which are principals; repeatable.", valueName: "principal"))
        var member: [String] = []
        @Option(help: ArgumentHelp("How to reach it: an e-mail address, a URL, or a channel; repeatable."))
        var contact: [String] = []
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ChangingOptions

        func run() throws {
            let connection = try registry.connect()
            let present = try existing(connection)
            let value = JSON.object([
                "displayName": displayName.map { .string($0) } ?? present?["displayName"],
                "members": member.isEmpty ? present?["members"] : .array(member.map { .string($0) }),
                "contacts": contact.isEmpty ? present?["contacts"] : .array(contact.map(Self.contact)),
            ])
            let set = try connection.ask { client throws(ClientError) in
                try client.set(GovernanceResource("teams", team), to: value)
            }
            try TeamCommand.output.write(set, as: output.form)
        }

        private func existing(_ connection: Connection) throws(Failure) -> JSON? {
            do throws(ClientError) {
                return try connection.client.read(GovernanceResource("teams", team))
            } catch {
                guard error.refusal?.code == 40420 else { throw connection.failure(error, about: .registry) }
                return nil
            }
        }

        private static func contact(_ text: String) -> JSON {
            let kind = text.contains("://") ? "url" : text.contains("@") && !text.hasPrefix("@") ? "email" : "chat"
            return ["type": .string(kind), "value": .string(text)]
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Remove a team that owns nothing any more.")

        @Argument(help: "The name of the team.") var team: String
        @OptionGroup var registry: ChangingOptions

        func run() throws {
            try registry.connect().ask { client throws(ClientError) in
                try client.remove(GovernanceResource("teams", team))
            }
        }
    }
}
