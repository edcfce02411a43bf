/// What the server accepts from clients; whatever goes beyond is refused, or waits.
public struct Limits: Sendable, Hashable {
    /// Bytes of a request's body, as announced or, where it comes in chunks, as counted (413).
    public var bodyBytes: Int
    /// Bytes of all header fields, each counted with its separator and line end (431).
    public var headerBytes: Int
    /// Bytes of the path and the query, as sent (414).
    public var targetBytes: Int
    /// Parameters of the query (400).
    public var queryParameters: Int
    /// Connections open at a time; more wait in the kernel's queue until one of them closes.
    public var connections: Int
    /// Answers at a time that go on for as long as there is news (503); fewer than connections, so that others find room.
    public var streams: Int
    /// Seconds after which a connection on which nothing moves is closed.
    public var idleSeconds: Int

    public init(
        bodyBytes: Int = 10 << 20, headerBytes: Int = 16 << 10, targetBytes: Int = 8 << 10, queryParameters: Int = 100,
        connections: Int = 2000, streams: Int = 1000, idleSeconds: Int = 60
    ) {
        self.bodyBytes = bodyBytes
        self.headerBytes = headerBytes
        self.targetBytes = targetBytes
        self.queryParameters = queryParameters
        self.connections = connections
        self.streams = streams
        self.idleSeconds = idleSeconds
    }

    /// Bytes that libmicrohttpd keeps for each connection.
    ///
    /// It holds the head of a request, a record for each header field and the head of the answer. Once it is full,
    /// libmicrohttpd answers 414 or 431 itself, in HTML; there is room for our own limits to strike first unless a head
    /// is far beyond them. All of it is cleared after each request, so that more of it costs time.
    var connectionMemory: Int { max(headerBytes, 0) + max(targetBytes, 0) + (6 << 10) }
}
