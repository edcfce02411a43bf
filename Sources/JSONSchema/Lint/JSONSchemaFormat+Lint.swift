public import Governance
public import SchemaCore

extension JSONSchemaFormat {
    /// Where a schema does not keep some rules, in the order of its text.
    public func lint(
        _ schema: Schema, metadata: Metadata?, rules: [EffectiveRule]
    ) throws(RegistryError) -> [PolicyFinding] {
        guard !rules.isEmpty else { return [] }
        var linter = Linter(schema.graph, metadata)
        // Errors first: no number of warnings keeps one from being found.
        for severity in [Severity.error, .warning] {
            for rule in rules where rule.severity == severity { try linter.check(rule) }
        }
        return linter.locatedFindings()
    }

    /// Checks that a custom rule is a schema.
    public func check(_ rule: CustomRule) throws(RegistryError) { _ = try CustomRules.validator(of: rule) }
}
