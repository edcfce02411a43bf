internal import ArgumentParser
internal import JSONCore
internal import Reports
internal import SchemaCore

struct ConfigViewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "view", abstract: "Show the settings of this command line, and where each comes from.",
        discussion: """
            A flag counts before the environment, that before accord.yaml, that before a profile. Profiles are in \
            ~/.config/accord/config.yaml, or in the file that ACCORD_CONFIG names:

            profile: staging
            profiles:
              staging:
                url: https://registry.example.org
                token-file: ~/.config/accord/staging.token
                ca-file: /etc/ssl/our-authority.pem

            A token is never shown. The registry of accord.yaml is for check and lint alone, and the token of a profile \
            for the profile's registry.
            """)

    @Flag(help: "Show where each setting comes from.")
    var origin = false

    @Option(help: ArgumentHelp("The project's file. (default: the nearest accord.yaml)", valueName: "file"))
    var project: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var registry: RegistryOptions

    private struct Row {
        var name: String
        /// `nil` for what is not set.
        var value: String?
        var origin: String
    }

    func run() throws {
        let rows = try rows()
        switch output.form {
        case .table:
            var table = Table(header: origin ? ["SETTING", "VALUE", "ORIGIN"] : ["SETTING", "VALUE"])
            for row in rows { table.append(row: [row.name, row.value ?? "-"] + (origin ? [row.origin] : [])) }
            try Console.write(table.text)
        case .json:
            let items = rows.map { row in
                JSON.object([
                    "setting": .string(row.name), "value": row.value.map { .string($0) } ?? .null,
                    "origin": .string(row.origin),
                ])
            }
            try Console.line(JSON.array(items).indentedText)
        }
    }

    private func rows() throws(Failure) -> [Row] {
        let project = try Project.find(from: FilePath.absolute("."), named: project)
        let settings = try ClientSettings(url: registry.url, profile: registry.profile, project: nil)
        let source = try SettingsSource(level: nil, policy: nil, project: project)
        let file = Platform.exists(settings.configuration.path) ? settings.configuration.path : nil
        var rows = [
            Row(
                name: "config", value: file,
                origin: Platform.environment("ACCORD_CONFIG") == nil ? "the usual place" : "ACCORD_CONFIG"),
            Self.row("profile", settings.profile),
            Self.row("url", settings.url),
            // Whether there is one is all that anybody may see.
            Self.row("token", settings.token.map { .init(text: "set", origin: $0.origin) }),
            Self.row("ca-file", settings.authoritiesFile),
            Row(
                name: "project",
                value: project.map { FilePath.joined(FilePath.displayed($0.folder), Project.fileName) },
                origin: self.project == nil ? "found from here" : "--project"),
        ]
        let checks = source.settings(ofFile: "")
        rows.append(
            Self.row(
                "against", ClientSettings.variable("ACCORD_AGAINST"), project?.against, standard: nil))
        rows.append(
            Self.row(
                "level", ClientSettings.variable("ACCORD_LEVEL"), project?.defaults.level?.rawValue,
                standard: checks.level.rawValue))
        rows.append(
            Self.row(
                "policy", ClientSettings.variable("ACCORD_POLICY"), project?.defaults.policy?.rawValue,
                standard: checks.policy.rawValue))
        return rows
    }

    private static func row(_ name: String, _ value: ClientSettings.Value?) -> Row {
        Row(name: name, value: value?.text, origin: value?.origin ?? "not set")
    }

    private static func row(
        _ name: String, _ variable: ClientSettings.Value?, _ project: String?, standard: String?
    ) -> Row {
        if let variable { return row(name, variable) }
        if let project { return Row(name: name, value: project, origin: Project.fileName) }
        return Row(name: name, value: standard, origin: standard == nil ? "not set" : "default")
    }
}
