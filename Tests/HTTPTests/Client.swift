import Glibc
import HTTP

/// A connection to a server on this host that writes bytes as they are and parses what comes back.
final class Client {
    struct Reply {
        var status = 0
        var headers = Headers()
        var body: [UInt8] = []

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    enum Failure: Error {
        case refused(CInt)
        /// The connection ended, cleanly or not, or nothing came for ten seconds, after so many bytes of a reply.
        case ended(afterBytes: Int, code: CInt)
    }

    /// Kept from stopping as long as there is a connection to it.
    private let server: Server?
    private var descriptor: CInt
    private var received: [UInt8] = []

    init(_ address: Address, of server: Server? = nil) throws {
        self.server = server
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        // Otherwise a body waits for the acknowledgment of its head.
        var on: CInt = 1
        setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<CInt>.size))
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = address.port.bigEndian
        name.sin_addr.s_addr = inet_addr(address.host)
        let status = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            let code = errno
            close()
            throw Failure.refused(code)
        }
    }

    deinit { close() }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Writes a text, with each line end as CR LF.
    func send(_ text: String) { send(Array(text.utf8).flatMap { $0 == 10 ? [13, 10] : [$0] }) }

    /// Writes some bytes, as far as the server takes them; gives back how many it took.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Int {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            sent += count
        }
        return sent
    }

    /// Tells the server that nothing more will be sent.
    func finishSending() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// Sends a request, such as `POST /a` or, to get it, `/a`, and reads its reply.
    func ask(_ request: String, headers: String = "", body: [UInt8]? = nil) throws -> Reply {
        let line = request.hasPrefix("/") ? "GET \(request)" : request
        let length = body.map { "Content-Length: \($0.count)\n" } ?? ""
        send("\(line) HTTP/1.1\nHost: test\n\(headers)\(length)\n")
        if let body { send(body) }
        return try readReply(to: String(line.prefix { $0 != " " }))
    }

    /// Reads the next reply; of one to `HEAD`, only the head.
    func readReply(to method: String = "GET") throws -> Reply {
        var reply = Reply()
        let lines = try readHead()
        reply.status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            reply.headers.append(String(line[..<colon]), String(value))
        }
        let length = method == "HEAD" ? 0 : reply.headers["Content-Length"].flatMap { Int($0) } ?? 0
        while received.count < length { try readMore() }
        reply.body = Array(received.prefix(length))
        received.removeFirst(length)
        return reply
    }

    /// Reads the next chunk of a body that comes in chunks; `nil` after the last one.
    func readChunk() throws -> String? {
        func line() throws -> String {
            while true {
                if let end = received.indices.dropLast().first(where: { received[$0] == 13 && received[$0 + 1] == 10 })
                {
                    defer { received.removeSubrange(...(end + 1)) }
                    return String(decoding: received[..<end], as: UTF8.self)
                }
                try readMore()
            }
        }
        let size = Int(try line(), radix: 16) ?? 0
        while received.count < size { try readMore() }
        let chunk = String(decoding: received[..<size], as: UTF8.self)
        received.removeFirst(size)
        _ = try line()
        return size == 0 ? nil : chunk
    }

    /// Reads until the server closes the connection; the code is 0 where it did so cleanly.
    func readToEnd() -> (bytes: [UInt8], code: CInt) {
        while true {
            do {
                try readMore()
            } catch Failure.ended(_, let code) {
                defer { received = [] }
                return (received, code)
            } catch {
                return (received, -1)
            }
        }
    }

    /// Whether something arrives within a time.
    func hasBytes(withinMilliseconds patience: CInt) -> Bool {
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&event, 1, patience) > 0
    }

    private func readHead() throws -> [String] {
        while true {
            if let end = received.indices.dropLast(3).first(where: { received[$0..<($0 + 4)] == [13, 10, 13, 10] }) {
                let head = String(decoding: received[..<end], as: UTF8.self)
                received.removeSubrange(...(end + 3))
                return head.split(separator: "\r\n").map(String.init)
            }
            try readMore()
        }
    }

    private func readMore() throws {
        var piece = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count > 0 else { throw Failure.ended(afterBytes: received.count, code: count == 0 ? 0 : errno) }
        received += piece[..<count]
    }
}
