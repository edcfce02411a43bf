internal import Governance
public import HTTP
public import Logging
public import RegistryCore
internal import SchemaCore
internal import Synchronization

/// The program that answers, as it introduces itself.
public struct Release: Sendable, Hashable {
    public var version: String
    /// The commit it was built from; empty when that is not known.
    public var commit: String

    public init(version: String, commit: String) {
        self.version = version
        self.commit = commit
    }
}

/// What endpoints need to know about the server itself.
final class ServerState: Sendable {
    let release: Release
    /// The most bytes of one document among many.
    let lineBytes: Int
    let metrics: Metrics
    let upkeep: Upkeep
    let feed: ChangeFeed
    let courier: (any WebhookCourier)?
    let logger: Logger
    private let draining = Atomic(false)

    init(
        release: Release, lineBytes: Int, metrics: Metrics, upkeep: Upkeep, feed: ChangeFeed,
        courier: (any WebhookCourier)?, logger: Logger
    ) {
        self.release = release
        self.upkeep = upkeep
        self.lineBytes = lineBytes
        self.metrics = metrics
        self.feed = feed
        self.courier = courier
        self.logger = logger
    }

    /// Whether the server is about to stop.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    func drain() { draining.store(true, ordering: .relaxed) }
}

/// The registry over HTTP: Confluent's API, and our own beside it.
///
/// Every error, of the registry or of HTTP itself, is answered as `{"error_code": n, "message": "…"}`.
public final class API: Responder {
    private let registry: Registry
    private let authentication: Authentication
    private let server: ServerState
    private let router: Router<Endpoint>
    private let cache = AnswerCache()
    private let logger: Logger

    /// - Parameters:
    ///   - lineBytes: the most bytes of a line, in bodies that are read line by line.
    ///   - metrics: what is shown as such; whoever makes the server and the registry has them told to it.
    ///   - upkeep: what came of the jobs that look after the store.
    ///   - feed: what tells those that follow the registry; whoever makes the registry has it observe that.
    ///   - courier: who sends to webhooks; `nil` where nobody does.
    public init(
        registry: Registry, release: Release, authentication: Authentication = .off,
        lineBytes: Int = Limits().bodyBytes, metrics: Metrics = Metrics(), upkeep: Upkeep = Upkeep(),
        feed: ChangeFeed = ChangeFeed(), courier: (any WebhookCourier)? = nil,
        logger: Logger = Logger(label: "accord.api")
    ) {
        self.registry = registry
        self.authentication = authentication
        self.server = ServerState(
            release: release, lineBytes: lineBytes, metrics: metrics, upkeep: upkeep, feed: feed,
            courier: courier, logger: logger)
        self.router = Router(Self.routes)
        self.logger = logger
    }

    /// Every route that is served.
    static let routes: [Route<Endpoint>] =
        Subjects.routes + Versions.routes + Schemas.routes + CompatibilityChecks.routes + Configurations.routes
        + Validations.routes + Modes.routes + Contexts.routes + Associations.routes + AssociationBatches.routes
        + Operations.routes + Teams.routes + Owners.routes + Lifecycles.routes + Policies.routes
        + Waivers.routes + Tokens.routes + EncryptionKeys.routes + Changesets.routes
        + Searches.routes + Log.routes + Changes.routes + Webhooks.routes

    /// Says from now on that this server is not ready, so that no new client is sent here; requests are still answered.
    public func drain() { server.drain() }

    public func respond(to request: Request) -> Response {
        switch reply(to: request) {
        case .ready(let response): response
        case .work(let work): work()
        }
    }

    /// What is kept of the store is there at once; everything else may wait for the disk or compute for long.
    public func reply(to original: Request) -> Reply {
        let request: Request
        do throws(RegistryError) {
            request = try original.insideContext()
        } catch {
            return .ready(refusal(error, original))
        }
        switch router.match(request.method, request.path) {
        case .found(let route, let parameters):
            switch route.endpoint.source {
            case .storeKept where request.query["asOf"] == nil:
                return .ready(respond(to: request, on: route, parameters))
            case .store, .storeKept, .anything: return .work { [self] in respond(to: request, on: route, parameters) }
            }
        case .methodNotAllowed(let allowed):
            var response = refusal(.http(.methodNotAllowed, 405, "Method Not Allowed"), request)
            response.headers.append("Allow", allowed.map(\.rawValue).joined(separator: ", "))
            return .ready(response)
        case .notFound:
            return .ready(refusal(.http(.routeNotFound, 404, "Not Found"), request))
        }
    }

    private func respond(
        to request: Request, on route: Route<Endpoint>, _ parameters: PathParameters
    ) -> Response {
        respond(to: request, on: route) { () throws(RegistryError) in
            try answer(to: call(request, route.endpoint, parameters))
        }
    }

    /// Bodies of lines are read as they come, where the endpoint can.
    public func reception(of original: Request) -> Reception {
        // What no context can be is refused with the whole request.
        guard let request = try? original.insideContext(),
            case .found(let route, let parameters) = router.match(request.method, request.path),
            let reader = route.endpoint.reader, MediaType.isLines(request.headers)
        else { return .whole }
        do throws(RegistryError) {
            try negotiate(request, route.endpoint)
            let reader = try reader(call(request, route.endpoint, parameters))
            return .pieces(
                RespondingReader(reader) { [self] in
                    respond(to: request, on: route) { () throws(RegistryError) in try reader.answer() }
                })
        } catch {
            return .none(respond(to: request, on: route) { () throws(RegistryError) in throw error })
        }
    }

