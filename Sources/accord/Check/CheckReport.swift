internal import Compatibility
internal import JSONCore
internal import SchemaCore

/// What a policy says of a change.
struct PolicyVerdict {
    var policy: CompatibilityPolicy
    var verdict: Verdict
}

/// The outcome of a check, ready to be printed.
struct CheckReport {
    /// What was checked: the subject, or the new file.
    var name: String
    var level: CompatibilityLevel?
    var policy: CompatibilityPolicy?
    /// What the other policy says of the same schemas, where that is known.
    var otherPolicy: PolicyVerdict?
    /// What it was compared with; a comparison without findings is there too.
    var earlier: [String]
    var findings: [CheckedFinding]
    /// Whether the registry that compared would not register the schema; without one, nobody refuses.
    var isRefused = false
    var newFile: SchemaFile
    /// The earlier schema's file, where there is one.
    var oldFile: SchemaFile?

    /// One word for all findings together that no waiver names.
    var verdict: Verdict {
        let counting = findings.filter { !$0.isWaived }
        if counting.isEmpty { return .compatible }
        return counting.contains { $0.certainty == .proven } ? .incompatible : .undecided
    }

    /// How the command ends.
    func status(failOnUndecided: Bool) -> ExitStatus {
        switch verdict {
        case .compatible: .fine
        case .incompatible: .findings
        case .undecided: failOnUndecided ? .undecided : .fine
        }
    }
}

// MARK: - For people

extension CheckReport {
    func text(_ style: Style) -> String {
        let places = Places(self)
        let circumstances = [level.map { "level \($0.rawValue)" }, policy.map { "policy \($0.rawValue)" }]
            .compactMap(\.self).joined(separator: ", ")
        let margin = circumstances.isEmpty ? "" : "        \(style.dim(circumstances))"
        guard !findings.isEmpty else {
            let partners =
                earlier.isEmpty ? " with everything: there is nothing to compare with" : " with \(list(earlier))"
            return "\(style.green("✓")) \(name) is compatible\(partners)\(margin)\(otherwise)\n"
        }
        var text = ""
        for group in groups {
            text += heading(group, style) + margin + "\n"
            for finding in group { text += self.text(finding, places, style) }
        }
        return text + summary + "\n"
    }

    /// What the other policy says, where it says something else.
    private var otherwise: String {
        guard let otherPolicy, otherPolicy.verdict != verdict else { return "" }
        return "\nunder policy \(otherPolicy.policy.rawValue): \(otherPolicy.verdict.rawValue)"
    }

    /// The findings by what they are about: one earlier schema, one direction.
    private var groups: [[CheckedFinding]] {
        var groups: [[CheckedFinding]] = []
        for finding in findings {
            let position = groups.firstIndex {
                $0.first?.earlier == finding.earlier && $0.first?.direction == finding.direction
            }
            if let position { groups[position].append(finding) } else { groups.append([finding]) }
        }
        return groups
    }

    private func heading(_ group: [CheckedFinding], _ style: Style) -> String {
        let direction = group.first?.direction.map { "\($0.rawValue) " } ?? ""
        let partner = group.first?.earlier.map { " with \($0)" } ?? ""
        if group.allSatisfy(\.isWaived) {
            return style.bold(
                "\(style.green("✓")) \(name) may break \(direction)compatibility\(partner), as it is waived")
        }
        if group.contains(where: { $0.certainty == .proven && !$0.isWaived }) {
            return style.bold("\(style.red("✗")) \(name) is NOT \(direction)compatible\(partner)")
        }
        return style.bold("\(style.yellow("?")) \(name) could NOT BE SHOWN \(direction)compatible\(partner)")
    }

    private func text(_ finding: CheckedFinding, _ places: Places, _ style: Style) -> String {
        let level =
            switch finding.certainty {
            case _ where finding.isWaived: style.green("waived   ")
            case .proven: style.red("error    ")
            case .undecided: style.yellow("undecided")
            }
        var parts = [level]
        if let rule = finding.rule { parts.append(style.bold(rule)) }
        if let pointer = finding.newPointer { parts.append(pointer.tokens.isEmpty ? "(root)" : "\(pointer)".printable) }
        if finding.oldValue != nil || finding.newValue != nil {
            parts.append("\(brief(finding.oldValue)) -> \(brief(finding.newValue))")
        }
        if let place = places.new(finding) { parts.append(style.dim(place.text)) }
        var lines = ["  " + parts.joined(separator: "  ")]
        lines += [finding.sentence.printable]
        if let witness = finding.witness { lines += ["example: \(brief(witness, limit: 400))"] }
        if let fix = finding.fix { lines += ["fix: \(fix.printable)"] }
        return lines.joined(separator: "\n             ") + "\n"
    }

