import Glibc
import HTTP
import Logging
import Synchronization
import Testing

/// A responder made of a function; refusals are JSON with the status.
struct Answering: Responder {
    let answer: @Sendable (Request) -> Response

    init(_ answer: @escaping @Sendable (Request) -> Response) { self.answer = answer }

    func respond(to request: Request) -> Response { answer(request) }

    func refuse(_ refusal: Refusal, headers: Headers) -> Response {
        Response(
            status: refusal.status.code,
            headers: Headers([.init(name: "Content-Type", value: "application/json")]),
            body: Array(#"{"refused":"\#(refusal)"}"#.utf8))
    }

    /// Answers with what it was asked: method, path, query and body.
    static let echo = Answering { request in
        let path = request.path.map { "<\($0)>" }.joined()
        let query = request.query.parameters.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
        return Response(status: 200, body: Array("\(request.method.rawValue) \(path) \(query) ".utf8) + request.body)
    }
}

/// An access log that keeps its entries.
final class Entries: AccessLog {
    private let entries = Mutex<[AccessEntry]>([])

    func record(_ entry: AccessEntry) { entries.withLock { $0.append(entry) } }

    /// The entries, once there are as many as expected; whatever is there after five seconds.
    func wait(for count: Int) -> [AccessEntry] {
        _ = eventually { self.entries.withLock { $0.count } >= count }
        return entries.withLock { $0 }
    }
}

/// A log that keeps its messages, with their metadata, from `debug` on.
struct Messages: LogHandler {
    private final class Kept: Sendable {
        let texts = Mutex<[String]>([])
    }

    private let kept = Kept()
    var logLevel = Logger.Level.debug
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let text = "\(event.level) \(event.message) \(event.metadata ?? [:])"
        kept.texts.withLock { $0.append(text) }
    }

    /// Whether such a message comes within five seconds.
    func contain(_ text: String) -> Bool { eventually { kept.texts.withLock { $0.contains { $0.contains(text) } } } }
}

/// Whether something comes true within five seconds.
func eventually(_ isTrue: () -> Bool) -> Bool {
    for _ in 0..<500 {
        if isTrue() { return true }
        usleep(10_000)
    }
    return isTrue()
}

extension Server {
    /// A server of two threads on a free port of this host, that logs nothing.
    static func test(
        _ responder: any Responder = Answering.echo, on addresses: [Address] = [Address(host: "127.0.0.1", port: 0)],
        threads: Int = 2, limits: Limits = Limits(), streams: Streams = Streams(),
        accessLog: (any AccessLog)? = nil, messages: Messages? = nil
    ) throws(ServerError) -> Server {
        try Server(
            responder, listeningOn: addresses, threads: threads, limits: limits, streams: streams,
            accessLog: accessLog,
            logger: Logger(label: "test") { _ in messages ?? SwiftLogNoOpLogHandler() as any LogHandler })
    }

    /// A new connection to the first address.
    func connect() throws -> Client { try Client(try #require(addresses.first), of: self) }
}

/// Runs a function on as many threads at once, and waits for all of them.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let threads = (0..<count).map { index in
        Thread { body(index) }
    }
    for thread in threads { thread.join() }
}

/// A thread that runs a function once.
final class Thread: Sendable {
    private let handle: pthread_t

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    init(_ body: @escaping @Sendable () -> Void) {
        var handle = pthread_t()
        let status = pthread_create(
            &handle, nil,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, Unmanaged.passRetained(Work(body)).toOpaque())
        precondition(status == 0, "no thread")
        self.handle = handle
    }

    func join() { pthread_join(handle, nil) }
}
