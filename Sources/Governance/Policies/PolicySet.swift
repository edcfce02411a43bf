public import SchemaCore

/// All policies together, and what they come to for a subject.
public struct PolicySet: Sendable {
    /// In the order of their names.
    public let policies: [Policy]

    /// - Parameter policies: with names that differ.
    public init(_ policies: [Policy]) {
        self.policies = policies.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The rules that hold for a subject, those that are off left out; built-in ones in the order of their catalogue, then
    /// the others by their ids.
    ///
    /// Of the policies that have something to say of a rule, the one with the most specific pattern decides, with severity
    /// and options; of equally specific ones, the one whose name sorts last. Who decides on a rule of somebody's own need
    /// not be who defines it.
    ///
    /// - Parameter owner: the team that owns the subject; the policies of other teams do not apply.
    public func rules(for subject: Subject, owner: String?) -> [EffectiveRule] {
        let applying = policies.filter { policy in
            (policy.team == nil || policy.team == owner) && policy.pattern.matches(subject)
        }.stablySorted(by: \.pattern.specificity)
        var settings: [String: (setting: RuleSetting, policy: String)] = [:]
        var definitions: [String: CustomRule] = [:]
        // From the least specific on, so that what comes later replaces what was there.
        for policy in applying {
            for rule in policy.custom { definitions[rule.id] = rule }
            for id in policy.ruleIDs { settings[id] = policy.setting(of: id).map { ($0, policy.name) } }
        }
        let builtIn = BuiltInRule.catalogue.compactMap { rule in
            settings[rule.id.rawValue].flatMap { EffectiveRule(.builtIn(rule), $0.setting, policy: $0.policy) }
        }
        return builtIn
            + definitions.values.sorted { $0.id < $1.id }.compactMap { rule in
                settings[rule.id].flatMap { EffectiveRule(.custom(rule), $0.setting, policy: $0.policy) }
            }
    }
}

extension [Policy] {
    fileprivate func stablySorted(by key: (Policy) -> Int) -> [Policy] {
        enumerated().sorted { (key($0.element), $0.offset) < (key($1.element), $1.offset) }.map(\.element)
    }
}
