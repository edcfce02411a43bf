internal import Compatibility
internal import Governance
internal import JSONSchema
internal import Reports

/// What reports say about rules in general.
enum KnownRules {
    /// Those that a check names.
    static var ofChecks: [ReportedRule] {
        [SchemaDeletion.rule]
            + JSONSchemaFormat.rules.map { rule in
                ReportedRule(
                    id: rule.id, purpose: rule.purpose, advice: rule.fix,
                    severity: rule.category == .undecided ? .undecided : .error)
            }
    }

    /// Those that policies know by name.
    static var ofPolicies: [ReportedRule] {
        BuiltInRule.catalogue.map { ReportedRule(id: $0.id.rawValue, purpose: $0.purpose, severity: .warning) }
    }
}
