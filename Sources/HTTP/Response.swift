/// An answer; `Content-Length` and `Date` are the server's part.
public struct Response: Sendable {
    public var status: Int
    public var headers: Headers
    public var body: [UInt8]

    public init(status: Int, headers: Headers = Headers(), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why the server refuses a request before anybody has looked at what it asks for.
public enum Refusal: Sendable, Hashable, CaseIterable {
    /// Escapes that are none, or bytes that are not UTF-8.
    case malformedTarget
    case unknownMethod
    case bodyTooLarge, targetTooLong, headersTooLarge
    case shuttingDown

    /// Status and reason phrase of RFC 9110 and RFC 6585.
    public var status: (code: Int, reason: String) {
        switch self {
        case .malformedTarget: (400, "Bad Request")
        case .unknownMethod: (405, "Method Not Allowed")
        case .bodyTooLarge: (413, "Request Entity Too Large")
        case .targetTooLong: (414, "URI Too Long")
        case .headersTooLarge: (431, "Request Header Fields Too Large")
        case .shuttingDown: (503, "Service Unavailable")
        }
    }
}

/// What answers requests. Both functions are total, and are called on the server's threads, several at a time.
public protocol Responder: Sendable {
    /// The answer to a request.
    func respond(to request: Request) -> Response

    /// The form of a refusal: what the server's clients expect an error to look like.
    func refuse(_ refusal: Refusal, headers: Headers) -> Response
}
