internal import Governance
internal import JSONCore
internal import SchemaCore

/// A schema and where it does not keep the policies.
struct LintedSchema {
    /// What messages call its file.
    var file: String
    var subject: Subject
    var findings: [PolicyFinding]
    /// Something else that a person should know.
    var remark: String?

    /// Whether no policy refuses it.
    var passes: Bool { findings.pass }
}

/// What was found in all schemas, ready to be printed.
struct LintReport {
    var schemas: [LintedSchema]
    /// The least severity that counts as failure.
    var failing = Severity.error

    var status: ExitStatus {
        schemas.contains { $0.findings.contains { $0.severity >= failing } } ? .findings : .fine
    }
}

// MARK: - For people

extension LintReport {
    func text(_ style: Style) -> String {
        let findings = schemas.flatMap(\.findings)
        let text = schemas.map { $0.text(style) }.joined()
        guard !findings.isEmpty else { return text }
        let errors = findings.count { $0.severity == .error }
        let counts = [(errors, "error"), (findings.count - errors, "warning")].filter { $0.0 > 0 }
        return text + "\(counted(findings.count, "finding")): "
            + counts.map { counted($0, $1) }.joined(separator: ", ") + "\n"
    }

    private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

extension LintedSchema {
    fileprivate func text(_ style: Style) -> String {
        let margin = "        \(style.dim("subject \(subject.qualifiedName.printable)"))"
        let heading =
            passes
            ? "\(style.green("✓")) \(file) meets the standards"
            : style.bold("\(style.red("✗")) \(file) does NOT meet the standards")
        return heading + margin + "\n" + findings.map { text($0, style) }.joined()
    }

    private func text(_ finding: PolicyFinding, _ style: Style) -> String {
        let severity =
            switch finding.severity {
            case .error: style.red("error  ")
            case .warning, .off: style.yellow("warning")
            }
        var parts = [severity, style.bold(finding.rule.printable)]
        parts.append(finding.pointer == .root ? "(root)" : finding.pointer.description.printable)
        if let position = finding.position {
            parts.append(style.dim("\(file):\(position.line):\(position.column)"))
        }
        parts.append(style.dim("policy \(finding.policy.printable)"))
        var lines = ["  " + parts.joined(separator: "  "), finding.message.printable]
        if let fix = finding.fix { lines.append("fix: \(fix.printable)") }
        return lines.joined(separator: "\n           ") + "\n"
    }
}

// MARK: - For programs

extension LintReport {
    var json: JSON {
        .object(["passes": .boolean(schemas.allSatisfy(\.passes)), "schemas": .array(schemas.map(\.json))])
    }
}

extension LintedSchema {
    fileprivate var json: JSON {
        .object([
            "file": .string(file), "subject": .string(subject.qualifiedName), "passes": .boolean(passes),
            "findings": .array(findings.map(\.json)),
        ])
    }
}
