internal import JSONCore
import Synchronization

/// A request on its way to the wire.
struct OutgoingRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// Whether sending a request twice does the same as sending it once, and gives the same answer.
    enum Repetition: Sendable {
        case harmless, harmful
    }

    var method: Method
    /// Path and query, encoded, beginning with a slash.
    var target: String
    var body: [UInt8]?
    var repetition: Repetition

    init(_ method: Method, _ target: Target, body: JSON? = nil, repetition: Repetition) {
        self.method = method
        self.target = target.text
        self.body = body?.utf8
        self.repetition = repetition
    }

    /// The same with one more parameter.
    func asking(_ name: String, _ value: String) -> OutgoingRequest {
        var request = self
        request.target += (target.contains("?") ? "&" : "?") + name + "=" + PercentEncoding.encode(value)
        return request
    }
}

/// An answer, whatever its status.
struct Answer: Sendable {
    var status: Int
    var contentType: String?
    /// Where a redirection leads.
    var location: String?
    /// What the server asks to wait before the next attempt, in seconds; 0 when it does not say.
    var retryAfterSeconds: Int
    /// Whether it names the revision that it is of.
    var isOfPast: Bool
    /// Whether it says what would come of a change.
    var isOfTrial: Bool
    var body: [UInt8]
}

/// Carries requests over one libcurl handle, which is made for the first one and keeps its connection for the next.
///
/// Proxies are those of the environment (`http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`). Redirections are not
/// followed: credentials must not travel on. Requests from several threads wait for each other.
final class Transport: Sendable {
    private let server: ServerURL
    private let options: Client.Options
    private let handle = Mutex<CurlHandle?>(nil)

    init(server: ServerURL, options: Client.Options) {
        self.server = server
        self.options = options
    }

    /// Sends a request, and again after a while if that is harmless and may help.
    func send(_ request: OutgoingRequest) throws(ClientError) -> Answer {
        var attempts = 0
        while true {
            let outcome = attempt(request)
            guard request.repetition == .harmless, attempts < options.retries.count,
                let pause = pause(after: outcome, attempts: attempts)
            else { return try outcome.get() }
            sleep(pause)
            attempts += 1
        }
    }

    private func attempt(_ request: OutgoingRequest) -> Result<Answer, ClientError> {
        handle.withLock { kept in
            do throws(CurlFailure) {
                let handle = if let kept { kept } else { try CurlHandle() }
                kept = handle
                return .success(try handle.transfer(request, to: server, options: options))
            } catch {
                return .failure(error.clientError(server: server, options: options))
            }
        }
    }

    /// How long to wait before the next attempt; `nil` when another one is of no use.
    private func pause(after outcome: Result<Answer, ClientError>, attempts: Int) -> Duration? {
        let retries = options.retries
        // Twice as long each time, and up to half of it more, so that many clients do not come back at once.
        let doubled = retries.pause * (1 << min(attempts, 16))
        let pause = doubled + doubled * Double.random(in: 0...0.5)
        switch outcome {
        case .success(let answer):
            guard [408, 429, 502, 503, 504].contains(answer.status) else { return nil }
            let asked = Duration.seconds(answer.retryAfterSeconds)
            return asked > retries.longestPause ? nil : max(asked, min(pause, retries.longestPause))
        case .failure(.unreachable(_, .connectionRefused)): return min(pause, retries.longestPause)
        case .failure: return nil
        }
    }
}
