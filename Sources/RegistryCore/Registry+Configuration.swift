public import Governance
public import SchemaCore

/// The settings that hold for a subject, with every default filled in.
struct Settings: Sendable, Hashable {
    var level: CompatibilityLevel
    var policy: CompatibilityPolicy
    var configuration: Configuration

    var normalize: Bool { configuration.normalize ?? false }
    var validateFields: Bool { configuration.validateFields ?? false }
}

/// Whether settings that a scope lacks are looked for in the scopes around it.
public enum Inheritance: Sendable {
    case own, inForce
}

extension Registry {
    /// What is set for exactly this scope; the default level fills in for one that has a record without a level, and
    /// for the global scope always.
    ///
    /// - Throws: `.compatibilityNotConfigured` for a scope that has no record of its own.
    public func configuration(of scope: Scope) throws(RegistryError) -> Configuration {
        guard let stored = try store.configuration(of: scope) ?? (scope == .global ? Configuration() : nil) else {
            throw .compatibilityNotConfigured(scope.subject)
        }
        return filled(stored)
    }

    /// What holds for a scope: its own record, else that of its context, else that of every context.
    ///
    /// The first record found is taken whole. The default level fills in where it has none; beside a subject's own
    /// record, some settings are taken from the global one. Subjects outside of the default context do not see the
    /// global record otherwise.
    public func configurationInForce(for scope: Scope) throws(RegistryError) -> Configuration {
        for place in scope.path {
            guard var found = try store.configuration(of: place) else { continue }
            if case .subject = place, let global = try store.configuration(of: .global) {
                found = found.filled(from: global)
            }
            return filled(found)
        }
        return filled(Configuration())
    }

    private func filled(_ configuration: Configuration) -> Configuration {
        var filled = configuration
        filled.level = configuration.level ?? options.level
        return filled
    }

    /// The settings that hold for a subject.
    func settings(of subject: Subject) throws(RegistryError) -> Settings {
        let configuration = try configurationInForce(for: .subject(subject))
        return Settings(
            level: configuration.level ?? options.level, policy: configuration.policy ?? options.policy,
            configuration: configuration)
    }

    /// The subject that a name means: the one that its alias names, if it has one; an alias leads one step.
    public func resolved(_ subject: Subject) throws(RegistryError) -> Subject {
        try store.configuration(of: .subject(subject))?.target(ofAliasOf: subject) ?? subject
    }

    /// Changes the settings of a scope, which need not exist.
    ///
    /// - Parameter change: is given the record of the scope, and may be called again when others change it meanwhile.
    /// - Returns: the whole record of the scope from now on.
    /// - Throws: `.operationNotPermitted` where the scope is read-only, `.invalidRuleSet`, and what the change throws.
    public func configure(
        _ scope: Scope, by caller: Caller, _ change: (inout Configuration) throws(RegistryError) -> Void
    ) throws(RegistryError) -> Configuration {
        try commit(.configure, by: caller) { () throws(RegistryError) -> Decision<Configuration> in
            let expecting = try expectations(of: [scope.stream, .settings])
            try checkSettingsAreWritable(scope)
            let stored = try store.configuration(of: scope)
            var configuration = stored ?? Configuration()
            try change(&configuration)
            try configuration.validate()
            if let alias = configuration.alias, !alias.isEmpty { _ = try Subject(parsing: alias) }
            let result = configuration
            return Decision(
                expecting: expecting, changes: result == stored ? [] : [.configurationSet(scope, result)],
                answer: { _ in result })
        }
    }

    /// Removes the record of a scope.
    ///
    /// - Returns: what ``configuration(of:)`` said before.
    /// - Throws: `.subjectNotFound` for a scope that has no record of its own; `.operationNotPermitted` where it is
    ///   read-only.
    public func clearConfiguration(
        of scope: Scope, by caller: Caller
    ) throws(RegistryError) -> Configuration {
        try commit(.configure, by: caller) { () throws(RegistryError) -> Decision<Configuration> in
            let expecting = try expectations(of: [scope.stream, .settings])
            let isStored = try store.configuration(of: scope) != nil
            if scope != .global, !isStored { throw .subjectNotFound(scope.subject) }
            try checkSettingsAreWritable(scope)
            let old = try configuration(of: scope)
            return Decision(
                expecting: expecting, changes: isStored ? [.configurationCleared(scope)] : [], answer: { _ in old })
        }
    }
}
