internal import JSONCore
internal import SchemaCore

/// A rule as it holds for a subject, and the policy that made it so.
public struct EffectiveRule: Sendable {
    public enum Kind: Sendable {
        case builtIn(BuiltInRule)
        case custom(CustomRule)
    }

    public let kind: Kind
    /// Error or warning.
    public let severity: Severity
    /// The name of the policy that decided.
    public let policy: String
    private let options: JSONObject

    /// The rule; `nil` when it is off.
    init?(_ kind: Kind, _ setting: RuleSetting, policy: String) {
        guard setting.severity != .off else { return nil }
        self.kind = kind
        severity = setting.severity
        self.policy = policy
        options = setting.options
    }

    public var id: String {
        switch kind {
        case .builtIn(let rule): rule.id.rawValue
        case .custom(let rule): rule.id
        }
    }

    /// A built-in rule's option, as the policy sets it or as it is by default.
    private func option(_ name: String) -> JSON? {
        switch kind {
        case .builtIn(let rule): options[name] ?? rule.options.first { $0.name == name }?.standard
        case .custom: nil
        }
    }

    /// The value of an option that is a number.
    public func count(_ option: String) -> Int { self.option(option)?.number?.int64.map { Int($0) } ?? .max }

    /// The value of an option that is a text.
    public func choice(_ option: String) -> String { self.option(option)?.string ?? "" }

    /// The value of an option that is a list of texts.
    public func texts(_ option: String) -> [String] { self.option(option)?.strings ?? [] }
}
