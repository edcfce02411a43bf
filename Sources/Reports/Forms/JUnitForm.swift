internal import SchemaCore

/// A report as test results, as pipelines show them: a case for every schema that something is compared with.
struct JUnitForm {
    let report: Report

    private struct Case {
        var schema: CheckedSchema
        var name: String
        var findings: [ReportedFinding] = []

        var failing: [ReportedFinding] { findings.filter { $0.severity == .error && $0.waiver == nil } }

        var isSkipped: Bool {
            failing.isEmpty && findings.contains { $0.severity == .undecided && $0.waiver == nil }
        }
    }

    var text: String {
        let cases = report.schemas.flatMap(cases)
        let counts = [
            "tests": cases.count, "failures": cases.count { $0.schema.problem == nil && !$0.failing.isEmpty },
            "errors": cases.count { $0.schema.problem != nil },
            "skipped": cases.count { $0.schema.problem == nil && $0.isSkipped },
        ]
        let totals = ["tests", "failures", "errors", "skipped"].map { " \($0)=\"\(counts[$0, default: 0])\"" }.joined()
        let name = XML.attribute("\(Report.toolName) \(report.purpose.rawValue)")
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="\(name)"\(totals)>
              <testsuite name="\(name)"\(totals)>
            \(cases.map(element).joined())  </testsuite>
            </testsuites>

            """
    }

    private func cases(_ schema: CheckedSchema) -> [Case] {
        guard schema.problem == nil else { return [Case(schema: schema, name: "is a schema")] }
        guard report.purpose == .check else {
            return [Case(schema: schema, name: "meets the standards", findings: schema.findings)]
        }
        if schema.change == .deleted {
            return [Case(schema: schema, name: "is not deleted", findings: schema.findings)]
        }
        var cases: [Case] = []
        for earlier in schema.earlier {
            for direction in schema.level?.directions ?? [] {
                let findings = schema.findings.filter { $0.earlier == earlier && $0.direction == direction }
                cases.append(
                    Case(
                        schema: schema, name: "is \(direction.rawValue) compatible with \(earlier)", findings: findings)
                )
            }
        }
        // A registry that tells no more than messages names neither.
        let other = schema.findings.filter { finding in
            !cases.contains {
                $0.findings.contains { $0.earlier == finding.earlier && $0.direction == finding.direction }
            }
        }
        if cases.isEmpty || !other.isEmpty {
            cases.append(Case(schema: schema, name: "is compatible", findings: other))
        }
        return cases
    }

    private func element(_ item: Case) -> String {
        let file = item.schema.file.map { " file=\"\(XML.attribute(report.repositoryPath($0)))\"" } ?? ""
        let start =
            "    <testcase classname=\"\(XML.attribute(item.schema.name))\" name=\"\(XML.attribute(item.name))\"\(file)"
        let content = content(item)
        return content.isEmpty ? "\(start)/>\n" : "\(start)>\n\(content)    </testcase>\n"
    }

    private func content(_ item: Case) -> String {
        if let problem = item.schema.problem {
            let place = problem.place.map { "\($0.text): " } ?? ""
            return "      <error message=\"\(XML.attribute(problem.message))\" type=\"unreadable\">"
                + "\(XML.text(place + problem.message))</error>\n"
        }
        let failing = item.failing
        if let first = failing.first {
            let rest = failing.count > 1 ? " (and \(failing.count - 1) more)" : ""
            return "      <failure message=\"\(XML.attribute(first.message + rest))\" "
                + "type=\"\(XML.attribute(first.rule ?? "incompatible"))\">"
                + "\(XML.text(failing.map(\.plainText).joined(separator: "\n")))</failure>\n" + output(item)
        }
        if item.isSkipped, let first = item.findings.first {
            return "      <skipped message=\"\(XML.attribute("undecided: \(first.message)"))\"/>\n" + output(item)
        }
        return output(item)
    }

    /// What fails nothing: warnings, what is undecided, what is waived.
    private func output(_ item: Case) -> String {
        let others = item.findings.filter { $0.severity != .error || $0.waiver != nil }
        guard !others.isEmpty else { return "" }
        return "      <system-out>\(XML.text(others.map(\.plainText).joined(separator: "\n")))</system-out>\n"
    }
}

extension ReportedFinding {
    /// All that a person has to know, without colors, a fact a line.
    var plainText: String {
        var head = [waiver == nil ? severity.rawValue : "waived", rule].compactMap(\.self).joined(separator: " ")
        if let place { head += " at \(place.text)" }
        var lines = [head, message]
        if let harm { lines.append("hurts: \(harm)") }
        if let oldPlace { lines.append("was at: \(oldPlace.text)") }
        if let witness { lines.append("example: \(TextForm.brief(witness, limit: 2000))") }
        if let fix { lines.append("fix: \(fix)") }
        if let waiver = waiver?.text { lines.append("waived: \(waiver)") }
        return lines.joined(separator: "\n")
    }
}

/// Texts in XML 1.0.
enum XML {
    static func text(_ text: String) -> String { escaped(text, isAttribute: false) }

    static func attribute(_ text: String) -> String { escaped(text, isAttribute: true) }

    private static func escaped(_ text: String, isAttribute: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"" where isAttribute: escaped += "&quot;"
            // A parser would make blanks of them (XML 1.0, sections 2.11 and 3.3.3).
            case "\r": escaped += "&#13;"
            case "\t" where isAttribute, "\n" where isAttribute: escaped += "&#\(scalar.value);"
            // Characters that no XML text may have (section 2.2).
            case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
