internal import ArgumentParser
internal import JSONCore
internal import RegistryClient
internal import Reports
internal import SchemaCore

struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete a subject, or one version of it.",
        discussion: """
            The first deletion hides; what is hidden can be registered again, and is gone for good after a second \
            deletion with --permanent. Asks for the subject's name unless --yes is there.
            """)

    @Argument(
        help: ArgumentHelp("The subject, or one version of it.", valueName: "subject[:version]"), completion: .subjects)
    var subject: String

    @Option(help: ArgumentHelp("The version; the argument is a subject as a whole then.", valueName: "version"))
    var version: String?

    @Flag(help: "Remove what is deleted already.")
    var permanent = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(help: "Tell what would happen, and change nothing.")
    var dryRun = false

    @OptionGroup var output: ListingOptions
    @OptionGroup var registry: RegistryOptions

    func run() throws {
        let target = try SubjectArgument(subject, version: version)
        if !yes, !dryRun, !(Platform.Stream.input.isTerminal && Platform.Stream.error.isTerminal) {
            throw Failure(
                .usage, "delete asks for the subject's name, and there is no terminal to ask on",
                advice: "--yes deletes without asking")
        }
        let connection = try registry.connect()
        let versions = try candidates(of: target, at: connection)
        if dryRun {
            try refuseIfReferred(versions, of: target.subject, at: connection)
            return try write(versions, of: target.subject, "would be \(state)")
        }
        if !yes { try confirm(versions, of: target.subject) }
        let done = try connection.ask(about: topic(of: target)) { client throws(ClientError) in
            if let selector = target.selector {
                [try client.delete(selector, of: target.subject, deletion)]
            } else {
                try client.delete(target.subject, deletion)
            }
        }
        try write(done, of: target.subject, state)
    }

    private var deletion: Deletion { permanent ? .permanent : .soft }

    private var state: String { permanent ? "removed" : "deleted" }

    private func topic(of target: SubjectArgument) -> Connection.Topic {
        target.selector.map { .version($0, of: target.subject) } ?? .subject(target.subject)
    }

    /// The versions that the deletion is about.
    private func candidates(of target: SubjectArgument, at connection: Connection) throws(Failure) -> [Version] {
        let live = try visible(of: target.subject, .excluded, at: connection)
        guard permanent else {
            guard let selector = target.selector else { return live }
            let found = try connection.ask(about: topic(of: target)) { client throws(ClientError) in
                try client.version(selector, of: target.subject)
            }
            return [found.version]
        }
        let name = "\"\(target.subject.qualifiedName)\""
        let hint = "delete without --permanent comes first"
        switch target.selector {
        case nil:
            guard live.isEmpty else { throw Failure(.conflict, "subject \(name) is not deleted yet", advice: hint) }
            return try visible(of: target.subject, .included, at: connection)
        case .latest:
            throw Failure(.usage, "the latest version is never a deleted one", advice: "name it by its number")
        case .number(let version):
            guard !live.contains(version) else {
                throw Failure(.conflict, "version \(version) of subject \(name) is not deleted yet", advice: hint)
            }
            let found = try connection.ask(about: topic(of: target)) { client throws(ClientError) in
                try client.version(.number(version), of: target.subject, deleted: .included)
            }
            return [found.version]
        }
    }

    /// The versions of a subject; none when all are deleted and that is what the command is about.
    private func visible(
        of subject: Subject, _ deleted: Deleted, at connection: Connection
    ) throws(Failure) -> [Version] {
        do throws(ClientError) {
            return try connection.client.versions(of: subject, deleted: deleted)
        } catch {
            if permanent, case .excluded = deleted, error.refusal?.code == 40401 { return [] }
            throw connection.failure(error, about: .subject(subject))
        }
    }

    /// Finds what the registry would refuse to delete because others refer to it.
    private func refuseIfReferred(
        _ versions: [Version], of subject: Subject, at connection: Connection
    ) throws(Failure) {
        for version in versions {
            let referrers = try connection.ask { client throws(ClientError) in
                try client.referrers(to: .number(version), of: subject)
            }
            guard referrers.isEmpty else {
                let ids = referrers.map(\.description).joined(separator: ", ")
                throw Failure(
                    .conflict, "version \(version) of subject \"\(subject.qualifiedName)\" cannot be deleted",
                    advice: "the schemas with the ids \(ids) refer to it")
            }
        }
    }

    private func confirm(_ versions: [Version], of subject: Subject) throws(Failure) {
        let name = subject.qualifiedName
        let what = versions.count == 1 ? "version \(versions[0])" : "\(versions.count) versions"
        let answer = Console.ask("Type \(name.printable) to get its \(what) \(state): ")
        guard answer == name else {
            throw Failure(.usage, "nothing is deleted: that is not the subject's name")
        }
    }

    private func write(_ versions: [Version], of subject: Subject, _ state: String) throws(Failure) {
        let rows = versions.map { version in
            JSON.object([
                "subject": .string(subject.qualifiedName), "version": .integer(version.number), "state": .string(state),
            ])
        }
        let json = JSON.object([
            "subject": .string(subject.qualifiedName),
            "versions": .array(versions.map { .integer($0.number) }), "state": .string(state),
        ])
        try Listing(
            ("SUBJECT", "subject"), ("VERSION", "version"), ("STATE", "state"), names: ["subject", "version"]
        ).write(rows, as: output.form, json: json)
    }
}