    private func brief(_ value: JSON?, limit: Int = 40) -> String {
        guard let value else { return "(none)" }
        let text = value.text.printable
        return text.unicodeScalars.count <= limit ? text : String(text.unicodeScalars.prefix(limit - 1)) + "…"
    }

    private var summary: String {
        let waived = findings.count(where: \.isWaived)
        let errors = findings.count { $0.certainty == .proven && !$0.isWaived }
        let undecided = findings.count - errors - waived
        let counts = [
            errors == 0 ? nil : counted(errors, "error", "errors"), undecided == 0 ? nil : "\(undecided) undecided",
            waived == 0 ? nil : "\(waived) waived",
        ].compactMap(\.self)
        let refusal = isRefused && errors == 0 ? "; the registry refuses what is undecided" : ""
        return
            "\(counted(findings.count, "finding", "findings")): \(counts.joined(separator: ", "))\(refusal)\(otherwise)"
    }

    private func list(_ names: [String]) -> String {
        guard names.count > 1, let first = names.first, let last = names.last else { return names.first ?? "" }
        return names.count > 3
            ? "\(first) to \(last)" : names.dropLast().joined(separator: ", ") + " and " + last
    }

    private func counted(_ count: Int, _ one: String, _ many: String) -> String {
        "\(count) \(count == 1 ? one : many)"
    }
}

// MARK: - For programs

extension CheckReport {
    var json: JSON {
        let places = Places(self)
        return .object([
            "name": .string(name), "verdict": .string(verdict.rawValue),
            "refused": .boolean(isRefused), "level": level.map { .string($0.rawValue) },
            "policy": policy.map { .string($0.rawValue) },
            "otherPolicy": otherPolicy.map { other in
                .object(["policy": .string(other.policy.rawValue), "verdict": .string(other.verdict.rawValue)])
            },
            "earlier": .array(earlier.map { .string($0) }),
            "findings": .array(findings.map { json($0, places) }),
        ])
    }

    private func json(_ finding: CheckedFinding, _ places: Places) -> JSON {
        .object([
            "certainty": .string(finding.certainty.rawValue), "rule": finding.rule.map { .string($0) },
            "direction": finding.direction.map { .string($0.rawValue) },
            "earlier": finding.earlier.map { .string($0) },
            "pointer": finding.newPointer.map { .string($0.description) },
            "oldPointer": finding.oldPointer.map { .string($0.description) },
            "instancePointer": finding.instancePointer.map { .string($0.description) },
            "oldValue": finding.oldValue, "newValue": finding.newValue,
            "message": .string(finding.sentence), "witness": finding.witness,
            "fix": finding.fix.map { .string($0) }, "fingerprint": finding.fingerprint.map { .string($0) },
            "waived": finding.isWaived ? true : nil,
            "place": places.new(finding)?.json, "oldPlace": places.old(finding)?.json,
        ])
    }
}

// MARK: - Places in files

/// A line and a column of a file.
private struct Place {
    var file: String
    var position: SourcePosition

    var text: String { "\(file):\(position.line):\(position.column)" }

    var json: JSON {
        .object(["file": .string(file), "line": .integer(position.line), "column": .integer(position.column)])
    }
}

/// Where findings are in the files of a check.
private struct Places {
    private let newFile: SchemaFile
    private let oldFile: SchemaFile?
    private let newMap: SourceMap?
    private let oldMap: SourceMap?

    init(_ report: CheckReport) {
        newFile = report.newFile
        oldFile = report.oldFile
        newMap = report.findings.isEmpty ? nil : SourceMap(report.newFile.text)
        oldMap = report.findings.isEmpty ? nil : report.oldFile.map { SourceMap($0.text) }
    }

    func new(_ finding: CheckedFinding) -> Place? { place(finding.newPointer, newMap, newFile.name) }

    func old(_ finding: CheckedFinding) -> Place? {
        oldFile.flatMap { place(finding.oldPointer, oldMap, $0.name) }
    }

    /// The place of a pointer; of what is around it, when the text has nothing there.
    private func place(_ pointer: JSONPointer?, _ map: SourceMap?, _ file: String) -> Place? {
        guard let map, var tokens = pointer?.tokens else { return nil }
        while true {
            if let position = map.namePosition(of: JSONPointer(tokens)) { return Place(file: file, position: position) }
            guard !tokens.isEmpty else { return nil }
            tokens.removeLast()
        }
    }
}
