internal import Logging
internal import Synchronization

/// What all workers share.
final class ServerContext: Sendable {
    let responder: any Responder
    let limits: Limits
    let accessLog: (any AccessLog)?
    let logger: Logger
    /// Where answers are made that take long.
    let pool: ThreadPool
    /// The answers that go on.
    let streams: Streams
    /// Whether answers close their connections, since the server is about to stop.
    let isDraining = Atomic<Bool>(false)

    init(
        responder: any Responder, limits: Limits, accessLog: (any AccessLog)?, logger: Logger, pool: ThreadPool,
        streams: Streams
    ) {
        self.responder = responder
        self.limits = limits
        self.accessLog = accessLog
        self.logger = logger
        self.pool = pool
        self.streams = streams
    }
}
