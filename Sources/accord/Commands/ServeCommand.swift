internal import ArgumentParser
internal import Governance
internal import HTTP
internal import JSONSchema
internal import Logging
internal import RegistryAPI
internal import RegistryCore
internal import SQLiteStore
internal import SchemaCore
internal import Webhooks

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the registry.",
        discussion: """
            Logs to the standard error, one line of JSON for each event and each request. SIGTERM and SIGINT end it \
            after the requests that are running; a second one ends it at once.

            The environment is read under the names that Confluent's image has: SCHEMA_REGISTRY_LISTENERS, \
            _SCHEMA_COMPATIBILITY_LEVEL, _MODE_MUTABILITY, and _SIZE_LIMIT_FILTER_MAX_REQUEST_BODY_SIZE. Options win. \
            The others that are set are named in the log, with why they have no effect.

            With --auth token every request but those to /health needs a token, as Bearer or as the password of Basic \
            credentials, and owners are enforced. The first administrator comes with the secret in ACCORD_ADMIN_TOKEN, \
            or with a token that "accord token create --store" made.
            """)

    @Option(
        name: .customLong("listen"),
        help: ArgumentHelp(
            "Where to listen; repeatable; port 0 is any free one. (default: \(Self.standardAddress))",
            valueName: "host:port"))
    var addresses: [String] = []

    @OptionGroup var storage: StoreOptions
    @OptionGroup(title: "Looking after the store") var upkeepOptions: UpkeepOptions

    @Option(
        help: ArgumentHelp(
            "The level of subjects for which none is set. (default: BACKWARD)", valueName: "level"))
    var compatibilityLevel: CompatibilityLevel?

    @Option(help: ArgumentHelp("How it is known who asks: off, or token.", valueName: "mode"))
    var auth = Authentication.Mode.off

    @Flag(help: "Serve other machines although it is not known who asks.")
    var insecure = false

    @OptionGroup(title: "Webhooks") var webhookOptions: WebhookOptions

    @Flag(help: "Refuse to set or remove modes.")
    var fixedModes = false

    @Option(
        help: ArgumentHelp("The longest body of a request. (default: \(Limits().bodyBytes))", valueName: "bytes"))
    var maxBody: Int?

    @Option(
        help: ArgumentHelp(
            "How many requests are worked on at a time. (default: eight for each processor)", valueName: "count"))
    var threads: Int?

    @Option(help: ArgumentHelp("From which level on events are logged; requests are info.", valueName: "level"))
    var logLevel = Logger.Level.info

    private static let standardAddress = "127.0.0.1:8081"
    /// Files that are open besides connections: the store, once for each thread that reads, and what is written down.
    private static let otherDescriptors = 1000

    func validate() throws {
        guard (1...1024).contains(threads ?? 1) else { throw ValidationError("--threads must be from 1 to 1024") }
        guard maxBody ?? 1 > 0 else { throw ValidationError("--max-body must be at least 1") }
    }

    func run() throws {
        let sink = LogSink()
        let logLevel = logLevel
        LoggingSystem.bootstrap { JSONLinesLogHandler(label: $0, sink: sink, logLevel: logLevel) }
        let service: Service
        do throws(Failure) {
            service = try start(sink)
        } catch {
            if logLevel <= .debug { sink.release() }
            throw error
        }
        sink.release()
        try service.runUntilSignal()
    }

    private func start(_ sink: LogSink) throws(Failure) -> Service {
        let environment = try RegistryEnvironment.current()
        let addresses = try parsedAddresses(environment)
        try checkIsSafe(addresses)
        let threads = threads ?? Server.defaultThreads
        let bodyBytes = maxBody ?? environment.bodyBytes ?? Limits().bodyBytes
        // Half of the threads read at a time, the others wait for the disk.
        let store = try storage.open(readers: max(2, threads / 2))
        var options = Registry.Options()
        options.level = compatibilityLevel ?? environment.level ?? options.level
        options.modesCanChange = !fixedModes && environment.modesCanChange ?? true
        let path = try storage.path()
        let upkeep = Upkeep()
        let keeper = StoreKeeper(try upkeepOptions.jobs(of: store, at: path), telling: upkeep)
        let streams = Streams()
        let feed = ChangeFeed(waking: streams)
        let dispatcher = Dispatcher(
            store, options: webhookOptions.options, logger: Logger(label: "accord.webhooks"))
        let metrics = Metrics(next: logLevel <= .info ? AccessLines(sink: sink) : nil) {
            ProcessGauges.all + ProcessGauges.files(ofStore: path) + upkeep.gauges + [
                Gauge(
                    "accord_feed_subscribers", "Clients that follow the changes.", .gauge, Double(streams.count))
            ] + dispatcher.gauges
        }
        options.observers = [metrics, feed, dispatcher]
        let registry = Registry(store: store, formats: [JSONSchemaFormat()], options: options)
        let api = API(
            registry: registry, release: Release(version: Build.version, commit: Build.commit),
            authentication: try authentication(registry), lineBytes: bodyBytes, metrics: metrics,
            upkeep: upkeep, feed: feed, courier: dispatcher, logger: Logger(label: "accord.api"))
        // From here on signals wait until they are asked for; the server's threads inherit that.
        let signals = TerminationSignals()
        do throws(RegistryError) { try dispatcher.start() } catch { throw Failure(.server, error.message.clause) }
        let limits = Limits(bodyBytes: bodyBytes)
        Platform.allowDescriptors(limits.connections + Self.otherDescriptors)
        let server = try Self.listen(
            api, on: addresses, threads: threads,
            limits: limits, streams: streams, accessLog: metrics)
        let logger = Logger(label: Build.name)
        for warning in environment.warnings { logger.warning("\(warning)") }
        if auth == .off {
            logger.notice("owners are recorded and not enforced, since it is not known who asks; see --auth")
        }
        logger.info(
            "listening",
            metadata: [
                "addresses": .array(server.addresses.map { "\($0)" }), "store": "\(storage.store)",
                "compatibility_level": "\(options.level.rawValue)", "threads": .stringConvertible(threads),
                "version": "\(Build.version)",
            ])
        return Service(
            store: store, registry: registry, api: api, feed: feed, dispatcher: dispatcher, server: server,
            signals: signals,
            keeper: keeper)
    }

    /// - Throws: a failure of usage where whoever reaches the machine could write.
    private func checkIsSafe(_ addresses: [Address]) throws(Failure) {
        guard auth == .off, !insecure, let open = addresses.first(where: { !$0.isLoopback }) else { return }
        throw Failure(
            .usage, "\(open) can be reached from other machines, and with --auth off everybody may write",
            advice: "--auth token asks for tokens; --insecure serves everybody")
    }

    private func authentication(_ registry: Registry) throws(Failure) -> Authentication {
        guard auth == .token else { return .off }
        let admin = Platform.environment("ACCORD_ADMIN_TOKEN")
        if let admin, admin.utf8.count < Self.leastSecretBytes {
            throw Failure(
                .usage, "ACCORD_ADMIN_TOKEN is shorter than \(Self.leastSecretBytes) bytes, and so can be guessed")
        }
        let hasTokens: Bool
        do throws(RegistryError) {
            hasTokens = try registry.hasTokens()
        } catch {
            throw Failure(.server, error.message.clause)
        }
        guard admin != nil || hasTokens else {
            throw Failure(
                .usage, "with --auth token nobody could come in: there is no token yet",
                advice:
                    "set ACCORD_ADMIN_TOKEN, or run \"accord token create admin --role admin --store \(storage.store)\""
            )
        }
        return Authentication(.token, admin: admin.map { TokenSecret($0) })
    }

    /// What random texts of 16 bytes in hexadecimal have.
    private static let leastSecretBytes = 32

    private func parsedAddresses(_ environment: RegistryEnvironment) throws(Failure) -> [Address] {
        var parsed: [Address] = []
        for text in addresses.isEmpty ? environment.addresses ?? [Self.standardAddress] : addresses {
            do throws(ServerError) {
                parsed.append(try Address(parsing: text))
            } catch {
                throw Failure(.usage, "--listen: \(error.description.clause)")
            }
        }
        return parsed
    }

    private static func listen(
        _ api: API, on addresses: [Address], threads: Int, limits: Limits, streams: Streams,
        accessLog: Metrics
    ) throws(Failure) -> Server {
        do throws(ServerError) {
            return try Server(
                api, listeningOn: addresses, threads: threads, limits: limits, streams: streams,
                accessLog: accessLog,
                logger: Logger(label: "accord.http"))
        } catch {
            switch error {
            case .malformedAddress, .unknownHost: throw Failure(.usage, error.description.clause)
            case .cannotListen:
                throw Failure(.server, error.description.clause, advice: "--listen names another address")
            case .cannotStart: throw Failure(.server, error.description.clause)
            }
        }
    }
}
