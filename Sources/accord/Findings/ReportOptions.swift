internal import ArgumentParser
internal import JSONCore
internal import Reports

/// In which forms a command tells what it found, and where.
struct ReportOptions: ParsableArguments {
    @Option(
        name: .customLong("report"),
        help: ArgumentHelp(
            "The form of the report, and a file for it: \(ReportForm.allCases.map(\.rawValue).joined(separator: ", ")); repeatable. "
                + "(default: text; in GitHub Actions and GitLab CI also theirs)",
            valueName: "form[=file]"))
    var reports: [String] = []

    @Flag(help: "Print the JSON Schema of reports in the form json.")
    var reportSchema = false

    @OptionGroup var output: OutputOptions

    /// The file that GitLab looks for.
    private static let codeQualityFile = "gl-code-quality-report.json"

    /// A form, and the file for it; the standard output, when that is `nil`.
    private struct Destination {
        var form: ReportForm
        var file: String?
    }

    func validate() throws {
        let destinations = try self.destinations()
        guard reports.isEmpty || output.form == .table else {
            throw ValidationError("-o and --report say the same; say only one")
        }
        let printed = destinations.filter { $0.file == nil }.map(\.form)
        let isReadable = printed.count <= 1 || Set(printed) == [.text, .github]
        guard isReadable, printed.count == Set(printed).count else {
            throw ValidationError(
                "Only one report can be printed; name files for the others, as --report sarif=out.sarif")
        }
    }

    private func destinations() throws(ValidationError) -> [Destination] {
        var destinations: [Destination] = []
        for text in reports {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let form = ReportForm(rawValue: parts[0]), parts.count == 1 || !parts[1].isEmpty else {
                let forms = ReportForm.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--report \(text.printable) is no FORM or FORM=FILE; forms are \(forms)")
            }
            destinations.append(Destination(form: form, file: parts.count > 1 ? parts[1] : nil))
        }
        return destinations
    }

    /// What is written where nobody says what.
    private var standard: [Destination] {
        guard output.form == .table else { return [Destination(form: .json)] }
        let text = Destination(form: .text)
        if Self.isGitHub { return [text, Destination(form: .github)] }
        guard Platform.environment("GITLAB_CI") == "true" else { return [text] }
        return [text, Destination(form: .gitlab, file: Self.codeQualityFile)]
    }

    private static var isGitHub: Bool { Platform.environment("GITHUB_ACTIONS") == "true" }

    /// Writes a report in all its forms.
    ///
    /// - Throws: `.input` when a file cannot be written.
    func write(_ report: Report) throws {
        let asked = try destinations()
        for destination in asked.isEmpty ? standard : asked {
            if let file = destination.file {
                try Self.write(destination.form.render(report), toFile: file)
            } else {
                try Console.write(destination.form.render(report, style: Style(output.color, for: .output)))
            }
        }
        if Self.isGitHub, let file = Platform.environment("GITHUB_STEP_SUMMARY") {
            do throws(Platform.SystemError) {
                try Platform.append(Array(ReportForm.markdown.render(report).utf8), to: file)
            } catch {
                throw Failure(.input, "cannot write to GITHUB_STEP_SUMMARY \(file.printable): \(error.reason)")
            }
        }
    }

    private static func write(_ text: String, toFile file: String) throws(Failure) {
        do throws(Platform.SystemError) {
            try Platform.replace(file, with: Array(text.utf8))
        } catch {
            throw Failure(.input, "cannot write \(file.printable): \(error.reason)")
        }
    }
}
