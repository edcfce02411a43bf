internal import Compatibility
internal import JSONCore
internal import SchemaCore

/// A comparison of two files, with no registry.
struct OfflineCheck<Format: SchemaFormat> {
    var format: Format
    var level: CompatibilityLevel
    var policy: CompatibilityPolicy

    /// Compares a new schema with an older one.
    ///
    /// - Throws: `.input` when one of the files holds no schema.
    func compare(_ newFile: SchemaFile, with oldFile: SchemaFile) throws(Failure) -> CheckReport {
        let new = try parse(newFile)
        let old = try parse(oldFile)
        let checker = CompatibilityChecker(format: format, level: level, policy: policy)
        let earlier = CompatibilityChecker<Format>.Earlier(version: .first, schema: old)
        let findings = checker.check(candidate: new, history: [earlier]).map { finding in
            CheckedFinding(
                finding.incompatibility, finding.direction, new: "the new schema", earlier: oldFile.name)
        }
        return CheckReport(
            name: newFile.name, level: level, policy: policy, earlier: level == .none ? [] : [oldFile.name],
            findings: findings, newFile: newFile, oldFile: oldFile)
    }

    private func parse(_ file: SchemaFile) throws(Failure) -> Format.Schema {
        do throws(RegistryError) {
            return try format.parse(Definition(type: format.type, text: file.text), references: [:])
        } catch {
            throw Failure(.input, "\(file.name): \(error.message)")
        }
    }
}
