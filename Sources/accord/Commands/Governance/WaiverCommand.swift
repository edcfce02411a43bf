internal import ArgumentParser
internal import JSONCore
internal import RegistryClient
internal import SchemaCore

struct WaiverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waiver", abstract: "Propose, approve and revoke exceptions for findings.",
        discussion: "A finding's fingerprint is in the JSON of \"accord check -o json\".",
        subcommands: [List.self, Get.self, Propose.self, Approve.self, Revoke.self])

    private static let output = Listing(
        ("WAIVER", "id"), ("SUBJECT", "subject"), ("STATUS", "status"), ("EXPIRES", "expires"), ("AUTHOR", "author"),
        ("DECIDED BY", "decidedBy"), ("REASON", "reason"))

    /// Refuses what is no time before anything is sent.
    static func checkExpiry(_ text: String) throws(ValidationError) {
        guard Timestamp(rfc3339: text) == nil else { return }
        throw ValidationError("--expires must be a date and time such as 2027-01-31T00:00:00Z")
    }

    /// Proposes a waiver to a registry.
    static func propose(
        _ fingerprints: [String], of subject: Subject, reason: String, until expires: String,
        to connection: Connection
    ) throws(Failure) -> JSON {
        let body: JSON = [
            "subject": .string(subject.qualifiedName), "fingerprints": .strings(fingerprints),
            "reason": .string(reason), "expires": .string(expires),
        ]
        return try connection.ask { client throws(ClientError) in
            try client.post(body, to: GovernanceResource("waivers"))
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "list", abstract: "List waivers.")

        @Option(help: "Those of one subject alone.") var subject: String?
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ReadingOptions

        func run() throws {
            let name = try subject.map { (text) throws(Failure) in try SubjectArgument.subject(text).qualifiedName }
            let waivers = try registry.connect().ask { client throws(ClientError) in
                try client.list("waivers", of: GovernanceResource("waivers").with("subject", name))
            }
            try WaiverCommand.output.write(waivers, as: output.form)
        }
    }

    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "get", abstract: "Show a waiver.")

        @Argument(help: "The id of the waiver.") var waiver: String
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ReadingOptions

        func run() throws {
            let found = try registry.connect().ask { client throws(ClientError) in
                try client.read(GovernanceResource("waivers", waiver))
            }
            try WaiverCommand.output.write(found, as: output.form)
        }
    }

    struct Propose: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "propose", abstract: "Propose that findings do not refuse a schema, until a date.")

        @Argument(help: "The subject.", completion: .subjects) var subject: String
        @Argument(help: ArgumentHelp("The fingerprints of the findings.", valueName: "fingerprint"))
        var fingerprints: [String]
        @Option(help: "Why it is right to break this.") var reason: String
        @Option(help: ArgumentHelp("Until when it lives, as 2027-01-31T00:00:00Z.", valueName: "time"))
        var expires: String
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ChangingOptions

        func validate() throws { try WaiverCommand.checkExpiry(expires) }

        func run() throws {
            let waiver = try WaiverCommand.propose(
                fingerprints, of: try SubjectArgument.subject(subject), reason: reason, until: expires,
                to: registry.connect())
            try WaiverCommand.output.write(waiver, as: output.form)
        }
    }

    struct Approve: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "approve", abstract: "Grant a waiver, as somebody else than its author.")

        @OptionGroup var decision: Decision

        func run() throws { try decision.send("approve") }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "revoke", abstract: "Take a waiver back.")

        @OptionGroup var decision: Decision

        func run() throws { try decision.send("revoke") }
    }

    struct Decision: ParsableArguments {
        @Argument(help: "The id of the waiver.") var waiver: String
        @Option(help: "What to say about it.") var note: String?
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ChangingOptions

        func send(_ action: String) throws(Failure) {
            let body = JSON.object(["note": note.map { .string($0) }])
            let decided = try registry.connect().ask { client throws(ClientError) in
                try client.post(body, to: GovernanceResource("waivers", waiver, action))
            }
            try WaiverCommand.output.write(decided, as: output.form)
        }
    }
}
