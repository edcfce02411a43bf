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
    private let draining = Atomic(false)

    init(release: Release) { self.release = release }

    /// Whether the server is about to stop.
    var isDraining: Bool { draining.load(ordering: .relaxed) }

    func drain() { draining.store(true, ordering: .relaxed) }
}

/// The registry over HTTP: Confluent's API, and our own beside it.
///
/// Every error, of the registry or of HTTP itself, is answered as `{"error_code": n, "message": "…"}`.
public final class API: Responder {
    private let registry: Registry
    private let server: ServerState
    private let router: Router<Endpoint>
    private let cache = AnswerCache()
    private let logger: Logger

    public init(registry: Registry, release: Release, logger: Logger = Logger(label: "accord.api")) {
        self.registry = registry
        self.server = ServerState(release: release)
        self.router = Router(Self.routes)
        self.logger = logger
    }

    /// Every route that is served.
    static let routes: [Route<Endpoint>] =
        Subjects.routes + Versions.routes + Schemas.routes + CompatibilityChecks.routes + Configurations.routes
        + Modes.routes + Contexts.routes + Associations.routes + Operations.routes

    /// Says from now on that this server is not ready, so that no new client is sent here; requests are still answered.
    public func drain() { server.drain() }

    public func respond(to original: Request) -> Response {
        let request: Request
        do throws(RegistryError) {
            request = try original.insideContext()
        } catch {
            return refusal(error, original)
        }
        switch router.match(request.method, request.path) {
        case .found(let route, let parameters):
            var response = respond(to: request, route.endpoint, parameters)
            response.route = route.template
            return response
        case .methodNotAllowed(let allowed):
            var response = refusal(.http(.methodNotAllowed, 405, "Method Not Allowed"), request)
            response.headers.append("Allow", allowed.map(\.rawValue).joined(separator: ", "))
            return response
        case .notFound:
            return refusal(.http(.routeNotFound, 404, "Not Found"), request)
        }
    }

    private func respond(to request: Request, _ endpoint: Endpoint, _ parameters: PathParameters) -> Response {
        do throws(RegistryError) {
            switch endpoint.input {
            case .none: break
            case .body, .optionalBody: try MediaType.checkBody(request.headers)
            }
            let type = try MediaType(acceptedBy: request.headers)
            let call = Call(
                request: request, parameters: parameters, endpoint: endpoint, registry: registry, server: server,
                principal: .anonymous)
            let answer = try answer(to: call)
            // Without a body there is no type of it.
            let headers = answer.body.isEmpty ? Headers() : type.headers
            return Response(status: endpoint.success, headers: headers, body: answer.body)
        } catch {
            return refusal(error, request)
        }
    }

    private func answer(to call: Call) throws(RegistryError) -> Answer {
        switch call.endpoint.source {
        case .anything: return try call.endpoint.respond(call)
        case .storeAlone:
            let key = AnswerCache.Key(call.request)
            let generation = try registry.generation()
            if let answer = cache.answer(to: key, in: generation) { return answer }
            let answer = try call.endpoint.respond(call)
            cache.keep(answer, to: key, in: generation)
            return answer
        }
    }

    private func refusal(_ error: RegistryError, _ request: Request) -> Response {
        if error.code == .internalFailure {
            logger.error("\(error.message)", metadata: ["request-id": "\(request.id)"])
        }
        return Self.response(error.code.wire.status, error.wireBody, request.headers)
    }

    public func refuse(_ refusal: Refusal, headers: Headers) -> Response {
        let (status, reason) = refusal.status
        return Self.response(status, RegistryError.wireBody(status, "HTTP \(status) \(reason)"), headers)
    }

    /// An error goes out as JSON even to clients that accept none.
    private static func response(_ status: Int, _ body: [UInt8], _ headers: Headers) -> Response {
        let type: MediaType
        do { type = try MediaType(acceptedBy: headers) } catch { type = .preferred }
        return Response(status: status, headers: type.headers, body: body)
    }
}
