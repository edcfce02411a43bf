internal import Compatibility
internal import JSONCore
internal import SchemaCore

/// A comparison of two files, with no registry.
struct OfflineCheck<Format: SchemaFormat> {
    var format: Format
    var level: CompatibilityLevel
    var policy: CompatibilityPolicy
    /// The fingerprints of findings that refuse nothing.
    var waived: Set<String> = []

    /// Compares a new schema with an older one.
    ///
    /// - Throws: `.input` when one of the files holds no schema.
    func compare(_ newFile: SchemaFile, with oldFile: SchemaFile) throws(Failure) -> CheckReport {
        let new = try parse(newFile)
        let old = try parse(oldFile)
        let findings = findings(new, old, policy)
        let other = Verdict(self.findings(new, old, policy.other).map(\.incompatibility))
        return CheckReport(
            name: newFile.name, level: level, policy: policy, otherPolicy: .init(policy: policy.other, verdict: other),
            earlier: level == .none ? [] : [oldFile.name],
            findings: findings.map { finding in
                var checked = CheckedFinding(
                    finding.incompatibility, finding.direction, new: "the new schema", earlier: oldFile.name)
                checked.isWaived = waived.contains(finding.incompatibility.fingerprint)
                return checked
            }, newFile: newFile, oldFile: oldFile)
    }

    private func findings(_ new: Format.Schema, _ old: Format.Schema, _ policy: CompatibilityPolicy) -> [Finding] {
        CompatibilityChecker(format: format, level: level, policy: policy)
            .check(candidate: new, history: [.init(version: .first, schema: old)])
    }

    private func parse(_ file: SchemaFile) throws(Failure) -> Format.Schema {
        do throws(RegistryError) {
            return try format.parse(Definition(type: format.type, text: file.text), references: [:])
        } catch {
            throw Failure(.input, "\(file.name): \(error.message)")
        }
    }
}
