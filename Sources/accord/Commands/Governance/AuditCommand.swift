internal import ArgumentParser
internal import JSONCore
internal import Logging
internal import RegistryClient
internal import RegistryCore
internal import Reports
internal import SQLiteStore
internal import SchemaCore

struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Read the log of all changes, and prove that nobody altered it.",
        discussion: """
            Each event carries a hash over itself and all before it. Write "accord audit head" down elsewhere from time \
            to time: "accord audit verify --head" then finds even a log that was written anew from its beginning.
            """,
        subcommands: [List.self, Diff.self, Head.self, Verify.self, Export.self])

    private static let output = Listing(
        ("REVISION", "revision"), ("AT", "at"), ("PRINCIPAL", "principal"), ("KIND", "kind"), ("SUBJECT", "subject"))

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List events, oldest first.")

        @Option(help: "Those about one subject alone.") var subject: String?
        @Option(help: "Those of one principal alone.") var principal: String?
        @Option(help: ArgumentHelp("Those of one kind alone, as version-registered.", valueName: "kind"))
        var kind: String?
        @Option(help: ArgumentHelp("Those after a revision.", valueName: "revision")) var after: Int64?
        @Option(help: ArgumentHelp("Those before a revision.", valueName: "revision")) var before: Int64?
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: RegistryOptions

        func run() throws {
            let name = try subject.map { (text) throws(Failure) in try SubjectArgument.subject(text).qualifiedName }
            let resource = GovernanceResource("events").with("subject", name).with("principal", principal)
                .with("kind", kind).with("before", before.map { "\($0)" })
            let after = after.map { "\($0)" }
            let events = try registry.connect().ask { client throws(ClientError) in
                try client.list("events", of: resource, after: after)
            }
            try AuditCommand.output.write(events, as: output.form)
        }
    }

    struct Diff: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff", abstract: "Tell what is another thing than at an earlier moment.",
            discussion:
                "What changed and changed back is not told. A moment is a revision, or a time as RFC 3339 has it.")

        @Option(help: ArgumentHelp("The earlier moment.", valueName: "moment")) var from: String
        @Option(help: ArgumentHelp("The later moment; else now.", valueName: "moment")) var to: String?
        @OptionGroup var output: OutputOptions
        @OptionGroup var registry: RegistryOptions

        func run() throws {
            let resource = GovernanceResource("diff").with("from", from).with("to", to)
            let answer = try registry.connect().ask { client throws(ClientError) in try client.read(resource) }
            switch output.form {
            case .json: try Console.line(answer.indentedText)
            case .table:
                var table = Table("REVISION", "PRINCIPAL", "WHAT", "BEFORE", "AFTER")
                for difference in answer["differences"]?.array ?? [] {
                    table.append(
                        row: ["revision", "principal"].map { Listing.cell(difference[$0]) }
                            + [Self.name(of: difference)]
                            + ["before", "after"].map { Self.cell(difference[$0]) })
                }
                try Console.write(table.text)
            }
        }

        /// What it is that differs, as a person calls it.
        private static func name(of difference: JSON) -> String {
            let parts = ["item", "subject", "version", "name", "resourceType", "resourceId", "associationType"]
            return parts.compactMap { part in
                difference[part].map { $0.string?.printable ?? $0.text }
            }.joined(separator: " ")
        }

        private static func cell(_ value: JSON?) -> String {
            guard let value, value != .null else { return "-" }
            return value.text.printable
        }
    }

    struct Head: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "head", abstract: "Show the newest event's revision and hash, as --head of verify takes them.")

        @OptionGroup var output: OutputOptions
        @OptionGroup var registry: RegistryOptions

        func run() throws {
            let head = try registry.connect().ask { client throws(ClientError) in
                try client.read(GovernanceResource("head"))
            }
            switch output.form {
            case .table:
                guard let revision = head["revision"]?.number?.int64, let hash = head["hash"]?.string else {
                    throw Failure(.server, "the registry answered without a revision and a hash")
                }
                try Console.line("\(revision):\(hash.printable)")
            case .json: try Console.line(head.indentedText)
            }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Recompute the chain, and name the first event that is not sound.",
            discussion: """
                Reads a store, which a server may be working on, a copy of its file, or what "accord audit export" wrote. \
                Ends with 1 when an event was altered, is missing or comes out of its order.
                """)

        @OptionGroup var options: StoreOptions
        @Option(help: ArgumentHelp("Instead of a store: lines that export wrote, - for the input.", valueName: "file"))
        var from: String?
        @Option(help: ArgumentHelp("What \"accord audit head\" said once.", valueName: "revision:hash"))
        var head: String?
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard let head, PinnedHead(parsing: head) == nil else { return }
            throw ValidationError("--head must be a revision and a hash, as \"accord audit head\" prints them")
        }

        func run() throws {
            LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
            let (found, fault) = try verified(head.flatMap(PinnedHead.init(parsing:)))
            switch output.form {
            case .table:
                let whole =
                    "\(found.revision.number) events; the chain is whole and ends with \(found.hash.hexadecimal)"
                try Console.line(fault?.sentence ?? whole)
            case .json:
                let json = JSON.object([
                    "revision": .number(JSONNumber(found.revision.number)), "hash": .string(found.hash.hexadecimal),
                    "fault": fault.map {
                        .object([
                            "revision": .number(JSONNumber($0.revision.number)), "message": .string($0.sentence),
                        ])
                    },
                ])
                try Console.line(json.indentedText)
            }
            if fault != nil { throw ExitStatus.findings }
        }

        private func verified(_ pinned: PinnedHead?) throws(Failure) -> (head: LogHead, fault: ChainFault?) {
            if let from { return try LogExport.verify(from, pinned: pinned) }
            let path = try options.existingPath()
            do throws(RegistryError) {
                return try SQLiteStore.verifyChain(of: path, pinned: pinned, logger: Logger(label: "accord.store"))
            } catch {
                throw Failure(error)
            }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Write the log with its hashes as lines of JSON, for somebody else to verify.")

        @OptionGroup var options: StoreOptions

        func run() throws {
            LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
            try LogExport.write(logOf: try options.existingPath())
        }
    }
}
