internal import ArgumentParser
internal import JSONCore
internal import RegistryClient

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Count subjects, versions, orphans and overdue sunsets by team.",
        discussion: "The HTML is one page that needs nothing else, with its charts in it.")

    /// The form of the report.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case table, json, markdown, html
    }

    @Option(
        name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The form.", valueName: "form"))
    var form = Form.table

    @OptionGroup var registry: RegistryOptions

    func run() throws {
        let connection = try registry.connect()
        let answer = try connection.ask { client throws(ClientError) in try client.read(GovernanceResource("report")) }
        guard let report = GovernanceReport(answer) else {
            throw Failure(.server, "\(connection.address) answers a report that is none")
        }
        switch form {
        case .json: try Console.write(answer.indentedText + "\n")
        case .table: try Console.write(report.table)
        case .markdown: try Console.write(report.markdown)
        case .html: try Console.write(report.html(of: connection.address))
        }
    }
}
