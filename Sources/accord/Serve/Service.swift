internal import HTTP
internal import Logging
internal import RegistryAPI
internal import RegistryCore
internal import SQLiteStore
internal import SchemaCore
internal import Webhooks

/// A registry that runs.
struct Service {
    let store: SQLiteStore
    let registry: Registry
    let api: API
    let feed: ChangeFeed
    let dispatcher: Dispatcher
    let server: Server
    let signals: TerminationSignals
    let keeper: StoreKeeper

    /// How long requests that are running may take after a signal.
    private static let drainSeconds = 20

    /// How often it is looked for something to do beside requests, in seconds.
    private static let pause = 1

    /// Waits, tells of what others write to the store, and keeps the index for searching near the log while nothing is
    /// written.
    private func waitForSignal(_ logger: Logger) -> String {
        var head = Revision.zero
        var isBehind = true
        var isQuiet = false
        while true {
            if let signal = signals.wait(seconds: isQuiet && isBehind ? 0 : Self.pause) { return signal }
            keeper.beginWhatIsDue()
            do throws(RegistryError) {
                let now = try store.head()
                isQuiet = now == head
                // Others may write to the store too.
                if !isQuiet {
                    feed.reached(now)
                    dispatcher.reached(now)
                }
                head = now
                if isQuiet, isBehind { isBehind = try registry.indexSome() } else { isBehind = isBehind || !isQuiet }
            } catch {
                isQuiet = false
                logger.warning("the index for searching was not brought on", metadata: ["reason": "\(error.message)"])
            }
        }
    }

    /// Serves until a signal asks for the end, and then until the requests that are running are answered.
    func runUntilSignal() throws(Failure) {
        let logger = Logger(label: Build.name)
        let signal = waitForSignal(logger)
        logger.info("stopping", metadata: ["signal": "\(signal)"])
        signals.endAtNext()
        api.drain()
        let running = server.drain(seconds: Self.drainSeconds)
        if running > 0 {
            logger.warning(
                "requests were cut off after \(Self.drainSeconds) s", metadata: ["count": .stringConvertible(running)])
        }
        server.stop()
        dispatcher.stop()
        do throws(RegistryError) {
            try store.close()
        } catch {
            throw Failure(.server, error.message.clause)
        }
        logger.info("stopped")
    }
}
