internal import Digest
internal import JSONCore

/// A report as GitLab's code quality reports are; what is waived is not told, for they know no exceptions.
extension Report {
    var codeQuality: JSON {
        let problems = schemas.compactMap { schema in
            schema.problem.map { problem in
                let about = "\(purpose.rawValue) unreadable \(schema.name)"
                return issue(
                    "unreadable", problem.message, .blocker, Digest.sha256.hash(Array(about.utf8)).hexadecimal,
                    problem.place, schema)
            }
        }
        let findings = identified.filter { $0.finding.waiver == nil }.map { identified in
            let finding = identified.finding
            let severity: Severity =
                switch finding.severity {
                case .error: .critical
                case .undecided: .major
                case .warning: .minor
                }
            var text = finding.message
            if let witness = finding.witness { text += " Example: \(TextForm.brief(witness, limit: 400))" }
            return issue(
                finding.rule ?? "INCOMPATIBLE", text, severity, identified.identity, finding.place, identified.schema)
        }
        return .array(problems + findings)
    }

    private enum Severity: String {
        case minor, major, critical, blocker
    }

    private func issue(
        _ name: String, _ description: String, _ severity: Severity, _ fingerprint: String, _ place: Place?,
        _ schema: CheckedSchema
    ) -> JSON {
        let place = place?.origin.file == nil ? nil : place
        let path = place?.origin.file ?? schema.file
        return .object([
            "description": .string(description), "check_name": .string(name), "fingerprint": .string(fingerprint),
            "severity": .string(severity.rawValue),
            "location": [
                // It has to have a path: of what comes from no file, its name.
                "path": .string(path.map(repositoryPath) ?? schema.name),
                "lines": ["begin": .integer(place?.position.line ?? 1)],
            ],
        ])
    }
}
