/// Where finished requests are written down.
public protocol AccessLog: Sendable {
    /// Notes a request; called once for each, on the thread that served it, after its answer has been handed to the
    /// system.
    func record(_ entry: AccessEntry)
}

/// A finished request.
public struct AccessEntry: Sendable, Hashable {
    /// How a request ended.
    public enum Outcome: String, Sendable, CaseIterable {
        /// The whole answer was sent.
        case answered
        /// The client went away, or broke the protocol, before the answer was sent.
        case aborted
        /// Nothing moved on the connection for too long.
        case timedOut
        /// The server was stopped before the answer was sent.
        case stopped
    }

    /// What becomes of the connection.
    public enum Connection: String, Sendable, CaseIterable {
        case kept
        case closed
    }

    public var id: String
    /// The method as sent.
    public var method: String
    /// The path and query as sent, without decoding; as much of it as the limit of targets allows, and with bytes that
    /// are not UTF-8 replaced by U+FFFD.
    public var target: String
    /// The template of the route that answered.
    public var route: String?
    /// The status of the answer; none where none was given, or where libmicrohttpd refused a request that it could not
    /// parse.
    public var status: Int?
    /// Bytes of the body received.
    public var requestBytes: Int
    /// Bytes of the answer's body.
    public var responseBytes: Int
    /// From the arrival of the first line to the end of the answer, in microseconds.
    public var microseconds: Int
    /// The client's IP address.
    public var remoteAddress: String
    /// The trace that the request is part of, as its client says (W3C Trace Context).
    public var traceParent: String?
    public var outcome: Outcome
    /// Whether the answer went on for as long as there was news, so that its time says nothing about the server.
    public var isStream = false
    public var connection: Connection
}
