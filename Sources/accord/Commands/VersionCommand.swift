internal import ArgumentParser
internal import JSONCore

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version of this program.")

    @OptionGroup var output: OutputOptions

    static let text = "\(Build.name) \(Build.version)"

    func run() throws(Failure) {
        switch output.form {
        case .table: try Console.line(Self.text)
        case .json:
            let json = JSON.object(["name": .string(Build.name), "version": .string(Build.version)])
            try Console.line(json.indentedText)
        }
    }
}
