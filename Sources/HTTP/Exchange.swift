internal import CMicrohttpd
internal import Logging
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// A request and its answer, from the first line of the one to the last byte of the other.
///
/// libmicrohttpd calls once with the head, then with each piece of the body, then once more. An answer that is given
/// before that last call closes the connection, so that even refusals wait for it where they can.
final class Exchange {
    enum Stage {
        case head, body
        /// Answered while the client still sends; what comes is dropped.
        case discarding(until: ContinuousClock.Instant)
        /// Being answered on another thread; the connection is suspended.
        case working
        case ready(Response)
        case answered
    }

    /// How long to drop what a client sends after its answer.
    private static let patience = Duration.seconds(5)
    /// Bytes to set aside for a body on the word of its client.
    private static let reservedBytes: UInt64 = 1 << 20

    private(set) var stage = Stage.head
    private let connection: Connection
    private let started = ContinuousClock.now
    private let targetLength: Int
    private var target = Target()
    private var method = Method.get
    private var head: Head?
    private var id = ""
    private var body: [UInt8] = []
    /// Bytes of the body that have come, kept or not.
    private var received = 0
    /// Whether a drain waits for the answer.
    private var isRunning = false
    private var refusal: Refusal?
    /// Takes the body instead of `body`.
    private var reader: (any BodyReader)?
    /// The answer, where it is known before the body.
    private var earlyAnswer: Response?
    /// The answer, where it goes on.
    private var transfer: StreamTransfer?
    private var notes: Notes

    /// What only the access log wants to know.
    private struct Notes {
        var method = ""
        var target = ""
        var sent = 0
        var status: Int?
        var route: String?
        var fate = AccessEntry.Connection.closed
        var traceParent: String?
    }

    private var server: ServerContext { connection.worker.server }

    /// Begins with a target, as sent and terminated by NUL.
    init(_ connection: Connection, target text: UnsafePointer<CChar>) {
        self.connection = connection
        let limits = connection.worker.server.limits
        let bytes = UnsafeRawBufferPointer(start: text, count: strlen(text))
        targetLength = bytes.count
        notes = Notes()
        if server.accessLog != nil { notes.target = String(decoding: bytes.prefix(limits.targetBytes), as: UTF8.self) }
        guard bytes.count <= limits.targetBytes else {
            refusal = .targetTooLong
            return
        }
        do {
            target = try Target(parsing: bytes.bindMemory(to: UInt8.self).span, queryParameters: limits.queryParameters)
        } catch {
            refusal = error
        }
    }

    /// Takes the head of the request.
    func takeHead(
        _ handle: OpaquePointer, target text: UnsafePointer<CChar>, method name: UnsafePointer<CChar>,
        version: UnsafePointer<CChar>
    ) -> MHD_Result {
        stage = .body
        let head = Head(of: handle, version: version, limit: server.limits.headerBytes)
        self.head = head
        id = head.id ?? connection.worker.identifiers.next()
        let known = Method(rawValue: String(cString: name))
        method = known ?? .get
        if server.accessLog != nil { notes.method = String(cString: name) }
        // The version follows the target after one byte, unless a NUL inside the target has hidden what follows it.
        if version - text != targetLength + 1 { refusal = .malformedTarget }
        let length = head.contentLength ?? 0
        refusal = head.refusal ?? (known == nil ? .unknownMethod : nil) ?? refusal
        if refusal == nil, isIncomplete { prepareForBody() }
        let isTooLong = reader == nil && length > server.limits.bodyBytes
        if isTooLong { refusal = refusal ?? .bodyTooLarge }
        connection.worker.running.add(1, ordering: .relaxed)
        isRunning = true
        guard refusal != nil || earlyAnswer != nil else {
            if reader == nil { body.reserveCapacity(Int(min(length, Self.reservedBytes))) }
            lookForEnd(handle)
            return .YES
        }
        // Where the body ends is not known, or the client waits with it: there is nothing to be read.
        if refusal == .malformedHead || head.expectsContinue && isIncomplete {
            guard let answer = settledAnswer() else { return .NO }
            return respond(handle, answer, fate: .closed)
        }
        if isTooLong { return interrupt(handle) }
        lookForEnd(handle)
        return .YES
    }

