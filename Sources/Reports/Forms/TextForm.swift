internal import Compatibility
internal import JSONCore
internal import SchemaCore

/// A report for people at a terminal.
struct TextForm {
    let report: Report
    let style: Style

    var text: String {
        var text = report.against.isEmpty ? "" : style.dim("compared with \(report.against.printable)") + "\n"
        text += report.schemas.filter(isTold).map(schema).joined()
        text += report.remarks.map { style.dim("note: \($0.printable)") + "\n" }.joined()
        let summary = Summary(report.schemas)
        let policies = Set(report.schemas.compactMap(otherwise)).sorted()
        var last = summary.text.map { $0 + refusal(summary) + policies.joined() }
        if report.schemas.count > 1 { last = [overview(summary), last].compactMap(\.self).joined(separator: "; ") }
        if let last { text += last + "\n" }
        return text
    }

    /// Of many schemas, those that did not change are only counted.
    private func isTold(_ schema: CheckedSchema) -> Bool {
        report.schemas.count == 1 || schema.change != .unchanged || !schema.findings.isEmpty || schema.problem != nil
            || !schema.remarks.isEmpty
    }

    private func schema(_ schema: CheckedSchema) -> String {
        let remarks = schema.remarks.map { "  \(style.dim("note: \($0.printable)"))\n" }.joined()
        if let problem = schema.problem {
            let place = problem.place.map { " at \($0.text.printable)" } ?? ""
            return style.bold("\(style.red("!")) \(schema.name.printable) is no schema\(place)") + "\n"
                + "  \(problem.message.printable)\n" + remarks
        }
        switch report.purpose {
        case .check: return checked(schema) + remarks
        case .lint: return linted(schema) + remarks
        }
    }

    // MARK: What a check found

    private func checked(_ schema: CheckedSchema) -> String {
        guard !schema.findings.isEmpty else { return passed(schema) + "\n" }
        var text = ""
        for group in groups(schema) {
            text += style.bold(heading(group, schema)) + circumstances(schema) + "\n"
            for finding in group { text += self.text(finding, of: schema) }
        }
        return text
    }

    private func passed(_ schema: CheckedSchema) -> String {
        let name = "\(style.green("✓")) \(schema.name.printable)"
        let tail = circumstances(schema) + (otherwise(schema) ?? "")
        if schema.change == .deleted { return "\(name) is deleted\(tail)" }
        let renamed = schema.earlierFile.map { ", renamed from \($0.printable)" } ?? ""
        guard !schema.earlier.isEmpty else {
            return "\(name) is compatible with everything: there is nothing to compare with\(tail)"
        }
        return "\(name) is compatible with \(Self.list(schema.earlier).printable)\(renamed)\(tail)"
    }

    private func heading(_ group: [ReportedFinding], _ schema: CheckedSchema) -> String {
        let name = schema.name.printable
        if schema.change == .deleted {
            let isFailed = group.contains { $0.severity == .error && $0.waiver == nil }
            return "\(isFailed ? style.red("✗") : style.green("✓")) \(name) is deleted"
        }
        let direction = group.first?.direction.map { "\($0.rawValue) " } ?? ""
        let partner = group.first?.earlier.map { " with \($0.printable)" } ?? ""
        if group.allSatisfy({ $0.waiver != nil }) {
            return "\(style.green("✓")) \(name) may break \(direction)compatibility\(partner), as it is waived"
        }
        if group.contains(where: { $0.severity == .error && $0.waiver == nil }) {
            return "\(style.red("✗")) \(name) is NOT \(direction)compatible\(partner)"
        }
        return "\(style.yellow("?")) \(name) could NOT BE SHOWN \(direction)compatible\(partner)"
    }

    /// The findings by what they are about: one earlier schema, one direction.
    private func groups(_ schema: CheckedSchema) -> [[ReportedFinding]] {
        var groups: [[ReportedFinding]] = []
        for finding in schema.findings {
            let position = groups.firstIndex {
                $0.first?.earlier == finding.earlier && $0.first?.direction == finding.direction
            }
            if let position { groups[position].append(finding) } else { groups.append([finding]) }
        }
        return groups
    }

