internal import CMicrohttpd

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// A stream on its way to its client.
///
/// What is told to many at once is written to their sockets by the one thread of ``Streams``, while libmicrohttpd has
/// the connections suspended: to wake its threads for each takes several times as long, and every one of them may have
/// to wait for a processor. Whatever a socket does not take at once goes the usual way.
///
/// `@unchecked Sendable`: the thread of the connection has it, but while the connection is suspended the thread of
/// ``Streams``; the one hands it to the other under the lock of ``Streams``.
final class StreamTransfer: @unchecked Sendable {
    let stream: any ResponseStream
    /// Bytes of the body that libmicrohttpd has taken.
    private(set) var sent = 0
    private let streams: Streams
    private let handle: OpaquePointer
    private let socket: CInt
    /// Whether the head is all that is sent.
    private let isHead: Bool
    /// Whether the body is sent in chunks (RFC 9112, section 7.1), rather than up to the end of the connection.
    private let isChunked: Bool
    /// The number under which ``Streams`` knows it.
    private let number: UInt64
    /// The part that is being sent, and how much of it libmicrohttpd has taken.
    private var part: [UInt8] = []
    private var taken = 0
    private var hasEnded = false
    /// What is answered to libmicrohttpd next; `nil` while there may be more to send.
    private var verdict: Int?
    private var isPrompt = false

    /// The most bytes of a chunk that is written to a socket directly, with those that are still on their way: less than
    /// any socket has room for.
    private static let directBytes = 16 << 10
    /// How many parts are written directly in a turn, so that who has much to catch up with does not keep others waiting.
    private static let partsAtATime = 4
    /// What libmicrohttpd sets aside for a body of known length; chunks are made in the memory of the connection.
    private static let blockBytes = 64
    /// What a content reader answers at the end (`MHD_CONTENT_READER_END_OF_STREAM`), and to break off
    /// (`MHD_CONTENT_READER_END_WITH_ERROR`).
    private static let (end, failure) = (-1, -2)

    /// - Returns: `nil` when there are too many streams.
    init?(
        _ stream: any ResponseStream, _ handle: OpaquePointer, isHead: Bool, isChunked: Bool, in streams: Streams,
        limit: Int
    ) {
        guard let number = streams.admit(limit: limit) else { return nil }
        self.stream = stream
        self.handle = handle
        self.isHead = isHead
        self.isChunked = isChunked
        self.streams = streams
        self.number = number
        socket = accord_socket(handle)
        streams.open(self, number, socket: socket)
    }

    /// The answer as libmicrohttpd sends it, which lets go of the stream when it is over.
    func answer() -> OpaquePointer? {
        let context = Unmanaged.passRetained(self)
        let answer = MHD_create_response_from_callback(
            .max, Self.blockBytes,
            { context, _, buffer, size in
                guard let context, let buffer else { return StreamTransfer.failure }
                let transfer = Unmanaged<StreamTransfer>.fromOpaque(context).takeUnretainedValue()
                return transfer.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
            }, context.toOpaque(),
            { context in
                if let context { Unmanaged<StreamTransfer>.fromOpaque(context).takeRetainedValue().close() }
            })
        guard let answer else {
            context.release()
            close()
            return nil
        }
        if isHead { accord_end_by_closing(answer) }
        return answer
    }

    private func close() { streams.close(number, socket: socket) }

    /// Fills a chunk; when there is nothing to send, the connection is suspended.
    private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        if isHead { return Self.end }
        while true {
            if taken < part.count {
                let piece = part[taken..<min(part.count, taken + buffer.count)]
                buffer.copyBytes(from: piece)
                taken += piece.count
                sent += piece.count
                return piece.count
            }
            part = []
            taken = 0
            if let verdict { return verdict }
            switch streams.turn(of: number) {
            case .end where hasEnded: return Self.end
            case .end:
                hasEnded = true
                part = stream.ending()
            case .gone: return Self.failure
            case .go(let news):
                switch stream.next() {
                case .bytes(let bytes): part = bytes
                case .end: return Self.end
                case .failure: return Self.failure
                case .wait(let deadline):
                    if streams.suspend(number, until: deadline, unlessAfter: news) { return 0 }
                }
            }
        }
    }

    /// Writes what there is to tell to the socket; for the thread that sees to suspended connections, and no other.
    ///
    /// - Returns: until when there is nothing more; `nil` when the connection has to be resumed, for the rest to be sent.
    func push() -> ContinuousClock.Instant? {
        guard isChunked else { return nil }
        for _ in 0..<Self.partsAtATime {
            switch stream.next() {
            // Who has more of the past to look through does that on the thread of the connection.
            case .wait(let deadline): return deadline > .now ? deadline : nil
            case .end: verdict = Self.end
            case .failure: verdict = Self.failure
            case .bytes(let bytes):
                if write(bytes) { continue }
            }
            return nil
        }
        return nil
    }

    /// Writes a chunk; what the socket does not take is left to libmicrohttpd.
    private func write(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty else { return true }
        let chunk = Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
        let unacknowledged = accord_unacknowledged(socket)
        guard unacknowledged >= 0, Int(unacknowledged) + chunk.count <= Self.directBytes else {
            part = bytes
            return false
        }
        if !isPrompt {
            isPrompt = true
            var yes: CInt = 1
            setsockopt(socket, CInt(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<CInt>.size))
        }
        let count = send(socket, chunk, chunk.count, CInt(MSG_DONTWAIT) | CInt(MSG_NOSIGNAL))
        if count == chunk.count {
            sent += bytes.count
            return true
        }
        if count > 0 {
            // Half a chunk can be followed by nothing else. It takes a system without memory.
            verdict = Self.failure
        } else {
            part = bytes
        }
        return false
    }

    /// Has the connection suspended; under the lock of ``Streams``, so that it is not resumed before.
    func suspendConnection() { MHD_suspend_connection(handle) }

    func resumeConnection() { MHD_resume_connection(handle) }
}
