internal import Compatibility
internal import Governance
internal import Reports
internal import SchemaCore

/// Schemas held against policies, with no registry.
struct OfflineLint<Format: SchemaFormat> {
    let format: Format
    let policies: PolicySet
    /// The team that owns the subjects; `nil` when nobody said.
    let owner: String?
    /// What schemas refer to besides the files beside them, by the URIs that they use for it.
    let references: [String: Definition]

    /// Finds where a schema does not keep the rules for a subject.
    ///
    /// - Throws: `.input` when the file holds no schema.
    func lint(_ file: SchemaFile, as subject: Subject) throws(Failure) -> CheckedSchema {
        try file.checkSyntax()
        let rules = rules(for: subject)
        var base = ""
        var references = references
        if let path = file.path {
            // What is beside the file is found as a check finds it.
            let place = String(FilePath.absolute(path).dropFirst())
            let linked = try LinkedFiles(FolderTree(root: "/", isListed: false), format: format).source(
                place, named: "")
            references.merge(linked?.references ?? [:]) { given, _ in given }
            base = linked?.base ?? ""
        }
        do throws(RegistryError) {
            let schema = try format.reading(at: base).parse(
                Definition(type: format.type, text: file.text), references: references)
            let findings =
                try rules.findings(subject: subject, owner: owner, text: file.text)
                + format.lint(schema, metadata: nil, rules: rules)
            var linted = CheckedSchema(file, subject: subject, findings: findings)
            if rules.isEmpty { linted.remarks = ["no rule of a policy applies to the subject \"\(subject)\""] }
            return linted
        } catch {
            throw Failure(.input, "\(file.name): \(error.message)")
        }
    }

    private func rules(for subject: Subject) -> [EffectiveRule] {
        let rules = policies.rules(for: subject, owner: owner)
        // Only who knows the owner can say that there is none.
        return owner == nil ? rules.filter { $0.id != BuiltInRule.ID.requireOwner.rawValue } : rules
    }

    /// What is not checked because nobody said who owns the subjects.
    var leftOut: String? {
        guard owner == nil else { return nil }
        let needsOwner = policies.policies.contains { policy in
            policy.team != nil
                || policy.rules[BuiltInRule.ID.requireOwner.rawValue].map { $0.severity != .off } ?? false
        }
        guard needsOwner else { return nil }
        return "require-owner and the policies of teams are left out; --owner names the team that owns the subject"
    }
}
