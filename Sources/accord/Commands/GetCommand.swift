internal import ArgumentParser
internal import JSONCore
internal import RegistryClient
internal import Reports
internal import SchemaCore

struct GetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print a schema, by subject and version, by id, or by guid.",
        usage: "accord get SUBJECT[:VERSION] | --id ID | --guid GUID",
        discussion: """
            Prints the schema's text as the registry has it; with -o json or yaml, everything known about it. Without a \
            version, the latest.
            """)

    @Argument(help: ArgumentHelp("The subject and its version.", valueName: "subject[:version]"), completion: .subjects)
    var subject: String?

    @Option(help: ArgumentHelp("The version; the argument is a subject as a whole then.", valueName: "version"))
    var version: String?

    @Option(help: "The schema's number.")
    var id: Int?

    @Option(help: "The schema's identity.")
    var guid: String?

    @Flag(help: "Look at deleted versions as well.")
    var deleted = false

    @Flag(help: "Print the schema over several lines, indented.")
    var pretty = false

    @OptionGroup var output: ListingOptions
    @OptionGroup var registry: ReadingOptions

    func validate() throws {
        guard [subject != nil, id != nil, guid != nil].count(where: { $0 }) == 1 else {
            throw ValidationError("Name one schema: SUBJECT[:VERSION], --id or --guid")
        }
        guard version == nil || subject != nil else { throw ValidationError("--version belongs to a subject") }
    }

    func run() throws {
        if let subject {
            try getVersion(SubjectArgument(subject, version: version))
        } else if let id {
            guard let id = SchemaID(id) else {
                throw Failure(.usage, "\(id) is no schema id", advice: "a number from 1 to 2147483647")
            }
            try getSchema(members: ["id": .integer(id.number)], name: "schema id \(id)") { client throws(ClientError) in
                try client.schema(id)
            }
        } else if let text = guid {
            guard let guid = GUID(parsing: text) else {
                throw Failure(
                    .usage, "\"\(text.printable)\" is no guid", advice: "32 hexadecimal digits, grouped 8-4-4-4-12")
            }
            try getSchema(members: ["guid": .string(guid.description)], name: "schema guid \(guid)") {
                client throws(ClientError) in
                try client.schema(guid)
            }
        }
    }

    private func getVersion(_ argument: SubjectArgument) throws(Failure) {
        let selector = argument.selector ?? .latest
        let found = try registry.connect().ask(about: .version(selector, of: argument.subject)) {
            client throws(ClientError) in
            try client.version(selector, of: argument.subject, deleted: deleted ? .included : .excluded)
        }
        try write(
            found.definition,
            members: [
                "subject": .string(found.subject.qualifiedName), "version": .integer(found.version.number),
                "id": .integer(found.id.number), "guid": found.guid.map { .string($0.description) },
                "registeredAt": found.registeredAt.map { .string($0.rfc3339) }, "deleted": .boolean(found.isDeleted),
            ])
    }

    private func getSchema(
        members: KeyValuePairs<String, JSON?>, name: String, _ question: (Client) throws(ClientError) -> Definition
    ) throws(Failure) {
        let definition = try registry.connect().ask(about: .schema(name), question)
        try write(definition, members: members)
    }

    private func write(_ definition: Definition, members: KeyValuePairs<String, JSON?>) throws(Failure) {
        switch output.form {
        case .table, .wide:
            let indented = pretty ? (try? JSON(parsing: definition.text))?.indentedText : nil
            try Console.line(indented ?? definition.text)
        case .json, .jsonl, .yaml, .name:
            var object = JSON.object(members).object ?? JSONObject()
            object["schemaType"] = .string(definition.type.name)
            object["references"] = .array(definition.references.map(\.json))
            object["schema"] = .string(definition.text)
            let names = subject == nil ? [id == nil ? "guid" : "id"] : ["subject", "version"]
            try Listing(columns: [], names: names).write(.object(object), as: output.form)
        }
    }
}
