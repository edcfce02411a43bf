internal import JSONCore
internal import SchemaCore

/// A report as Markdown, for summaries of pipelines and comments.
struct MarkdownForm {
    let report: Report

    /// The most bytes; a summary of GitHub Actions has at most a mebibyte.
    private static let bytesLimit = 900_000

    var text: String {
        let summary = Summary(report.schemas)
        var text = "## \(Self.mark(report.outcome)) Accord \(report.purpose.rawValue)\n\n"
        text += "\(summary.text ?? "Nothing was found"), in \(counted(summary.schemas, "schema"))"
        text += report.against.isEmpty ? ".\n" : ", against \(Self.escaped(report.against)).\n"
        for remark in report.remarks { text += "\n> \(Self.escaped(remark))\n" }
        let told = report.schemas.filter { !$0.findings.isEmpty || $0.problem != nil || !$0.remarks.isEmpty }
        for (position, schema) in told.enumerated() {
            let section = section(schema)
            guard text.utf8.count + section.utf8.count <= Self.bytesLimit else {
                return text + "\n\(counted(told.count - position, "more schema")) have findings.\n"
            }
            text += section
        }
        let passed = report.schemas.count - told.count
        if passed > 0, !told.isEmpty {
            text += "\n\(counted(passed, "other schema")) \(passed == 1 ? "has" : "have") no findings.\n"
        }
        return text
    }

    private func section(_ schema: CheckedSchema) -> String {
        var text = "\n### \(Self.mark(schema.outcome)) \(Self.code(schema.name))\n\n"
        let circumstances = [
            schema.change.map { change in
                change.rawValue + (schema.earlierFile.map { " from \(Self.code($0))" } ?? "")
            },
            schema.earlier.isEmpty ? nil : "compared with \(Self.escaped(TextForm.list(schema.earlier)))",
            schema.level.map { "level \($0.rawValue)" }, schema.policy.map { "policy \($0.rawValue)" },
        ].compactMap(\.self)
        if !circumstances.isEmpty { text += circumstances.joined(separator: ", ") + "\n\n" }
        if let problem = schema.problem {
            let place = problem.place.map { " at \(Self.code($0.text))" } ?? ""
            text += "- **not a schema**\(place): \(Self.escaped(problem.message))\n"
        }
        text += schema.findings.map(item).joined()
        text += schema.remarks.map { "- note: \(Self.escaped($0))\n" }.joined()
        return text
    }

    private func item(_ finding: ReportedFinding) -> String {
        var head = "- **\(finding.waiver == nil ? finding.severity.rawValue : "waived")**"
        if let rule = finding.rule { head += " \(Self.code(rule))" }
        if let pointer = finding.pointer { head += " at \(pointer == .root ? "the root" : Self.code("\(pointer)"))" }
        if let place = finding.place { head += " (\(Self.code(place.text)))" }
        if finding.oldValue != nil || finding.newValue != nil {
            head +=
                ": \(Self.code(TextForm.brief(finding.oldValue))) → \(Self.code(TextForm.brief(finding.newValue)))"
        }
        var lines = [head, Self.escaped(finding.message)]
        if let harm = finding.harm { lines.append("hurts: \(Self.escaped(harm))") }
        if let place = finding.oldPlace { lines.append("was at: \(Self.code(place.text))") }
        if let witness = finding.witness { lines.append("example: \(Self.code(TextForm.brief(witness, limit: 1000)))") }
        if let fix = finding.fix { lines.append("fix: \(Self.escaped(fix))") }
        if let waiver = finding.waiver?.text { lines.append("waived: \(Self.escaped(waiver))") }
        return lines.joined(separator: "<br>\n  ") + "\n"
    }

    private static func mark(_ outcome: Outcome) -> String {
        switch outcome {
        case .passed: "✅"
        case .undecided: "❔"
        case .failed: "❌"
        case .unreadable: "⛔"
        }
    }

    // MARK: Escaping

    /// A text in which nothing is markup.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "`", "*", "_", "{", "}", "[", "]", "#", "!", "|", "~":
                escaped += "\\"
                escaped.unicodeScalars.append(scalar)
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case _ where scalar.properties.generalCategory == .control: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A code span, whatever is in it (CommonMark 0.31, section 6.1).
    static func code(_ text: String) -> String {
        let line = text.printable
        var longest = 0
        var run = 0
        for byte in line.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: longest + 1)
        let isPadded = line.hasPrefix("`") || line.hasSuffix("`") || line.isEmpty
        return isPadded ? "\(fence) \(line) \(fence)" : "\(fence)\(line)\(fence)"
    }
}
