internal import ArgumentParser
internal import JSONCore
internal import RegistryClient
internal import Reports
internal import SchemaCore

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the subjects, or the versions of one.",
        discussion: """
            Subjects are listed one a line, by their names alone; with --deleted, with their state.
            """)

    @Argument(help: "The subject whose versions to list.", completion: .subjects)
    var subject: String?

    @Option(help: "What the names of the subjects begin with.")
    var prefix: String?

    @Flag(help: "List deleted subjects and versions as well.")
    var deleted = false

    @OptionGroup var output: ListingOptions
    @OptionGroup var registry: ReadingOptions

    func validate() throws {
        guard subject == nil || prefix == nil else { throw ValidationError("--prefix is for the list of subjects") }
    }

    func run() throws {
        let connection = try registry.connect()
        if let subject {
            try listVersions(of: SubjectArgument.subject(subject), at: connection)
        } else {
            try listSubjects(at: connection)
        }
    }

    private func listSubjects(at connection: Connection) throws(Failure) {
        let live = try connection.ask { client throws(ClientError) in try client.subjects(prefix: prefix) }
        var all = live
        if deleted {
            all = try connection.ask { client throws(ClientError) in
                try client.subjects(prefix: prefix, deleted: .included)
            }
        }
        let names = Set(live)
        let rows = all.map { subject in
            JSON.object(["subject": .string(subject.qualifiedName), "deleted": .boolean(!names.contains(subject))])
        }
        let columns = [Listing.Column(title: "SUBJECT", member: "subject"), Self.state]
        // Without their states, names need no header.
        let form = output.form == .table && !deleted ? .name : output.form
        try Listing(columns: columns).write(rows, as: form)
    }

    private func listVersions(of subject: Subject, at connection: Connection) throws(Failure) {
        let visibility: Deleted = deleted ? .included : .excluded
        let versions = try connection.ask(about: .subject(subject)) { client throws(ClientError) in
            var found: [RegisteredSchema] = []
            for version in try client.versions(of: subject, deleted: visibility) {
                found.append(try client.version(.number(version), of: subject, deleted: visibility))
            }
            return found
        }
        let rows = versions.map { version in
            JSON.object([
                "subject": .string(version.subject.qualifiedName), "version": .integer(version.version.number),
                "id": .integer(version.id.number), "guid": version.guid.map { .string($0.description) },
                "schemaType": .string(version.definition.type.name), "deleted": .boolean(version.isDeleted),
                "registeredAt": version.registeredAt.map { .string($0.rfc3339) },
            ])
        }
        try Listing(
            columns: [
                .init(title: "VERSION", member: "version"), .init(title: "ID", member: "id"),
                .init(title: "TYPE", member: "schemaType"), Self.state,
                .init(title: "REGISTERED", member: "registeredAt"),
            ], names: ["subject", "version"]
        ).write(rows, as: output.form)
    }

    private static let state = Listing.Column(title: "STATE", member: "deleted") { $0 == true ? "deleted" : "live" }
}
