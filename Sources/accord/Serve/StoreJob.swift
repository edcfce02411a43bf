internal import Logging
internal import RegistryAPI
internal import SQLiteStore
internal import SchemaCore

/// Something that is done for a store again and again.
struct StoreJob: Sendable {
    let kind: Upkeep.Job
    /// In seconds.
    let interval: Int64
    /// When it was done last, as far as that can be seen.
    let last: Timestamp?
    /// Does it; the sentences are what is wrong with the store.
    let run: @Sendable () throws(RegistryError) -> [String]

    private static let logger = Logger(label: "accord.store")

    init(verifying store: SQLiteStore, every seconds: Int64) {
        kind = .verification
        interval = seconds
        last = nil
        run = { () throws(RegistryError) in try store.verify() }
    }

    init(copying store: String, to folder: BackupFolder, every seconds: Int64) {
        kind = .backup
        interval = seconds
        last = folder.newest
        run = { () throws(RegistryError) in
            folder.tidy()
            let file = folder.file(at: Platform.now())
            let head = try SQLiteStore.backUp(store, to: file, replaces: false, logger: Self.logger) { _, _ in }
            folder.tidy()
            Self.logger.info("backed up", metadata: ["file": "\(file)", "revision": "\(head.number)"])
            return []
        }
    }
}
