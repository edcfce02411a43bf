internal import ArgumentParser
internal import Compatibility
internal import Governance
internal import JSONCore
internal import RegistryClient
internal import Reports
internal import SchemaCore

struct RegisterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Register a schema under a subject, or find it there.",
        discussion: """
            Prints the version and the ids that the schema has. A schema that the subject has already keeps both.
            Exits with 1 when the subject's compatibility level forbids the schema.
            """)

    @Argument(help: "The subject, for instance orders-value.", completion: .subjects)
    var subject: String

    @Argument(help: "The schema's file; - is the standard input.", completion: .schemaFiles)
    var file: String

    @OptionGroup var schema: SchemaOptions

    @Flag(help: "Begin as a draft, which is compared with nothing; accord lifecycle promote makes it active.")
    var draft = false

    @Flag(help: "Tell what would happen, and change nothing.")
    var dryRun = false

    @OptionGroup var output: ListingOptions
    @OptionGroup var registry: RegistryOptions

    func run() throws {
        let file = try SchemaFile(path: file)
        let attempt = Attempt(
            definition: try schema.definition(of: file), subject: try SubjectArgument.subject(subject),
            normalization: schema.normalization, beginning: draft ? .draft : .active,
            connection: try registry.connect())
        if let outcome = try dryRun ? attempt.rehearse() : attempt.register() {
            return try outcome.write(as: output.form)
        }
        let schema = try attempt.check.compare(attempt.definition, from: file)
        let report = Report(.check, version: Build.version, schemas: [schema])
        Console.note(ReportForm.text.render(report, style: Style(output.color, for: .error)))
        let would = dryRun ? "would not be" : "is not"
        throw Failure(
            .findings,
            "\(file.name) \(would) registered under \"\(attempt.subject)\" at \(attempt.connection.address): "
                + "it \(schema.outcome == .undecided ? "could not be shown to be" : "is not") compatible",
            advice: "accord config shows and sets the level")
    }
}

/// One schema on its way into one subject.
private struct Attempt {
    var definition: Definition
    var subject: Subject
    var normalization: Normalization
    var beginning: LifecycleState
    var connection: Connection

    /// The comparison that the registry does by itself before it registers.
    var check: OnlineCheck {
        OnlineCheck(connection: connection, subject: subject, normalization: normalization)
    }

    /// Registers; gives nothing when the subject's level forbids it.
    func register() throws(Failure) -> Outcome? {
        do throws(ClientError) {
            var registration = try connection.client.register(
                definition, under: subject, normalization: normalization, asDraft: beginning == .draft)
            if registration.version == nil {
                // A registry that answers with the id alone.
                let found = try connection.client.find(definition, in: subject, normalization: normalization)
                registration.version = found.version
                registration.guid = found.guid
            }
            return Outcome(
                state: .registered, subject: subject, version: registration.version, id: registration.id,
                guid: registration.guid)
        } catch {
            if [409, 40901].contains(error.refusal?.code) { return nil }
            throw connection.failure(error, about: .subject(subject))
        }
    }

    /// Looks for the schema and has it compared, and registers nothing; gives nothing when that would be refused.
    func rehearse() throws(Failure) -> Outcome? {
        do throws(ClientError) {
            let found = try connection.client.find(definition, in: subject, normalization: normalization)
            return Outcome(
                state: .present, subject: subject, version: found.version, id: found.id, guid: found.guid)
        } catch {
            guard [40401, 40403].contains(error.refusal?.code) else {
                throw connection.failure(error, about: .subject(subject))
            }
        }
        if beginning == .draft { return Outcome(state: .absent, subject: subject) }
        let answer = try connection.ask(about: .subject(subject)) { client throws(ClientError) in
            try client.check(definition, of: subject, normalization: normalization)
        }
        return answer.isCompatible ? Outcome(state: .absent, subject: subject) : nil
    }
}

/// What came of it.
private struct Outcome {
    enum State: String {
        case registered
        /// A dry run found it.
        case present
        /// A dry run found nothing in its way.
        case absent

        var words: String {
            switch self {
            case .registered: "registered"
            case .present: "registered already"
            case .absent: "would be registered"
            }
        }
    }

    var state: State
    var subject: Subject
    var version: Version?
    var id: SchemaID?
    var guid: GUID?

    func write(as form: ListingForm) throws(Failure) {
        let row = JSON.object([
            "subject": .string(subject.qualifiedName), "version": version.map { .integer($0.number) },
            "id": id.map { .integer($0.number) }, "guid": guid.map { .string($0.description) },
            "state": .string(state.rawValue),
        ])
        try Listing(
            columns: [
                .init(title: "SUBJECT", member: "subject"), .init(title: "VERSION", member: "version"),
                .init(title: "ID", member: "id"), .init(title: "GUID", member: "guid"),
                .init(title: "STATE", member: "state") { _ in state.words },
            ], names: ["subject", "version"]
        ).write(row, as: form)
    }
}