    /// Asks what is to become of the body.
    private func prepareForBody() {
        switch server.responder.reception(of: request()) {
        case .whole: break
        case .pieces(let reader):
            self.reader = reader
            reader.begin(with: server.pool)
        case .none(let answer): earlyAnswer = answer
        }
    }

    /// Takes a piece of the body.
    func take(_ piece: UnsafeRawBufferPointer, _ handle: OpaquePointer) -> MHD_Result {
        received += piece.count
        if case .discarding(let end) = stage {
            if server.isDraining.load(ordering: .relaxed) || ContinuousClock.now > end { return .NO }
        } else if let reader {
            if !reader.take(piece.bindMemory(to: UInt8.self).span) { return interrupt(handle) }
        } else if received > server.limits.bodyBytes {
            refusal = refusal ?? .bodyTooLarge
            return interrupt(handle)
        } else if refusal == nil, earlyAnswer == nil {
            body.append(contentsOf: piece)
        }
        lookForEnd(handle)
        return .YES
    }

    /// Whether more of the body may come.
    private var isIncomplete: Bool {
        head?.isChunked == true || received < head?.contentLength ?? 0
    }

    /// Has libmicrohttpd look again where the client has sent its last byte.
    ///
    /// It waits for edges and stops reading at the first short read, so that an end that arrived together with data is
    /// not seen until the connection has been idle for too long. Closing our side of the reading is another edge.
    private func lookForEnd(_ handle: OpaquePointer) {
        guard isIncomplete else { return }
        let socket = accord_socket(handle)
        var byte: UInt8 = 0
        if recv(socket, &byte, 1, CInt(MSG_PEEK) | CInt(MSG_DONTWAIT)) == 0 { shutdown(socket, CInt(SHUT_RD)) }
    }

    /// Answers, now that the whole request has been read; or has that done and suspends the connection meanwhile.
    func finish(_ handle: OpaquePointer) -> MHD_Result {
        // Answered before: nothing is left to be read, and the connection can be closed without harm.
        if case .discarding = stage { return .NO }
        if let answer = settledAnswer() { return respond(handle, answer) }
        let request = request()
        body = []
        switch server.responder.reply(to: request) {
        case .ready(let response): return respond(handle, response)
        case .work(let work): return handOver(work, handle)
        }
    }

    /// Has an answer made on another thread.
    private func handOver(_ work: @escaping @Sendable () -> Response, _ handle: OpaquePointer) -> MHD_Result {
        stage = .working
        MHD_suspend_connection(handle)
        let suspended = Suspended(exchange: self, handle: handle)
        let isTaken = server.pool.submit {
            let response = work()
            suspended.exchange.stage = .ready(response)
            MHD_resume_connection(suspended.handle)
        }
        if !isTaken {
            stage = .ready(work())
            MHD_resume_connection(handle)
        }
        return .YES
    }

    /// An exchange whose connection is suspended, so that libmicrohttpd leaves both alone until it is resumed.
    private struct Suspended: @unchecked Sendable {
        let exchange: Exchange
        let handle: OpaquePointer
    }

    /// Sends an answer.
    func respond(_ handle: OpaquePointer, _ response: Response) -> MHD_Result {
        respond(handle, response, fate: head?.connection ?? .closed)
    }

    private var headers: Headers { head?.headers ?? Headers() }

    /// The request with what there is of its body.
    private func request() -> Request {
        Request(method: method, path: target.path, query: target.query, headers: headers, body: body, id: id)
    }

    /// The answer that does not depend on the whole request; `nil` when the responder is to be asked.
    private func settledAnswer() -> Response? {
        if let earlyAnswer { return earlyAnswer }
        if let refusal { return server.responder.refuse(refusal, headers: headers) }
        return reader?.answer()
    }

    private func note(_ response: Response, _ fate: AccessEntry.Connection) {
        notes.status = response.status
        notes.route = response.route
        notes.sent = method == .head ? 0 : response.bodyBytes
        notes.fate = fate
    }

