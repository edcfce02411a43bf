internal import Compatibility
internal import JSONCore
internal import Reports

/// What was found in all documents, and what is told of each.
struct ValidationReport {
    /// A document that is not valid.
    struct Finding {
        var source: String
        var line: Int?
        var output: ValidationOutput

        /// Where it is: the file, and the line in a file with many.
        var place: String { line.map { "\(source):\($0)" } ?? source }
    }

    let schema: String
    private(set) var summary = ValidationSummary()
    /// The first of those that are not valid.
    private(set) var findings: [Finding] = []
    /// Files that could not be read.
    var unreadable: [String] = []
    private let limit: Int

    /// - Parameter limit: how many findings are kept.
    init(schema: String, limit: Int) {
        self.schema = schema
        self.limit = limit
    }

    /// Counts a document; the finding, when it is one of those to be shown.
    mutating func add(_ output: ValidationOutput, _ source: String, line: Int?) -> Finding? {
        let output = line.map { output.isValid ? output : output.beginning(onLine: $0) } ?? output
        summary.add(output, from: source)
        guard !output.isValid, findings.count < limit else { return nil }
        let finding = Finding(source: source, line: line, output: output)
        findings.append(finding)
        return finding
    }

    var status: ExitStatus {
        if !unreadable.isEmpty { return .input }
        return summary.isValid ? .fine : .findings
    }
}

// MARK: - For people

extension ValidationReport.Finding {
    func text(_ style: Style) -> String {
        var text = "\(style.red("✗")) \(place) \(output.isUndecided ? "could not be judged" : "is not valid")\n"
        for error in output.basicErrors {
            let position = error.position.map { "\(source):\($0.line):\($0.column)" } ?? place
            let keyword = error.absoluteKeywordLocation.isEmpty ? "" : "  \(style.dim("\(error.keywordLocation)"))"
            text += "  \(position)  \(error.message.printable)\(keyword)\n"
        }
        if output.isTruncated { text += "  and more\n" }
        return text
    }
}

extension ValidationReport {
    /// The counts, and where there are many documents, the keywords that object.
    func text(_ style: Style) -> String {
        guard summary.documents > 0 else { return "" }
        var text = ""
        let hidden = summary.invalid + summary.undecided - findings.count
        if hidden > 0 { text += "  and \(hidden) more documents\n" }
        if summary.invalid + summary.undecided > 1 {
            var table = Table("ERRORS", "KEYWORD", "FIRST")
            for group in summary.groups {
                let error = group.first
                let place = error.position.map { "\(group.firstSource):\($0.line):\($0.column)" } ?? group.firstSource
                table.append(
                    "\(group.count)", error.absoluteKeywordLocation.isEmpty ? "-" : "\(error.keywordLocation)",
                    "\(place)  \(error.message)")
            }
            text += "\n" + table.text
            if summary.otherErrors > 0 { text += "\(summary.otherErrors) errors by other keywords\n" }
        }
        return text + verdict(style) + "\n"
    }

    private func verdict(_ style: Style) -> String {
        let all = summary.documents
        let name = schema.printable
        if summary.isValid {
            return "\(style.green("✓")) \(all == 1 ? "1 document is valid" : "\(all) documents are valid") by \(name)"
        }
        var parts = ["\(summary.invalid) of \(all) \(all == 1 ? "document is" : "documents are") not valid by \(name)"]
        if summary.undecided > 0 { parts.append("\(summary.undecided) could not be judged") }
        return "\(style.red("✗")) \(parts.joined(separator: ", "))"
    }
}

// MARK: - For programs

extension ValidationReport {
    var json: JSON {
        var object = summary.json(.basic).object ?? JSONObject()
        object["schema"] = .string(schema)
        object["results"] = .array(findings.map(\.json))
        if !unreadable.isEmpty { object["unreadable"] = .array(unreadable.map { .string($0) }) }
        return .object(object)
    }
}

extension ValidationReport.Finding {
    fileprivate var json: JSON {
        var members = [JSONObject.Member(name: "source", value: .string(source))]
        if let line { members.append(.init(name: "line", value: .integer(line))) }
        return .object(JSONObject(members + output.members(.basic)))
    }
}
