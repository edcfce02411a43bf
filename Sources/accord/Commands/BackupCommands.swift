internal import ArgumentParser
internal import JSONCore
internal import Logging
internal import Reports
internal import SQLiteStore
internal import SchemaCore

struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy a store to one file, as it is at one moment.",
        discussion: """
            A server may go on writing to the store meanwhile. The copy is verified, its log against its tables and its \
            chain, before it gets its name.
            """)

    @Argument(help: "The file to write.") var file: String
    @Flag(help: "Write over a file that is there.") var force = false
    @OptionGroup var options: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let store = try options.existingPath()
        try Copying(output.form).run("backed up", to: file) { (logger, progress) throws(RegistryError) in
            try SQLiteStore.backUp(store, to: file, replaces: force, logger: logger, progress)
        }
    }
}

struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make a store from a backup, as it was then or at a revision before.",
        discussion: """
            The backup is verified first, its log against its tables and its chain; one that was altered is refused. A \
            store that is there is given up only with --force, and never while a server has it open.
            """)

    @Argument(help: "The file that backup wrote.") var file: String
    @Flag(help: "Give up the store that is there.") var force = false
    @Option(help: ArgumentHelp("The last event to keep; those after it are left out.", valueName: "revision"))
    var toRevision: Int64?
    @OptionGroup var options: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard toRevision ?? 1 > 0 else { throw ValidationError("--to-revision must be at least 1") }
    }

    func run() throws {
        guard Platform.exists(file) else { throw Failure(.input, "there is no file \(file.printable)") }
        let path = try options.path()
        try Copying(output.form).run("restored", to: path) { (logger, progress) throws(RegistryError) in
            try SQLiteStore.restore(
                file, to: path, replaces: force, upTo: toRevision.map { Revision($0) }, logger: logger, progress)
        }
    }
}

/// What both have in common: progress, failures, and a line at the end.
private struct Copying {
    let form: OutputForm

    init(_ form: OutputForm) { self.form = form }

    func run(
        _ done: String, to path: String,
        _ copy: (Logger, (Int, Int) -> Void) throws(RegistryError) -> Revision
    ) throws(Failure) {
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        var progress = Progress(total: nil)
        let head: Revision
        do throws(RegistryError) {
            head = try copy(Logger(label: "accord.store")) { pages, total in
                progress.show(pages: pages, of: total)
            }
        } catch {
            progress.clear()
            throw Failure(error, advice: Self.advice(error))
        }
        progress.clear()
        switch form {
        case .table: try Console.line("\(done) \(path.printable), up to event \(head.number)")
        case .json:
            let json = JSON.object(["file": .string(path), "revision": .number(JSONNumber(head.number))])
            try Console.line(json.indentedText)
        }
    }

    private static func advice(_ error: RegistryError) -> String? {
        error.message.hasSuffix("is there already.") ? "--force writes over it" : nil
    }
}
