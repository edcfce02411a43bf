internal import SchemaCore

extension Policy {
    /// What most schemas should keep, as warnings: what `accord lint` checks where it is given no policy.
    public static let recommended = Policy(
        name: "recommended", pattern: .everything,
        rules: [
            BuiltInRule.ID.requireTitle.rawValue: RuleSetting(.warning),
            BuiltInRule.ID.requireDescription.rawValue: RuleSetting(.warning),
            BuiltInRule.ID.explicitDraft.rawValue: RuleSetting(.warning),
            BuiltInRule.ID.noRemoteReference.rawValue: RuleSetting(.warning),
            BuiltInRule.ID.maxDepth.rawValue: RuleSetting(.warning),
            BuiltInRule.ID.maxBytes.rawValue: RuleSetting(.warning),
            BuiltInRule.ID.examplesValidate.rawValue: RuleSetting(.warning),
            BuiltInRule.ID.sensitiveLabelled.rawValue: RuleSetting(.warning),
        ])
}
