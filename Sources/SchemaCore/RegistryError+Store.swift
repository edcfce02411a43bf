// The wording of what the store fails at.

// MARK: - The store

extension RegistryError {
    public static func storeFailure(_ what: String) -> RegistryError { RegistryError(.storeFailure, what) }

    /// A schema that was accepted once and is refused now.
    public static func storedSchemaUnreadable(
        _ subject: Subject, _ version: Version, _ reason: RegistryError,
        consequence: String = "nothing can be compared with it"
    ) -> RegistryError {
        RegistryError(
            .storedSchemaUnreadable,
            "Version \(version) of '\(subject)' is stored but cannot be read, so \(consequence): \(reason.message)")
    }

    /// An answer that has to wait for the end of the body and cannot.
    public static func answerNotKept(_ reason: String) -> RegistryError {
        RegistryError(.internalFailure, "The answer cannot be kept until the body ends: \(reason)")
    }

    /// An answer that is much longer than its request.
    public static func answerTooLong(limit: Int) -> RegistryError {
        RegistryError(
            .bodyTooLarge,
            "The answer to this body would be longer than \(limit) bytes; ask for output=flag or for answer=summary")
    }

    /// The server does not serve, for a while or for good.
    public static func unavailable(_ reason: String) -> RegistryError { RegistryError(.unavailable, reason) }

    public static let serverIsStopping = unavailable("The server is about to stop.")

    public static let storeIsFull = storeFailure(
        "The disk of the registry's store is full; nothing was changed. Free some space and try again.")

    public static let storeIsReadOnly = storeFailure(
        "The registry's store cannot be written to: its file or disk is read-only; nothing was changed.")

    public static let storeIsBusy = storeFailure(
        "The registry's store is locked by another process for too long; try again.")

    public static let storeIsDamaged = storeFailure(
        "The registry's store is damaged. Restore it from a backup; the server's log names the place.")

    public static let storeDiskFails = storeFailure(
        "The disk of the registry's store reports errors; the server's log names them.")

    public static let storeFails = storeFailure(
        "The registry's store failed; the server's log says how.")

    public static let storeIsClosed = storeFailure("The registry's store is closed.")

    public static let pastIsBusy = storeFailure(
        "Others are looking at all of the past at the same time, which takes much memory; try again.")

    public static let pastIsOver = storeFailure("What the registry was cannot be changed.")

    public static let storeIsNewer = storeFailure(
        "The registry's store was upgraded by a newer program while this one was running; restart with that program.")

    /// An event of the log that is not what this program writes.
    public static func eventUnreadable(kind: String, member: String) -> RegistryError {
        storeFailure("The registry's log is damaged: an event of kind '\(kind)' has no readable \"\(member)\".")
    }

    /// A context in which every number was given once.
    public static func idsExhausted(_ context: Context) -> RegistryError {
        storeFailure("Context '\(context.name)' has given its last schema id, 2^31-1.")
    }

    /// The state that a decision was taken on has changed since; take it again.
    public static let conflict = RegistryError(
        .conflict, "The subject was changed by others at the same time; try again.")
}

// MARK: - Backups

extension RegistryError {
    /// A file that is not written over.
    public static func fileIsThere(_ path: String) -> RegistryError {
        storeFailure("'\(path)' is there already.")
    }

    /// A file that the disk cannot hold.
    public static func noRoom(for path: String) -> RegistryError {
        storeFailure("The disk is full that '\(path)' was to be on; nothing is left of it there.")
    }

    /// A copy that is not what the log says.
    public static func copyIsUnsound(_ path: String, _ disagreements: [String]) -> RegistryError {
        storeFailure("'\(path)' is not sound: \(disagreements.joined(separator: " "))")
    }

    /// A file of a format whose events have no hashes.
    public static func logHasNoChain(_ path: String) -> RegistryError {
        storeFailure("The store '\(path)' is of a format before events had hashes; a server that opens it gives them.")
    }

    /// A log that does not reach as far as is asked for.
    public static func revisionNotReached(_ revision: Revision, head: Revision) -> RegistryError {
        storeFailure("The log ends with revision \(head.number), so that there is no revision \(revision.number).")
    }

    public static func fileNotMoved(_ path: String) -> RegistryError {
        storeFailure("'\(path)' could not be put in its place; its directory does not let this user do so.")
    }
}

// MARK: - Opening the store

extension RegistryError {
    public static func storeNotOpened(_ path: String, _ reason: StoreOpenReason) -> RegistryError {
        let what =
            switch reason {
            case .directoryMissing: "its directory does not exist"
            case .isDirectory: "it is a directory; name a file in it"
            case .notPermitted: "this user may not read and write the file or may not create files in its directory"
            case .readOnly: "the file or its directory is read-only"
            case .noFile: "the path names no file"
            case .foreign: "the file is an SQLite database of another program"
            case .notDatabase: "the file is not an SQLite database"
            case .damaged: "the file is damaged; restore it from a backup"
            case .busy: "another process holds it locked"
            case .full: "the disk is full"
            case .newer(let version, let known):
                "it was written by a newer version of this program (format \(version), this one knows up to \(known)); "
                    + "use that version"
            case .noWriteAheadLog:
                "its file system has no shared memory, which the write-ahead log needs; use a local disk"
            case .other(let message): message
            }
        return storeFailure("The store '\(path)' cannot be opened: \(what).")
    }

    /// Why a store's file is not opened.
    public enum StoreOpenReason: Sendable, Hashable {
        case directoryMissing, isDirectory, notPermitted, readOnly, noFile
        case foreign, notDatabase, damaged
        case busy, full
        /// The format of the file, and the newest one that this program knows.
        case newer(version: Int, known: Int)
        case noWriteAheadLog
        /// In the words of the engine.
        case other(String)
    }
}
