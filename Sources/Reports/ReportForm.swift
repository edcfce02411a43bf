internal import JSONCore

/// The forms that a report can be written in.
public enum ReportForm: String, CaseIterable, Sendable {
    case text, json, jsonl, junit, sarif, github, gitlab, markdown

    /// The report in this form, ended by a line feed unless it is empty.
    ///
    /// - Parameter style: colors, which only the text has.
    public func render(_ report: Report, style: Style = .plain) -> String {
        switch self {
        case .text: TextForm(report: report, style: style).text
        case .json: report.json.indentedText + "\n"
        case .jsonl: report.jsonLines
        case .junit: JUnitForm(report: report).text
        case .sarif: report.sarif.indentedText + "\n"
        case .github: report.githubCommands
        case .gitlab: report.codeQuality.indentedText + "\n"
        case .markdown: MarkdownForm(report: report).text
        }
    }
}
