/// The body of an answer that goes on for as long as there is something to tell.
///
/// It is asked for what comes next whenever the client has taken what came before, so that a slow client holds up nobody
/// and nothing is kept for it beyond one part. It is used by one thread at a time, on threads that also serve others.
public protocol ResponseStream: AnyObject, Sendable {
    /// What comes next.
    func next() -> StreamPart

    /// Whether, after it has chosen to wait, there is something to send; asked when its server's ``Streams/wake()`` was
    /// called.
    func isReady() -> Bool

    /// What is sent last when the server is about to stop.
    func ending() -> [UInt8]
}

/// What a stream does next.
public enum StreamPart: Sendable {
    case bytes([UInt8])
    /// Nothing, until there is news, or at the latest until then.
    case wait(until: ContinuousClock.Instant)
    case end
    /// The client is to see that the answer is incomplete.
    case failure
}
