internal import ArgumentParser
internal import JSONCore
internal import Logging
internal import Reports
internal import SQLiteStore
internal import SchemaCore

struct AdminCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin", abstract: "Look after a store on the machine that holds it.",
        subcommands: [
            BackupCommand.self, RestoreCommand.self, VerifyCommand.self, RebuildCommand.self, ExportCommand.self,
            ImportCommand.self,
        ])
}

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Replay the log of a store and compare the tables with it.",
        discussion: """
            A server may go on working on the store meanwhile. Ends with 1 when log and tables disagree, with a line for \
            each disagreement.
            """)

    @OptionGroup var options: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        let store = try options.openExisting()
        let disagreements: [String]
        let revision: Revision
        do throws(RegistryError) {
            disagreements = try store.verify()
            revision = try store.head()
            try store.close()
        } catch {
            throw Failure(error)
        }
        switch output.form {
        case .table:
            for disagreement in disagreements { try Console.line(disagreement.printable) }
            if disagreements.isEmpty { try Console.line("\(revision.number) events; log and tables agree") }
        case .json:
            let json = JSON.object([
                "revision": .number(JSONNumber(revision.number)),
                "disagreements": .array(disagreements.map { .string($0) }),
            ])
            try Console.line(json.indentedText)
        }
        if !disagreements.isEmpty { throw ExitStatus.findings }
    }
}
