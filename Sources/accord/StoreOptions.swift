internal import ArgumentParser
internal import Logging
internal import Reports
internal import SQLiteStore
internal import SchemaCore

/// Which store a command works on, without a server between.
struct StoreOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where the registry lives.", valueName: "sqlite:path"))
    var store = "sqlite:accord.db"

    /// The path in `sqlite:PATH`.
    func path() throws(Failure) -> String {
        let prefix = "sqlite:"
        guard store.hasPrefix(prefix), store.utf8.count > prefix.utf8.count else {
            throw Failure(
                .usage, "--store \"\(store.printable)\" names no store", advice: "an example: sqlite:accord.db")
        }
        return String(store.dropFirst(prefix.count))
    }

    /// The path of a file that is there.
    func existingPath() throws(Failure) -> String {
        let path = try path()
        guard Platform.exists(path) else {
            throw Failure(.input, "there is no store at \(path.printable)", advice: "--store names another")
        }
        return path
    }

    /// Opens a store that is there.
    func openExisting() throws(Failure) -> SQLiteStore {
        _ = try existingPath()
        return try open(readers: 1)
    }

    /// Opens the store, and makes one where there is no file.
    func open(readers: Int) throws(Failure) -> SQLiteStore {
        let path = try path()
        do throws(RegistryError) {
            return try SQLiteStore(path: path, readers: readers, logger: Logger(label: "accord.store"))
        } catch {
            throw Failure(error, advice: "--store names another")
        }
    }
}