    private func respond(
        _ handle: OpaquePointer, _ response: Response, fate: AccessEntry.Connection
    ) -> MHD_Result {
        stage = .answered
        if let stream = response.stream, transfer == nil {
            transfer = StreamTransfer(
                stream, handle, isHead: method == .head, isChunked: head?.isOld == false, in: server.streams,
                limit: server.limits.streams)
            guard transfer != nil else {
                return respond(handle, server.responder.refuse(.tooManyStreams, headers: headers), fate: fate)
            }
        }
        let isDraining = server.isDraining.load(ordering: .relaxed)
        note(response, isDraining ? .closed : fate)
        guard let answer = transfer?.answer() ?? Self.answer(response) else { return .NO }
        defer { MHD_destroy_response(answer) }
        for field in response.headers.fields where MHD_add_response_header(answer, field.name, field.value) == .NO {
            server.logger.error("a header field is not sent", metadata: ["name": "\(field.name)"])
        }
        MHD_add_response_header(answer, "X-Request-ID", id)
        if isDraining { MHD_add_response_header(answer, "Connection", "close") }
        if transfer != nil {
            // No answer is waited for that has no end of its own, and what it was asked is not kept as long.
            stopRunning()
            if server.accessLog != nil { notes.traceParent = headers["traceparent"] }
            head = nil
            target = Target()
        }
        return MHD_queue_response(handle, CUnsignedInt(clamping: response.status), answer)
    }

    /// The body as libmicrohttpd sends it.
    private static func answer(_ response: Response) -> OpaquePointer? {
        if let file = response.file {
            let descriptor = dup(file.descriptor)
            let answer = MHD_create_response_from_fd64(UInt64(file.count), descriptor)
            if answer == nil { close(descriptor) }
            return answer
        }
        return response.body.withUnsafeBytes { body in
            MHD_create_response_from_buffer(
                body.count, UnsafeMutableRawPointer(mutating: body.baseAddress), .RESPMEM_MUST_COPY)
        }
    }

    /// Answers while the client still sends its body.
    ///
    /// libmicrohttpd would either read all of it first, or close the socket on unread bytes, at which the system tells
    /// the client to forget what it has received (RFC 9112, section 9.6). So the answer is written to the socket here,
    /// and what comes is read and dropped for a while.
    private func interrupt(_ handle: OpaquePointer) -> MHD_Result {
        stage = .discarding(until: .now + Self.patience)
        body = []
        guard let response = settledAnswer() else { return .NO }
        note(response, .closed)
        let bytes = LastAnswer.bytes(response, id: id, isHead: method == .head)
        let socket = accord_socket(handle)
        let sent = send(socket, bytes, bytes.count, CInt(MSG_NOSIGNAL) | CInt(MSG_DONTWAIT))
        guard sent == bytes.count, shutdown(socket, CInt(SHUT_WR)) == 0 else { return .NO }
        stopRunning()
        lookForEnd(handle)
        return .YES
    }

    private func stopRunning() {
        if isRunning { connection.worker.running.subtract(1, ordering: .releasing) }
        isRunning = false
    }

    /// Ends the exchange, for whatever reason.
    func complete(_ reason: MHD_RequestTerminationCode) {
        stopRunning()
        if let transfer { notes.sent = transfer.sent }
        guard let log = server.accessLog else { return }
        let outcome = outcome(reason)
        let elapsed = (ContinuousClock.now - started).components
        log.record(
            AccessEntry(
                id: id, method: notes.method, target: notes.target, route: notes.route, status: notes.status,
                requestBytes: received, responseBytes: notes.sent,
                microseconds: Int(elapsed.seconds) * 1_000_000 + Int(elapsed.attoseconds / 1_000_000_000_000),
                remoteAddress: connection.remoteAddress,
                traceParent: TraceContext.parent(notes.traceParent ?? headers["traceparent"]),
                outcome: outcome, isStream: transfer != nil,
                connection: outcome == .answered ? notes.fate : .closed))
    }

    private func outcome(_ reason: MHD_RequestTerminationCode) -> AccessEntry.Outcome {
        if case .discarding = stage { return .answered }
        return switch reason {
        case .REQUEST_TERMINATED_COMPLETED_OK: .answered
        case .REQUEST_TERMINATED_TIMEOUT_REACHED: .timedOut
        case .REQUEST_TERMINATED_DAEMON_SHUTDOWN: .stopped
        case .REQUEST_TERMINATED_WITH_ERROR, .REQUEST_TERMINATED_READ_ERROR, .REQUEST_TERMINATED_CLIENT_ABORT: .aborted
        }
    }
}
