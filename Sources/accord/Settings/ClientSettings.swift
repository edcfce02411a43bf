internal import Reports

/// Which registry is spoken to and how, each setting with where it comes from: a flag counts before the environment, that
/// before the project's file, that before a profile, that before what holds anyway.
struct ClientSettings {
    /// A setting.
    struct Value {
        var text: String
        /// Where it comes from, as a noun phrase.
        var origin: String
    }

    var configuration: UserConfiguration
    var profile: Value?
    var url: Value
    /// The secret itself, which is never shown.
    var token: Value?
    var authoritiesFile: Value?

    static let noOrigin = "the default address"

    /// - Parameters:
    ///   - url: what `--url` says.
    ///   - profile: what `--profile` says.
    ///   - project: the one whose registry counts, where that may be.
    /// - Throws: `.usage` for files that cannot be understood.
    init(url: String?, profile name: String?, project: Project?) throws(Failure) {
        configuration = try UserConfiguration()
        let variable = Platform.environment("ACCORD_PROFILE")
        let chosen = try configuration.profile(named: name ?? variable)
        let file = configuration.path.printable
        let named = chosen.map { "profile \"\($0.name.printable)\" in \(file)" } ?? ""
        profile = chosen.map {
            Value(text: $0.name, origin: name != nil ? "--profile" : variable != nil ? "ACCORD_PROFILE" : file)
        }
        if let url {
            self.url = Value(text: url, origin: "--url")
        } else if let value = Self.variable("ACCORD_URL") {
            self.url = value
        } else if let text = project?.registry {
            self.url = Value(text: text, origin: "\"registry\" in \(Project.fileName)")
        } else if let text = chosen?.url {
            self.url = Value(text: text, origin: named)
        } else {
            self.url = Value(text: RegistryOptions.standardURL, origin: Self.noOrigin)
        }
        // A profile's secret is for the profile's registry alone.
        let isOfProfile = self.url.origin == named
        if let value = Self.variable("ACCORD_TOKEN") {
            token = value
        } else if isOfProfile, let text = try chosen?.token() {
            token = Value(text: text, origin: named)
        }
        if let value = Self.variable("ACCORD_CA_FILE") {
            authoritiesFile = value
        } else if isOfProfile, let text = chosen?.caFile {
            authoritiesFile = Value(text: text, origin: named)
        }
    }

    /// What the environment says.
    static func variable(_ name: String) -> Value? {
        Platform.environment(name).map { Value(text: $0, origin: name) }
    }
}
