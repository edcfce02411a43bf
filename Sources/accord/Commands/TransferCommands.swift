internal import ArgumentParser
internal import JSONCore
internal import Logging
internal import RegistryCore
internal import Reports
internal import SQLiteStore
internal import SchemaCore

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write all that a store holds as lines of JSON.",
        discussion: """
            The first line names the format; each of the others is one change, in the form that the log keeps. import \
            reads them back. A server may go on working on the store meanwhile.
            """)

    @OptionGroup var options: StoreOptions

    func run() throws {
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        let store = try options.openExisting()
        try Console.line(ExportFile.header)
        try StoreSource(store: store).forEachChange { (change) throws(Failure) in
            try Console.line(ExportFile.line(change))
        }
        try store.asked { (_) throws(RegistryError) in try store.close() }
    }
}

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Copy another registry into a store, with its ids and versions.",
        discussion: """
            From the address of a registry with Confluent's API, or from a file that export wrote. What is there already \
            is left as it is, so that an import that was interrupted goes on when it is run again; what contradicts it \
            ends it. At the end both sides are read again and compared; ends with 1 when they differ.
            """)

    @Option(help: ArgumentHelp("A registry's address, or an export file.", valueName: "url|file"))
    var from: String

    @OptionGroup var options: StoreOptions

    @Option(help: ArgumentHelp("The most seconds to wait for an answer.", valueName: "seconds"))
    var timeout = 30.0

    func run() throws {
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        let source = try source()
        let store = try options.open(readers: 1)
        let work = Import(store: store, source: source)
        var progress = Progress(total: nil)
        let result = try work.run { progress.show(changes: $0) }
        progress.clear()
        Console.note("imported \(result.made) of \(result.total) changes, the others were there; comparing both sides")
        let differences = try work.verify { progress.show(changes: $0) }
        progress.clear()
        try store.asked { (_) throws(RegistryError) in try store.close() }
        for difference in differences { try Console.line(difference.printable) }
        guard differences.isEmpty else { throw ExitStatus.findings }
        try Console.line("\(result.total) changes; source and store agree")
    }

    private func source() throws(Failure) -> any ChangeSource {
        guard from.hasPrefix("http://") || from.hasPrefix("https://") else {
            guard Platform.exists(from) else { throw Failure(.input, "there is no file \(from.printable)") }
            return FileSource(path: from)
        }
        return RegistrySource(
            connection: try RegistryOptions.connect(
                to: from, named: "--from", answerSeconds: timeout, token: ClientSettings.variable("ACCORD_TOKEN"),
                authoritiesFile: Platform.environment("ACCORD_CA_FILE")))
    }
}
