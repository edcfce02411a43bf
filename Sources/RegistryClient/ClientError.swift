/// Why a request has no useful answer.
public enum ClientError: Error, Sendable, Hashable {
    /// No connection came about; the request did not leave.
    case unreachable(server: String, Obstacle)
    /// The server's certificate or its TLS does not pass; the request did not leave.
    case insecure(server: String, reason: String)
    /// The answer did not come in time.
    case timeout(server: String, seconds: Double)
    /// The connection ended before the answer was complete; whether the request was carried out is not known.
    case connectionLost(server: String, reason: String)
    /// The registry says no.
    case refused(Refusal)
    /// An answer that no registry gives.
    case unexpectedAnswer(server: String, reason: String)

    /// What stands between a client and a server.
    public enum Obstacle: Sendable, Hashable {
        case unknownHost(String)
        case connectionRefused
        case noAnswer(seconds: Double)
        case proxy(reason: String)
        case other(reason: String)
    }

    /// An HTTP answer that is an error.
    public struct Refusal: Sendable, Hashable {
        public var server: String
        /// The HTTP status.
        public var status: Int
        /// The registry's `error_code`; the status, where the body has none.
        public var code: Int
        /// The registry's sentence.
        public var message: String

        public init(server: String, status: Int, code: Int, message: String) {
            self.server = server
            self.status = status
            self.code = code
            self.message = message
        }
    }

    /// The refusal, if the server answered.
    public var refusal: Refusal? {
        if case .refused(let refusal) = self { refusal } else { nil }
    }
}

extension ClientError: CustomStringConvertible {
    /// What happened and where, as a clause without a full stop.
    public var description: String {
        switch self {
        case .unreachable(let server, .unknownHost(let host)):
            "cannot reach \(server): there is no host named \"\(host)\""
        case .unreachable(let server, .connectionRefused):
            "cannot reach \(server): it refuses connections"
        case .unreachable(let server, .noAnswer(let seconds)):
            "cannot reach \(server): no connection within \(Self.text(seconds))"
        case .unreachable(let server, .proxy(let reason)):
            "cannot reach \(server) through the proxy: \(reason)"
        case .unreachable(let server, .other(let reason)):
            "cannot reach \(server): \(reason)"
        case .insecure(let server, let reason): "no trustworthy connection to \(server): \(reason)"
        case .timeout(let server, let seconds): "\(server) gave no answer within \(Self.text(seconds))"
        case .connectionLost(let server, let reason): "the connection to \(server) was lost: \(reason)"
        case .refused(let refusal):
            "\(refusal.server) answered \(refusal.code): \(refusal.message)"
        case .unexpectedAnswer(let server, let reason): "unexpected answer from \(server): \(reason)"
        }
    }

    private static func text(_ seconds: Double) -> String {
        seconds == seconds.rounded() && seconds < 1e9 ? "\(Int(seconds)) s" : "\(seconds) s"
    }
}
