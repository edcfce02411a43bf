internal import Digest
internal import JSONCore
internal import Reports

/// The finding that a schema is gone.
enum SchemaDeletion {
    static let rule = ReportedRule(
        id: "SCHEMA_DELETED", purpose: "Checks that no schema is deleted.",
        advice: "Keep the schema as long as data or readers are left, or say \"deleted: off\" in accord.yaml.")

    /// - Parameter subject: what its waivers are bound to: its subject, or its path in the repository.
    static func finding(of subject: String, _ severity: ReportedFinding.Severity, earlier: String) -> ReportedFinding {
        var finding = ReportedFinding(
            rule: rule.id, severity,
            "The schema is in \(earlier), and there is no file any more that could be it. Whoever reads or writes data "
                + "by it finds it no more.")
        finding.earlier = earlier
        finding.fix = rule.advice
        let about: JSON = [.string(rule.id), .string(subject)]
        finding.fingerprint = Digest.sha256.hash(about.utf8).hexadecimal
        return finding
    }
}
