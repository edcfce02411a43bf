internal import JSONCore

/// A schema registry, spoken to over its HTTP API (the Confluent one, which Accord and others serve).
///
/// One client keeps one connection; requests from several threads wait for each other.
public final class Client: Sendable {
    /// How requests are sent.
    public struct Options: Sendable {
        /// What the client calls itself, for instance `accord/1.0.0`.
        public var userAgent = "accord"
        public var credentials: Credentials?
        /// A PEM file of the certificate authorities to trust instead of the system's.
        public var authoritiesFile: String?
        /// The most time for a connection to come about.
        public var connectSeconds = 5.0
        /// The most time from the start of a request to the end of its answer.
        public var answerSeconds = 30.0
        /// The longest body of an answer that is taken.
        public var answerBytes = 64 << 20
        public var retries = Retries()
        /// The moment to read the registry at, a revision or a time as RFC 3339 has it; `nil` for now.
        public var asOf: String?
        /// Whether the registry is only to say what would come of changes.
        public var isTrial = false

        public init() {}
    }

    /// When and how often a request that fails for the moment is sent again: after 408, 429, 502, 503, 504 or a
    /// refused connection, and only if sending it twice does no harm.
    public struct Retries: Sendable {
        /// The most attempts after the first one.
        public var count = 3
        /// The pause before the second attempt; it doubles with each further one.
        public var pause = Duration.milliseconds(100)
        /// No pause is longer; a server that asks for more is not asked again.
        public var longestPause = Duration.seconds(5)

        public init() {}
    }

    static let mediaType = "application/vnd.schemaregistry.v1+json"

    public let server: ServerURL
    private let transport: Transport
    private let options: Options

    public init(server: ServerURL, options: Options = Options()) {
        self.server = server
        self.options = options
        transport = Transport(server: server, options: options)
    }

    /// Sends a request and gives the JSON of its answer.
    func json(_ request: OutgoingRequest) throws(ClientError) -> JSON {
        let answer = try answer(to: request)
        do throws(JSONError) {
            return try JSON(parsing: answer.body)
        } catch {
            throw unexpected("its body is \(answer.contentType ?? "of no named type"), which is not JSON")
        }
    }

    /// Sends a request whose answer has no body.
    func finish(_ request: OutgoingRequest) throws(ClientError) {
        _ = try answer(to: request)
    }

    /// Sends a request, and tells a refusal from an answer.
    private func answer(to request: OutgoingRequest) throws(ClientError) -> Answer {
        let isReading = request.method == .get
        var request = request
        if isReading, let asOf = options.asOf { request = request.asking("asOf", asOf) }
        if !isReading, options.isTrial { request = request.asking("dryRun", "true") }
        let answer = try transport.send(request)
        guard (200...299).contains(answer.status) else { throw refusal(of: answer) }
        // A registry that does not know the question answers with what is there now.
        guard !isReading || options.asOf == nil || answer.isOfPast else {
            throw unexpected("it cannot be asked here what it said at an earlier moment")
        }
        guard isReading || !options.isTrial || answer.isOfTrial else {
            throw unexpected("it knows no dry run, so that the change was made")
        }
        return answer
    }

    /// Sends a request and reads its answer.
    func value<Value: Answered>(_ request: OutgoingRequest) throws(ClientError) -> Value {
        let json = try json(request)
        do throws(MalformedAnswer) {
            return try Value(answer: json)
        } catch {
            throw unexpected(error.reason)
        }
    }

    /// An answer that is well-formed and yet not what the API says.
    func unexpected(_ reason: String) -> ClientError { .unexpectedAnswer(server: server.text, reason: reason) }

    private func refusal(of answer: Answer) -> ClientError {
        if let location = answer.location {
            return unexpected("it redirects to \(location); use the address of the registry itself")
        }
        guard (400...599).contains(answer.status) else { return unexpected("HTTP status \(answer.status)") }
        var refusal = ClientError.Refusal(
            server: server.text, status: answer.status, code: answer.status, message: "HTTP \(answer.status)")
        if let body = try? JSON(parsing: answer.body) {
            if let code = body["error_code"]?.number?.int64 { refusal.code = Int(code) }
            if let message = body["message"]?.string { refusal.message = message }
        }
        return .refused(refusal)
    }
}

/// What a client proves its identity with; never printed.
public struct Credentials: Sendable {
    enum Kind: Sendable {
        case bearer(String)
        case basic(user: String, password: String)
    }

    let kind: Kind

    /// Reads `user:password`, or a token without a colon; `nil` when the text is empty or cannot stand in a header.
    public init?(parsing text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        guard let colon = text.firstIndex(of: ":") else {
            kind = .bearer(text)
            return
        }
        kind = .basic(user: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
    }
}

extension Credentials: CustomStringConvertible, CustomReflectable {
    /// The kind alone: a secret has no place in a log.
    public var description: String {
        switch kind {
        case .bearer: "bearer token"
        case .basic: "user and password"
        }
    }

    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A path under construction, with its query.
struct Target: Sendable {
    private var path = ""
    private var query = ""

    /// A path of these segments.
    init(_ segments: String...) { self.init(path: segments) }

    init(path segments: [String]) {
        for segment in segments { path += "/" + PercentEncoding.encode(segment) }
    }

    /// The same path with one more parameter; a `nil` adds none.
    func with(_ name: String, _ value: String?) -> Target {
        guard let value else { return self }
        var target = self
        target.query += (query.isEmpty ? "?" : "&") + name + "=" + PercentEncoding.encode(value)
        return target
    }

    var text: String { path + query }
}

/// Whether deleted subjects and versions are looked at as well.
public enum Deleted: Sendable {
    case excluded, included

    /// The value of the API's `deleted` parameter, which is false unless it is there.
    var parameter: String? {
        switch self {
        case .excluded: nil
        case .included: "true"
        }
    }
}

/// Which of the two steps of deleting: to hide, or to remove what is hidden already.
public enum Deletion: Sendable {
    case soft, permanent

    var parameter: String? {
        switch self {
        case .soft: nil
        case .permanent: "true"
        }
    }
}

/// Whether the registry rewrites a schema to a form that does not depend on the order of members before it compares
/// and stores it; `automatic` leaves that to its configuration.
public enum Normalization: Sendable {
    case automatic, always

    var parameter: String? {
        switch self {
        case .automatic: nil
        case .always: "true"
        }
    }
}
