internal import ArgumentParser
internal import RegistryClient
internal import Reports

/// A form that a command writes its data in, of which a table is always one.
protocol DataForm: CaseIterable, ExpressibleByArgument, Sendable {
    static var table: Self { get }
}

/// The form of a command's data.
enum OutputForm: String, DataForm {
    case table, json
}

/// The form of things that a command lists.
enum ListingForm: String, DataForm {
    case table
    /// The table with a column for everything that is known.
    case wide
    case json
    /// JSON, one thing a line.
    case jsonl
    case yaml
    /// The names alone, one a line.
    case name
}

extension ColorChoice: ExpressibleByArgument {}

/// How a command writes.
typealias OutputOptions = FormOptions<OutputForm>

/// How a command writes what it lists.
typealias ListingOptions = FormOptions<ListingForm>

struct FormOptions<Form: DataForm>: ParsableArguments {
    @Option(
        name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The form of the data.", valueName: "form")
    )
    var form = Form.table

    @Option(help: ArgumentHelp("When to use colors; auto also heeds NO_COLOR.", valueName: "when"))
    var color = ColorChoice.auto
}

/// Which registry a command speaks to.
struct RegistryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The registry's address; else that in ACCORD_URL, of the profile, or \(Self.standardURL).",
            valueName: "url"))
    var url: String?

    @Option(
        help: ArgumentHelp(
            "A registry of ~/.config/accord/config.yaml; else the one in ACCORD_PROFILE.", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("The most seconds to wait for an answer.", valueName: "seconds"))
    var timeout = 30.0

    static let standardURL = "http://127.0.0.1:8081"

    func validate() throws {
        guard timeout > 0, timeout <= 86_400 else {
            throw ValidationError("--timeout must be more than 0 and at most 86400 seconds")
        }
    }

    /// The registry of the flags, the environment, the project, a profile, or the default, in this order.
    ///
    /// - Parameters:
    ///   - project: the one whose registry counts.
    ///   - moment: when it is read; `nil` for now.
    ///   - isTrial: whether it is only to say what would come of changes.
    func connect(
        project: Project? = nil, asOf moment: String? = nil, isTrial: Bool = false
    ) throws(Failure) -> Connection {
        let settings = try ClientSettings(url: url, profile: profile, project: project)
        return try Self.connect(
            to: settings.url.text, named: settings.url.origin, answerSeconds: timeout, token: settings.token,
            authoritiesFile: settings.authoritiesFile?.text, asOf: moment, isTrial: isTrial)
    }

    /// A registry by its address.
    ///
    /// - Parameter source: what the address was given with.
    static func connect(
        to text: String, named source: String, answerSeconds timeout: Double, token: ClientSettings.Value? = nil,
        authoritiesFile: String? = nil, asOf moment: String? = nil, isTrial: Bool = false
    ) throws(Failure) -> Connection {
        let server: ServerURL
        do throws(ServerURL.Malformed) {
            server = try ServerURL(parsing: text)
        } catch {
            switch error {
            case .credentialsIncluded:
                // The text would show the secret.
                throw Failure(
                    .usage, "\(source) is not the address of a registry: \(error)",
                    advice: "put user:password into ACCORD_TOKEN")
            case .schemeMissing, .schemeUnsupported, .hostMissing, .portInvalid, .queryIncluded, .characterInvalid:
                throw Failure(
                    .usage, "\(source) \"\(text.printable)\" is not the address of a registry: \(error)",
                    advice: "an example: \(standardURL)")
            }
        }
        var options = Client.Options()
        options.userAgent = "\(Build.name)/\(Build.version)"
        options.answerSeconds = timeout
        options.asOf = moment
        options.isTrial = isTrial
        options.connectSeconds = min(options.connectSeconds, timeout)
        options.authoritiesFile = authoritiesFile
        if let token {
            guard let credentials = Credentials(parsing: token.text) else {
                throw Failure(.usage, "\(token.origin) holds a control character, which cannot stand in a header")
            }
            options.credentials = credentials
        }
        return Connection(Client(server: server, options: options))
    }
}

/// Which registry a command reads, and at which moment.
struct ReadingOptions: ParsableArguments {
    @OptionGroup var registry: RegistryOptions

    @Option(
        help: ArgumentHelp("What was there at a revision, or at a time as RFC 3339 has it.", valueName: "moment"))
    var asOf: String?

    func connect() throws(Failure) -> Connection { try registry.connect(asOf: asOf) }
}

/// Which registry a command changes, and whether it does.
///
/// For what this registry alone has, and can try itself. What others have too is rehearsed by the command: they would do it.
struct ChangingOptions: ParsableArguments {
    @OptionGroup var registry: RegistryOptions

    @Flag(help: "Say what would come of it, and change nothing.")
    var dryRun = false

    func connect() throws(Failure) -> Connection {
        let connection = try registry.connect(isTrial: dryRun)
        if dryRun { Console.note("dry run: nothing is changed") }
        return connection
    }
}