    /// - Throws: `.unauthenticated`, and `.forbidden` where the role allows no such thing.
    private func call(
        _ request: Request, _ endpoint: Endpoint, _ parameters: PathParameters
    ) throws(RegistryError) -> Call {
        var caller = Caller.anonymous
        if case .may(let action) = endpoint.access {
            caller = try authentication.caller(of: request, in: registry)
            if !caller.may(action) {
                try registry.checkRole(
                    of: caller, for: action, about: parameters.value("subject").map(Subject.init(qualifiedName:)))
            }
        }
        let moment = endpoint.readsPast ? try Call.moment("asOf", request) : nil
        let past = try moment.map { (moment) throws(RegistryError) in try registry.past(moment) }
        let trial = try trial(request, endpoint)
        return Call(
            request: request, parameters: parameters, endpoint: endpoint,
            registry: trial ?? past?.registry ?? registry, server: server, authentication: authentication,
            caller: caller, revision: past?.revision, isTrial: trial != nil)
    }

    /// Where to try what a request would change; `nil` where it is meant.
    ///
    /// - Throws: `.malformedRequest` where it cannot be tried.
    private func trial(_ request: Request, _ endpoint: Endpoint) throws(RegistryError) -> Registry? {
        guard endpoint.mayWrite, request.method != .get, request.flag("dryRun") else { return nil }
        guard endpoint.canBeTried else { throw .untriable }
        return try registry.sandbox().registry
    }

    /// What the client sends must be what the endpoint reads, and what it accepts what there is.
    @discardableResult
    private func negotiate(_ request: Request, _ endpoint: Endpoint) throws(RegistryError) -> MediaType {
        switch endpoint.input {
        case .none: break
        case .body, .optionalBody: try MediaType.checkBody(request.headers)
        case .documents: try MediaType.checkBody(request.headers, besides: MediaType.lines)
        }
        return try MediaType(acceptedBy: request.headers, besides: endpoint.alsoAnswers)
    }

    private func respond(
        to request: Request, on route: Route<Endpoint>, _ answer: () throws(RegistryError) -> Answer
    ) -> Response {
        var response: Response
        do throws(RegistryError) {
            let type = try negotiate(request, route.endpoint)
            let answer = try answer()
            var headers = answer.type.map { Headers([.init(name: "Content-Type", value: $0)]) } ?? type.headers
            // Without a body there is no type of it.
            if route.endpoint.success == 204 { headers = Headers() }
            for field in answer.headers { headers.append(field.name, field.value) }
            response = Response(
                status: answer.status ?? route.endpoint.success, headers: headers, body: answer.body, file: answer.file,
                stream: answer.stream)
        } catch {
            response = refusal(error, request)
        }
        response.route = route.template
        return response
    }

    private func answer(to call: Call) throws(RegistryError) -> Answer {
        if let mark = call.revision.map(Headers.Field.past) ?? (call.isTrial ? .trial : nil) {
            var answer = try call.endpoint.respond(call)
            answer.headers.append(mark)
            return answer
        }
        switch call.endpoint.source {
        case .anything, .store: return try call.endpoint.respond(call)
        case .storeKept:
            let key = AnswerCache.Key(call.request)
            let generation = try registry.generation()
            let kept = cache.answer(to: key, in: generation)
            server.metrics.answered(fromMemory: kept != nil)
            if let kept { return kept }
            let answer = try call.endpoint.respond(call)
            cache.keep(answer, to: key, in: generation)
            return answer
        }
    }

    private func refusal(_ error: RegistryError, _ request: Request) -> Response {
        if error.code == .internalFailure {
            logger.error("\(error.message)", metadata: ["request-id": "\(request.id)"])
        }
        var response = Self.response(error.code.wire.status, error.wireBody, request.headers)
        if error.code == .unauthenticated {
            response.headers.append("WWW-Authenticate", #"Basic realm="accord", charset="UTF-8", Bearer"#)
        }
        return response
    }

    public func refuse(_ refusal: Refusal, headers: Headers) -> Response {
        let (status, reason) = refusal.status
        var response = Self.response(status, RegistryError.wireBody(status, "HTTP \(status) \(reason)"), headers)
        if refusal == .unknownMethod {
            response.headers.append("Allow", HTTP.Method.allCases.map(\.rawValue).joined(separator: ", "))
        }
        if refusal == .tooManyStreams { response.headers.append("Retry-After", "10") }
        return response
    }

    /// An error goes out as JSON even to clients that accept none.
    private static func response(_ status: Int, _ body: [UInt8], _ headers: Headers) -> Response {
        let type: MediaType
        do { type = try MediaType(acceptedBy: headers) } catch { type = .preferred }
        return Response(status: status, headers: type.headers, body: body)
    }
}

/// A reader of the API as the server knows it.
private final class RespondingReader: BodyReader {
    private let reader: any AnsweringReader
    private let respond: () -> Response

    init(_ reader: any AnsweringReader, _ respond: @escaping () -> Response) {
        self.reader = reader
        self.respond = respond
    }

    func begin(with pool: ThreadPool) { reader.begin(with: pool) }

    func take(_ piece: Span<UInt8>) -> Bool { reader.take(piece) }

    func answer() -> Response { respond() }
}
