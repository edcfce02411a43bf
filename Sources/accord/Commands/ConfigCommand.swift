internal import ArgumentParser
internal import JSONCore
internal import RegistryClient
internal import SchemaCore

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show, set or delete the compatibility level of a subject, or of all.",
        subcommands: [Get.self, Set.self, Delete.self, ConfigViewCommand.self])

    /// The subject whose settings are meant.
    struct Scope: ParsableArguments {
        @Argument(
            help: "The subject; without it, the settings for all that have none of their own.", completion: .subjects)
        var subject: String?

        func parse() throws(Failure) -> Subject? {
            guard let subject else { return nil }
            return try SubjectArgument.subject(subject)
        }
    }

    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get", abstract: "Show the settings that apply, and where they come from.")

        @OptionGroup var scope: Scope
        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: ReadingOptions

        func run() throws {
            let subject = try scope.parse()
            try SettingsRow.read(of: subject, at: registry.connect()).write(as: output.form)
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Change what is named, and leave the rest.")

        @OptionGroup var scope: Scope

        @Option(help: ArgumentHelp("The compatibility level.", valueName: "level"))
        var level: CompatibilityLevel?

        @Option(
            help: ArgumentHelp(
                "Whether schemas are rewritten to a form that does not depend on the order of members: true or false.",
                valueName: "bool"))
        var normalize: Bool?

        @Flag(help: "Tell what would happen, and change nothing.")
        var dryRun = false

        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: RegistryOptions

        func validate() throws {
            guard level != nil || normalize != nil else { throw ValidationError("Say --level or --normalize") }
        }

        func run() throws {
            let subject = try scope.parse()
            let connection = try registry.connect()
            let changes = Settings(level: level, normalize: normalize)
            var row = try SettingsRow.read(of: subject, at: connection)
            if dryRun {
                row.settings.level = level ?? row.settings.level
                row.settings.normalize = normalize ?? row.settings.normalize
                row.origin = .rehearsed
            } else {
                _ = try connection.ask { client throws(ClientError) in try client.set(changes, of: subject) }
                row = try SettingsRow.read(of: subject, at: connection)
            }
            try row.write(as: output.form)
        }
    }

    struct Delete: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "delete", abstract: "Remove the settings, so that those for all apply again.")

        @OptionGroup var scope: Scope

        @Flag(help: "Tell what would happen, and change nothing.")
        var dryRun = false

        @OptionGroup var output: ListingOptions
        @OptionGroup var registry: RegistryOptions

        func run() throws {
            let subject = try scope.parse()
            let connection = try registry.connect()
            let settings: Settings
            do throws(ClientError) {
                settings =
                    try dryRun
                    ? connection.client.settings(of: subject, .own)
                    : connection.client.deleteSettings(of: subject)
            } catch {
                guard let subject, [40401, 40408].contains(error.refusal?.code) else {
                    throw connection.failure(error, about: .registry)
                }
                throw Failure(
                    .notFound,
                    "subject \"\(subject.qualifiedName)\" has no settings of its own at \(connection.address)")
            }
            let row = SettingsRow(subject: subject, settings: settings, origin: dryRun ? .rehearsed : .removed)
            try row.write(as: output.form)
        }
    }
}

/// Settings, and where they come from.
private struct SettingsRow {
    enum Origin: String {
        case own = "own"
        /// Those for all.
        case inherited = "inherited"
        case removed = "removed"
        /// What a dry run tells.
        case rehearsed = "dry run"
    }

    /// `nil` for all subjects that have none of their own.
    var subject: Subject?
    var settings: Settings
    var origin: Origin

    static func read(of subject: Subject?, at connection: Connection) throws(Failure) -> SettingsRow {
        do throws(ClientError) {
            let own = try connection.client.settings(of: subject, .own)
            return SettingsRow(subject: subject, settings: own, origin: .own)
        } catch {
            guard error.refusal?.code == 40408 else { throw connection.failure(error, about: .registry) }
        }
        let effective = try connection.ask { client throws(ClientError) in
            try client.settings(of: subject, .effective)
        }
        return SettingsRow(subject: subject, settings: effective, origin: .inherited)
    }

    func write(as form: ListingForm) throws(Failure) {
        let row = JSON.object([
            "subject": subject.map { .string($0.qualifiedName) },
            "compatibilityLevel": settings.level.map { .string($0.rawValue) },
            "normalize": settings.normalize.map { .boolean($0) }, "origin": .string(origin.rawValue),
        ])
        try Listing(
            columns: [
                .init(title: "SUBJECT", member: "subject") { $0?.string ?? "(all)" },
                .init(title: "LEVEL", member: "compatibilityLevel"),
                .init(title: "NORMALIZE", member: "normalize") { $0.map(\.text) ?? "-" },
                .init(title: "ORIGIN", member: "origin"),
            ]
        ).write(row, as: form)
    }
}
