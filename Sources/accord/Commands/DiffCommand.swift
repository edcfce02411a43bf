internal import ArgumentParser
internal import Compatibility
internal import JSONCore
internal import JSONSchema
internal import Reports
internal import SchemaCore

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what changed between two schemas, and what each change breaks.",
        usage: """
            accord diff OLD NEW
            accord diff SUBJECT:3..5
            accord diff FILE --against git:REVISION
            """,
        discussion: """
            A schema is a file, git:REVISION:FILE, or SUBJECT:VERSION at the registry; - is the standard input. Each change \
            is told with what it breaks: backward, the new schema reading old data, and forward, the old schema reading \
            new data, under the policies STRICT and LENIENT.

            The version that is suggested is major when the new schema may refuse old data, minor when only the old one \
            may refuse new data, patch when both accept the same.

            Exits with 0; with --exit-code, with 1 when there is a change.
            """)

    @Argument(help: "The schemas: the old one and the new one, or two versions of a subject.", completion: .schemaFiles)
    var schemas: [String]

    @Option(help: ArgumentHelp("The old schema: the same file in a revision.", valueName: "git:revision"))
    var against: String?

    @Option(help: ArgumentHelp("The policy that is told first.", valueName: "policy"))
    var policy = CompatibilityPolicy.strict

    @Flag(help: "Print the texts' difference as patch reads it.")
    var unified = false

    @Flag(help: "Print both texts in two columns.")
    var sideBySide = false

    @Flag(help: "Exit with 1 when there is a change.")
    var exitCode = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var registry: RegistryOptions

    func validate() throws {
        guard schemas.count <= 2 else { throw ValidationError("Name two schemas") }
        guard against == nil || schemas.count == 1 else { throw ValidationError("With --against, name one file") }
        guard against?.hasPrefix("git:") != false else {
            throw ValidationError("--against is git:REVISION here; two files are named one after the other")
        }
        guard [unified, sideBySide, output.form == .json].count(where: { $0 }) <= 1 else {
            throw ValidationError("Say only one of --unified, --side-by-side and -o json")
        }
        guard schemas.count(where: { $0 == "-" }) <= 1 else {
            throw ValidationError("The standard input can be only one of the two")
        }
    }

    func run() throws {
        let (old, new) = try operands()
        let sources = (old: try old.source(registry), new: try new.source(registry))
        let difference: SchemaDifference
        do throws(UnreadableSchema) {
            difference = try SchemaDifference(
                from: sources.old, to: sources.new, format: JSONSchemaFormat(), policy: policy)
        } catch {
            throw error.failure
        }
        let style = Style(output.color, for: .output)
        if unified || sideBySide {
            try Console.write(try texts(difference, style))
        } else {
            switch output.form {
            case .table: try Console.write(difference.text(style))
            case .json: try Console.line(difference.json.indentedText)
            }
        }
        if exitCode, !difference.changes.isEmpty { throw ExitStatus.findings }
    }

    private func operands() throws(Failure) -> (old: DiffOperand, new: DiffOperand) {
        let first = schemas[0]
        if schemas.count == 2 { return (try DiffOperand(first), try DiffOperand(schemas[1])) }
        if let against { return (try DiffOperand("\(against):\(first)"), .file(first)) }
        guard let range = try DiffOperand.range(first) else {
            throw Failure(
                .usage, "one schema is named, and there is nothing to compare it with",
                advice: "name two, or two versions of a subject, as orders-value:3..5, or say --against git:REVISION")
        }
        return range
    }

    private func texts(_ difference: SchemaDifference, _ style: Style) throws(Failure) -> String {
        guard let lines = LineDifference(from: difference.old.text, to: difference.new.text) else {
            throw Failure(.usage, "one of the schemas has more than \(LineDifference.linesLimit) lines")
        }
        let names = (old: difference.old.name.printable, new: difference.new.name.printable)
        return unified ? lines.unified(names, style) : lines.sideBySide(width: Platform.columns(of: .output), style)
    }
}