    private func circumstances(_ schema: CheckedSchema) -> String {
        let parts = [
            schema.level.map { "level \($0.rawValue)" }, schema.policy.map { "policy \($0.rawValue)" },
        ].compactMap(\.self)
        return parts.isEmpty ? "" : "        \(style.dim(parts.joined(separator: ", ")))"
    }

    /// What the other policy says, where it says something else.
    private func otherwise(_ schema: CheckedSchema) -> String? {
        guard let other = schema.otherPolicy, other.verdict != schema.verdict else { return nil }
        return report.schemas.count == 1 ? "\nunder policy \(other.policy.rawValue): \(other.verdict.rawValue)" : nil
    }

    // MARK: What lint found

    private func linted(_ schema: CheckedSchema) -> String {
        let margin = schema.subject.map { "        \(style.dim("subject \($0.printable)"))" } ?? ""
        let name = schema.name.printable
        let heading =
            schema.outcome == .failed
            ? style.bold("\(style.red("✗")) \(name) does NOT meet the standards")
            : "\(style.green("✓")) \(name) meets the standards"
        return heading + margin + "\n" + schema.findings.map { text($0, of: schema) }.joined()
    }

    // MARK: A finding

    private func text(_ finding: ReportedFinding, of schema: CheckedSchema) -> String {
        var parts = [severity(finding)]
        if let rule = finding.rule { parts.append(style.bold(rule.printable)) }
        if let pointer = finding.pointer { parts.append(pointer.tokens.isEmpty ? "(root)" : "\(pointer)".printable) }
        if finding.oldValue != nil || finding.newValue != nil {
            parts.append("\(Self.brief(finding.oldValue)) -> \(Self.brief(finding.newValue))")
        }
        if let place = finding.place { parts.append(style.dim(place.text.printable)) }
        if let policy = finding.policy { parts.append(style.dim("policy \(policy.printable)")) }
        var lines = ["  " + parts.joined(separator: "  "), finding.message.printable]
        if let harm = finding.harm { lines.append("hurts: \(harm.printable)") }
        if let place = finding.oldPlace { lines.append("was at: \(place.text.printable)") }
        if let witness = finding.witness { lines.append("example: \(Self.brief(witness, limit: 400))") }
        if let fix = finding.fix { lines.append("fix: \(fix.printable)") }
        if let proposal = schema.proposal(toWaive: finding) { lines.append("waive: \(proposal.printable)") }
        if let waiver = finding.waiver?.text { lines.append("waived: \(waiver.printable)") }
        return lines.joined(separator: "\n             ") + "\n"
    }

    private func severity(_ finding: ReportedFinding) -> String {
        switch finding.severity {
        case _ where finding.waiver != nil: style.green("waived   ")
        case .error: style.red("error    ")
        case .warning: style.yellow("warning  ")
        case .undecided: style.yellow("undecided")
        }
    }

    static func brief(_ value: JSON?, limit: Int = 40) -> String {
        guard let value else { return "(none)" }
        let text = value.text.printable
        return text.unicodeScalars.count <= limit ? text : String(text.unicodeScalars.prefix(limit - 1)) + "…"
    }

    // MARK: All together

    private func overview(_ summary: Summary) -> String {
        let changes: [CheckedSchema.Change] = [.changed, .added, .renamed, .deleted, .unchanged]
        let counts = changes.compactMap { change in
            let count = report.schemas.count { $0.change == change }
            return count == 0 ? nil : "\(count) \(change.rawValue)"
        }
        let schemas = counted(summary.schemas, "schema")
        return counts.isEmpty ? schemas : "\(schemas): \(counts.joined(separator: ", "))"
    }

    private func refusal(_ summary: Summary) -> String {
        report.schemas.contains(where: \.isRefused) && summary.errors == 0
            ? "; the registry refuses what is undecided" : ""
    }

    static func list(_ names: [String]) -> String {
        guard names.count > 1, let first = names.first, let last = names.last else { return names.first ?? "" }
        return names.count > 3 ? "\(first) to \(last)" : names.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension ReportedFinding.Waiver {
    /// Its reason and who approved it; `nil` when neither is known.
    var text: String? {
        let parts = [reason, approver.map { "approved by \($0)" }].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}
