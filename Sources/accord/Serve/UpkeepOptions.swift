internal import ArgumentParser
internal import Reports
internal import SQLiteStore

/// What a server does for its store beside requests.
struct UpkeepOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Compare the tables with the log this often, as 6h.", valueName: "interval"))
    var verifyEvery: Interval?

    @Option(
        name: .customLong("backup-to"),
        help: ArgumentHelp("Copy the store to files in a folder, each verified.", valueName: "folder"))
    var backupFolder: String?

    @Option(help: ArgumentHelp("How often to copy it. (default: 1d)", valueName: "interval"))
    var backupEvery: Interval?

    @Option(
        name: .customLong("backups"),
        help: ArgumentHelp("How many copies to keep, the newest ones. (default: 7)", valueName: "count"))
    var keptBackups: Int?

    private static let standard = (seconds: Int64(86_400), kept: 7)

    func validate() throws {
        guard keptBackups ?? 1 >= 1 else { throw ValidationError("--backups must be at least 1") }
        guard backupFolder != nil || (backupEvery == nil && keptBackups == nil) else {
            throw ValidationError("--backup-every and --backups need a folder: --backup-to")
        }
    }

    /// The jobs, for a store.
    ///
    /// - Parameter path: where it is.
    /// - Throws: a failure of usage when there is no such folder.
    func jobs(of store: SQLiteStore, at path: String) throws(Failure) -> [StoreJob] {
        var jobs: [StoreJob] = []
        if let verifyEvery { jobs.append(StoreJob(verifying: store, every: verifyEvery.seconds)) }
        if let backupFolder {
            guard Platform.names(inFolder: backupFolder) != nil else {
                throw Failure(.usage, "--backup-to: there is no folder \(backupFolder.printable)")
            }
            let backups = BackupFolder(path: backupFolder, kept: keptBackups ?? Self.standard.kept)
            jobs.append(
                StoreJob(copying: path, to: backups, every: backupEvery?.seconds ?? Self.standard.seconds))
        }
        return jobs
    }
}
