internal import ArgumentParser
internal import JSONCore
internal import Logging
internal import Reports
internal import SQLiteStore
internal import SchemaCore

struct RebuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Draw the tables of a store anew from its log.",
        discussion: """
            For tables that "accord admin verify" finds other than the log. The log is verified on the way and stays as it is; \
            no server may have the store open. The new file takes the place of the old one when it is whole.
            """)

    @OptionGroup var options: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        let path = try options.existingPath()
        var progress = Progress(total: nil)
        let result: (head: Revision, mended: [String])
        do throws(RegistryError) {
            result = try SQLiteStore.rebuild(path, logger: Logger(label: "accord.store")) { progress.show(events: $0) }
        } catch {
            progress.clear()
            throw Failure(error)
        }
        progress.clear()
        switch output.form {
        case .table:
            for sentence in result.mended { try Console.line("mended: \(sentence.printable)") }
            try Console.line("\(result.head.number) events; the tables are drawn from them")
        case .json:
            let json = JSON.object([
                "revision": .number(JSONNumber(result.head.number)), "mended": .strings(result.mended),
            ])
            try Console.line(json.indentedText)
        }
    }
}
