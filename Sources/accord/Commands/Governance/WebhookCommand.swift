internal import ArgumentParser
internal import JSONCore
internal import RegistryClient
internal import SchemaCore

struct WebhookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Have others told of events by requests to them.",
        discussion: """
            Each event is a CloudEvent, sent at least once and in order, and signed as Standard Webhooks has it. A \
            receiver that does not take it is tried again, ever more seldom; what is given up can be sent again.
            """,
        subcommands: [List.self, Get.self, Create.self, Test.self, Deliveries.self, Redeliver.self, Delete.self])

    private static let output = Listing(
        ("WEBHOOK", "id"), ("URL", "url"), ("KINDS", "kinds"), ("SUBJECTS", "subjects"), ("UPDATED", "updatedAt"))

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List webhooks.")

        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: RegistryOptions

        func run() throws {
            let webhooks = try registry.connect().ask { client throws(ClientError) in
                try client.list("webhooks", of: GovernanceResource("webhooks"))
            }
            try WebhookCommand.output.write(webhooks, as: output.form)
        }
    }

    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get", abstract: "Show a webhook, and how far it has been told.")

        @OptionGroup var webhook: Chosen

        func run() throws {
            let found = try webhook.registry.connect().ask { client throws(ClientError) in
                try client.read(webhook.resource())
            }
            try Listing(("WEBHOOK", "id"), ("URL", "url"), ("PROGRESS", "progress"))
                .write(found, as: webhook.output.form)
        }
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Make a webhook; the secret of its signatures is shown once.")

        @Argument(help: "A name for the webhook.") var webhook: String
        @Argument(help: "Where to send events: an http or https URL.") var url: String
        @Option(name: .customLong("kind"), help: "Events of this kind alone; repeatable.") var kinds: [String] = []
        @Option(
            name: .customLong("subject"),
            help: ArgumentHelp("Events about subjects of this pattern alone; repeatable.", valueName: "pattern"))
        var subjects: [String] = []
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ChangingOptions

        func run() throws {
            let body = JSON.object([
                "id": .string(webhook), "url": .string(url), "kinds": kinds.isEmpty ? nil : .strings(kinds),
                "subjects": subjects.isEmpty ? nil : .strings(subjects),
            ])
            let created = try registry.connect().ask { client throws(ClientError) in
                try client.post(body, to: GovernanceResource("webhooks"))
            }
            try Listing(("WEBHOOK", "id"), ("URL", "url"), ("SECRET", "secret"))
                .write(created, as: output.form)
        }
    }

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Send a webhook an event that never happened, now.",
            discussion: "Exits with \(ExitStatus.findings.rawValue) when the receiver does not take it.")

        @OptionGroup var webhook: Chosen

        func run() throws {
            let attempt = try webhook.registry.connect().ask { client throws(ClientError) in
                try client.post([:], to: webhook.resource("test"))
            }
            try Listing(("DELIVERED", "delivered"), ("STATUS", "status"), ("REASON", "reason"))
                .write(attempt, as: webhook.output.form)
            if attempt["delivered"] != true { throw ExitStatus.findings }
        }
    }

    struct Deliveries: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deliveries", abstract: "List what became of events on their way to a webhook.")

        @Option(help: ArgumentHelp("Those in one state: delivered, dead or queued.", valueName: "state"))
        var state: String?
        @OptionGroup var webhook: Chosen

        func run() throws {
            let deliveries = try webhook.registry.connect().ask { client throws(ClientError) in
                try client.list("deliveries", of: webhook.resource("deliveries").with("state", state))
            }
            try Listing(
                ("REVISION", "revision"), ("STATE", "state"), ("AT", "at"), ("ATTEMPTS", "attempts"),
                ("STATUS", "status"), ("REASON", "reason")
            ).write(deliveries, as: webhook.output.form)
        }
    }

    struct Redeliver: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "redeliver", abstract: "Send a webhook an event again, or all that were given up.")

        @Option(help: "The event; all that were given up without it.") var revision: Int64?
        @OptionGroup var webhook: Chosen

        func run() throws {
            let body = JSON.object(["revision": revision.map { .number(JSONNumber($0)) }])
            let queued = try webhook.registry.connect().ask { client throws(ClientError) in
                try client.post(body, to: webhook.resource("redeliver"))
            }
            try Listing(("QUEUED", "queued")).write(queued, as: webhook.output.form)
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "delete", abstract: "End a webhook.")

        @Argument(help: "The id of the webhook.") var webhook: String
        @Option(help: "Why, for the record.") var reason: String?
        @OptionGroup var registry: ChangingOptions

        func run() throws {
            try registry.connect().ask { client throws(ClientError) in
                try client.remove(GovernanceResource("webhooks", webhook).with("reason", reason))
            }
        }
    }

    struct Chosen: ParsableArguments {
        @Argument(help: "The id of the webhook.") var webhook: String
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: RegistryOptions

        /// The webhook, or something of it.
        func resource(_ part: String? = nil) -> GovernanceResource {
            part.map { GovernanceResource("webhooks", webhook, $0) } ?? GovernanceResource("webhooks", webhook)
        }
    }
}
