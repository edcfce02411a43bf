internal import Compatibility
internal import Governance
internal import SchemaCore

/// Schemas held against policies, with no registry.
struct OfflineLint<Format: SchemaFormat> {
    let format: Format
    let policies: PolicySet
    /// The team that owns the subjects; `nil` when nobody said.
    let owner: String?
    /// What schemas refer to, by the URIs that they use for it.
    let references: [String: Definition]

    /// Finds where a schema does not keep the rules for a subject.
    ///
    /// - Throws: `.input` when the file holds no schema.
    func lint(_ file: SchemaFile, as subject: Subject) throws(Failure) -> LintedSchema {
        try file.checkSyntax()
        let rules = rules(for: subject)
        do throws(RegistryError) {
            let schema = try format.parse(Definition(type: format.type, text: file.text), references: references)
            let findings =
                try rules.findings(subject: subject, owner: owner, text: file.text) + format.lint(schema, rules: rules)
            var linted = LintedSchema(file: file.name, subject: subject, findings: findings)
            if rules.isEmpty { linted.remark = "no rule of a policy applies to the subject \"\(subject)\"" }
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
