/// An answer; `Content-Length`, `Date`, `Connection` and `X-Request-ID` are the server's part.
public struct Response: Sendable {
    /// 200 to 599.
    public var status: Int
    public var headers: Headers
    public var body: [UInt8]
    /// What is sent instead of the body, where that is too long for the memory.
    public var file: TemporaryFile?
    /// What is sent instead of the body, as it comes.
    public var stream: (any ResponseStream)?
    /// The template of the route that answered, for logs and metrics; none where no route fits.
    public var route: String?

    public init(
        status: Int, headers: Headers = Headers(), body: [UInt8] = [], file: TemporaryFile? = nil,
        stream: (any ResponseStream)? = nil, route: String? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.file = file
        self.stream = stream
        self.route = route
    }

    /// Bytes of what is sent as the body.
    var bodyBytes: Int { file?.count ?? body.count }
}

/// Why the server refuses a request before anybody has looked at what it asks for.
public enum Refusal: Error, Hashable, CaseIterable {
    /// Escapes that are none, or bytes that are not UTF-8.
    case malformedTarget
    /// No host or several (RFC 9112, section 3.2), two lengths of one body (section 6.3), a transfer coding other than
    /// `chunked`, or the name of a field that is none.
    case malformedHead
    case tooManyParameters
    case bodyTooLarge, targetTooLong, headersTooLarge
    /// A method that no resource here has (RFC 9110, section 9.1).
    case unknownMethod
    /// As many answers as there may be go on.
    case tooManyStreams

    /// Status and reason phrase of RFC 9110 and RFC 6585.
    public var status: (code: Int, reason: String) {
        switch self {
        case .malformedTarget, .malformedHead, .tooManyParameters: (400, "Bad Request")
        case .bodyTooLarge: (413, "Request Entity Too Large")
        case .targetTooLong: (414, "URI Too Long")
        case .headersTooLarge: (431, "Request Header Fields Too Large")
        // RFC 9110 would have 501 (section 15.6.2); clients of Confluent's registry know 405.
        case .unknownMethod: (405, "Method Not Allowed")
        case .tooManyStreams: (503, "Service Unavailable")
        }
    }
}

/// How a request is answered.
public enum Reply: Sendable {
    /// At once.
    case ready(Response)
    /// By work that may wait for a disk or take long, which is done on another thread than that of the connection.
    case work(@Sendable () -> Response)
}

/// What answers requests.
///
/// All functions are total, and are called on the server's threads, several at a time; each may block its thread for
/// as long as a disk takes to write.
public protocol Responder: Sendable {
    /// The answer to a request; of an answer to `HEAD` only the head is sent, with the length of the body.
    func respond(to request: Request) -> Response

    /// The answer to a request, or the work that makes it; what is answered at once must not keep others waiting.
    func reply(to request: Request) -> Reply

    /// How a request is answered whose body is still to come; `request` is without it.
    func reception(of request: Request) -> Reception

    /// The form of a refusal: what the server's clients expect an error to look like.
    func refuse(_ refusal: Refusal, headers: Headers) -> Response
}

extension Responder {
    public func reception(of request: Request) -> Reception { .whole }
}

extension Responder {
    /// Nothing is known of how long an answer takes.
    public func reply(to request: Request) -> Reply { .work { self.respond(to: request) } }
}
