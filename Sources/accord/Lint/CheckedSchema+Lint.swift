internal import Governance
internal import Reports
internal import SchemaCore

extension CheckedSchema {
    /// A schema and where it does not keep policies.
    init(_ file: SchemaFile, subject: Subject, findings: [PolicyFinding]) {
        self.init(name: file.name, file: file.path)
        self.subject = subject.qualifiedName
        self.findings = findings.map { ReportedFinding($0, in: file) }
    }
}

extension ReportedFinding {
    fileprivate init(_ finding: PolicyFinding, in file: SchemaFile) {
        let severity: Severity =
            switch finding.severity {
            case .error: .error
            case .warning, .off: .warning
            }
        self.init(rule: finding.rule, severity, finding.message)
        policy = finding.policy
        pointer = finding.pointer
        fix = finding.fix
        place = finding.position.map { Place(.file(file.name), $0) }
    }
}
