internal import CMicrohttpd

/// A stream on its way to its client.
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
    /// The number under which ``Streams`` knows it.
    private let number: UInt64
    /// The part that is being sent, and how much of it libmicrohttpd has taken.
    private var part: [UInt8] = []
    private var taken = 0
    private var hasEnded = false

    /// What libmicrohttpd sets aside for a body of known length; chunks are made in the memory of the connection.
    private static let blockBytes = 64
    /// What a content reader answers at the end (`MHD_CONTENT_READER_END_OF_STREAM`), and to break off
    /// (`MHD_CONTENT_READER_END_WITH_ERROR`).
    private static let (end, failure) = (-1, -2)

    /// - Returns: `nil` when there are too many streams.
    init?(_ stream: any ResponseStream, _ handle: OpaquePointer, isHead: Bool, in streams: Streams, limit: Int) {
        guard let number = streams.admit(limit: limit) else { return nil }
        self.stream = stream
        self.handle = handle
        self.isHead = isHead
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

    /// Has the connection suspended; under the lock of ``Streams``, so that it is not resumed before.
    func suspendConnection() { MHD_suspend_connection(handle) }

    func resumeConnection() { MHD_resume_connection(handle) }
}
