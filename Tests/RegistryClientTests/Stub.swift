import HTTP
import JSONCore
import Logging
import RegistryClient
import Synchronization

/// A server that answers what a test tells it to, and remembers what it was asked.
final class Stub: Responder {
    private let received = Mutex<[Request]>([])
    private let answer: @Sendable (Request, Int) -> Response

    /// - Parameter answer: gets each request with its number, from 0.
    init(_ answer: @escaping @Sendable (Request, Int) -> Response) { self.answer = answer }

    func respond(to request: Request) -> Response {
        let number = received.withLock { received in
            received.append(request)
            return received.count - 1
        }
        return answer(request, number)
    }

    func refuse(_ refusal: Refusal, headers: Headers) -> Response { Response(status: refusal.status.code) }

    var requests: [Request] { received.withLock(\.self) }

    /// Runs a client against a server that answers like this.
    static func serve<Result>(
        options: Client.Options = quick, answer: @escaping @Sendable (Request, Int) -> Response,
        _ body: (Client, Stub) throws -> Result
    ) throws -> Result {
        let stub = Stub(answer)
        let server = try Server(
            stub, listeningOn: [Address(host: "127.0.0.1", port: 0)], threads: 2,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        defer { server.stop() }
        return try body(Client(server: ServerURL(parsing: "http://\(server.addresses[0])"), options: options), stub)
    }

    /// Runs a client against a server that always answers with this JSON.
    static func serve<Result>(_ status: Int = 200, _ text: String, _ body: (Client, Stub) throws -> Result) throws
        -> Result
    {
        try serve(answer: { _, _ in Response(status: status, body: Array(text.utf8)) }, body)
    }

    /// Pauses that a test can wait for.
    static var quick: Client.Options {
        var options = Client.Options()
        options.retries.pause = .milliseconds(1)
        return options
    }
}
