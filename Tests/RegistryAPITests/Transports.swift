import Glibc
import JSONSchema
import Logging
import RegistryAPI
import RegistryCore
import SQLiteStore
import TestSupport
import Testing

@testable import HTTP

/// A registry over a store in a directory of its own.
struct Station {
    let directory: TemporaryDirectory
    let store: any Store
    let registry: Registry
    let api: API

    init(
        store: (any Store)? = nil, options: Registry.Options = Registry.Options(),
        authentication: Authentication = .off
    ) throws {
        directory = try TemporaryDirectory()
        self.store = try store ?? SQLiteStore(path: directory.file("registry.db"))
        registry = Registry(store: self.store, formats: [JSONSchemaFormat()], options: options)
        api = API(
            registry: registry, release: Release(version: "1.2.3", commit: "0123abc"), authentication: authentication,
            courier: Courier(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}

/// Takes what is to be sent, and sends it nowhere.
private struct Courier: WebhookCourier {
    func test(_ webhook: Webhook) -> WebhookAttempt {
        webhook.id == "unwilling"
            ? WebhookAttempt(status: 500, reason: "it answered 500", milliseconds: 3)
            : WebhookAttempt(status: 204, milliseconds: 2)
    }

    func queued(for webhook: String) {}
}

extension Station {
    /// The registry that a transcript is played against; one is about a server whose modes cannot change.
    init(for transcript: String) throws {
        var options = Registry.Options()
        options.modesCanChange = transcript != "modes-fixed.txt"
        try self.init(options: options)
    }
}

/// Requests as calls of the API's one function.
struct InMemory: Transport {
    let api: API

    func send(
        _ method: HTTP.Method, _ target: String, _ headers: [Headers.Field] = [], _ body: [UInt8] = []
    ) throws -> Response {
        let bytes = Array(target.utf8)
        do {
            let target = try Target(parsing: bytes.span, queryParameters: Limits().queryParameters)
            var response = api.respond(
                to: Request(
                    method: method, path: target.path, query: target.query, headers: Headers(headers), body: body))
            if let stream = response.stream { response.body = stream.whole }
            return response
        } catch {
            return api.refuse(error, headers: Headers(headers))
        }
    }

    /// Sends a JSON text.
    func send(_ method: HTTP.Method, _ target: String, _ body: String) throws -> Response {
        try send(method, target, [], Array(body.utf8))
    }
}

extension ResponseStream {
    /// All that is sent, up to where it would wait.
    var whole: [UInt8] {
        var bytes: [UInt8] = []
        while case .bytes(let part) = next() { bytes += part }
        return bytes + ending()
    }
}

/// Requests over one connection to a server on a port of this host.
final class OverSocket: Transport {
    private let server: Server
    private let descriptor: CInt

    struct Failure: Error {
        var code: CInt
    }

    init(_ api: API) throws {
        server = try Server(
            api, listeningOn: [Address(host: "127.0.0.1", port: 0)], threads: 1,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = try #require(server.addresses.first).port.bigEndian
        name.sin_addr.s_addr = inet_addr("127.0.0.1")
        let status = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(code: errno) }
    }

    deinit {
        close(descriptor)
        server.stop()
    }

    func send(
        _ method: HTTP.Method, _ target: String, _ headers: [Headers.Field], _ body: [UInt8]
    ) throws -> Response {
        var head = "\(method.rawValue) \(target) HTTP/1.1\r\nHost: test\r\n"
        for field in headers { head += "\(field.name): \(field.value)\r\n" }
        if !body.isEmpty { head += "Content-Length: \(body.count)\r\n" }
        let bytes = Array((head + "\r\n").utf8) + body
        guard Glibc.send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure(code: errno)
        }
        return try receive(hasBody: method != .head)
    }

    private func receive(hasBody: Bool) throws -> Response {
        var received: [UInt8] = []
        var end = received.firstEndOfHead
        while end == nil {
            received += try more()
            end = received.firstEndOfHead
        }
        let bodyStart = end ?? 0
        let lines = String(decoding: received[..<bodyStart], as: UTF8.self).split(separator: "\r\n")
        let status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) }
        var response = Response(status: status ?? 0)
        for line in lines.dropFirst() {
            let name = line.prefix { $0 != ":" }
            response.headers.append(String(name), String(line.dropFirst(name.count + 1).drop { $0 == " " }))
        }
        guard hasBody else { return response }
        if response.headers["Transfer-Encoding"] == "chunked" {
            while received.suffix(5) != Array("0\r\n\r\n".utf8) { received += try more() }
            response.body = Array(received[bodyStart...]).withoutChunks
            return response
        }
        let length = response.headers["Content-Length"].flatMap { Int($0) } ?? 0
        while received.count < bodyStart + length { received += try more() }
        response.body = Array(received[bodyStart...])
        return response
    }

    private func more() throws -> ArraySlice<UInt8> {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count > 0 else { throw Failure(code: count == 0 ? 0 : errno) }
        return piece[..<count]
    }
}

extension [UInt8] {
    /// What comes in chunks, put together (RFC 9112, section 7.1).
    fileprivate var withoutChunks: [UInt8] {
        var body: [UInt8] = []
        var rest = self[...]
        while let end = rest.firstIndex(of: 13),
            let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16), size > 0
        {
            rest = rest[(end + 2)...]
            body += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        return body
    }

    /// Where the body begins, once the whole head is there.
    fileprivate var firstEndOfHead: Int? {
        guard count >= 4 else { return nil }
        for index in 3..<count where self[index - 3...index] == [13, 10, 13, 10] { return index + 1 }
        return nil
    }
}
