public import Logging
internal import RegistryCore
public import SchemaCore

extension SQLiteStore {
    /// Draws the tables of a store anew from its log, which stays as it is.
    ///
    /// The new file is made beside the old one and takes its place when it is whole.
    ///
    /// - Parameters:
    ///   - path: the store; no server may have it open.
    ///   - progress: is told how many events are played.
    /// - Returns: the newest event, and a sentence for each disagreement that was there between log and tables.
    /// - Throws: `.storeFailure` when the log is not sound, and when another process has the store open; then nothing is
    ///   changed.
    public static func rebuild(
        _ path: String, logger: Logger, _ progress: (Int) -> Void
    ) throws(RegistryError) -> (head: Revision, mended: [String]) {
        let destination = try Destination(path, replaces: true, logger)
        let store = try SQLiteStore(path: path, readers: 1, logger: logger)
        let head = try store.head()
        try store.close()
        let source = try Opening(path: path, logger: logger).existing()
        try attempt(logger) {
            // Held until the new file is in its place, so that nobody writes to the old one meanwhile.
            try source.own()
            guard try source.integer("SELECT max(revision) FROM event") == head.number else {
                throw RegistryError.storeIsBusy
            }
        }
        var mended: [String] = []
        let rebuilt = try destination.fill(owner: source) { (partial) throws(RegistryError) in
            try attempt(logger) {
                mended += try source.damage("event")
                do {
                    try Replay(of: source, to: partial, logger).run(progress)
                } catch let fault as ChainFault {
                    throw RegistryError.copyIsUnsound(path, [fault.sentence])
                }
                try source.execute("ATTACH ?1 AS drawn", [.text(partial)])
                mended += try source.disagreements(of: "main", with: "drawn", limit: disagreementsLimit)
                try source.execute("DETACH drawn")
            }
            return head
        }
        return (rebuilt, mended)
    }
}
