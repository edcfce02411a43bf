internal import HTTP
internal import Logging
internal import RegistryAPI
internal import SQLiteStore
internal import SchemaCore

/// A registry that runs.
struct Service {
    let store: SQLiteStore
    let api: API
    let server: Server
    let signals: TerminationSignals

    /// How long requests that are running may take after a signal.
    private static let drainSeconds = 20

    /// Serves until a signal asks for the end, and then until the requests that are running are answered.
    func runUntilSignal() throws(Failure) {
        let logger = Logger(label: Build.name)
        let signal = signals.wait()
        logger.info("stopping", metadata: ["signal": "\(signal)"])
        signals.endAtNext()
        api.drain()
        let running = server.drain(seconds: Self.drainSeconds)
        if running > 0 {
            logger.warning(
                "requests were cut off after \(Self.drainSeconds) s", metadata: ["count": .stringConvertible(running)])
        }
        server.stop()
        do throws(RegistryError) {
            try store.close()
        } catch {
            throw Failure(.server, error.message.clause)
        }
        logger.info("stopped")
    }
}
