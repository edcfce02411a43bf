public import SchemaCore

/// What to do with one setting of a scope.
public enum Patch<Value: Sendable & Hashable>: Sendable, Hashable {
    case keep
    /// Not set any more.
    case clear
    case set(Value)

    func applied(to value: Value?) -> Value? {
        switch self {
        case .keep: value
        case .clear: nil
        case .set(let new): new
        }
    }

    /// The same for a value made from this one.
    public func map<Other>(
        _ transform: (Value) throws(RegistryError) -> Other
    ) throws(RegistryError) -> Patch<Other> {
        switch self {
        case .keep: .keep
        case .clear: .clear
        case .set(let value): .set(try transform(value))
        }
    }
}

/// What to do with each setting of a scope.
public struct ConfigurationPatch: Sendable, Hashable {
    public var level: Patch<CompatibilityLevel>
    public var normalize: Patch<Bool>

    public init(level: Patch<CompatibilityLevel> = .keep, normalize: Patch<Bool> = .keep) {
        self.level = level
        self.normalize = normalize
    }

    func applied(to configuration: Configuration) -> Configuration {
        Configuration(
            level: level.applied(to: configuration.level),
            normalize: normalize.applied(to: configuration.normalize))
    }
}

/// The settings that hold for a subject, with every default filled in.
struct Settings: Sendable, Hashable {
    var level: CompatibilityLevel
    var normalize: Bool
}

extension Scope {
    /// The stream that the scope's settings are part of.
    var stream: Stream {
        switch self {
        case .global: .settings
        case .subject(let subject): .subject(subject)
        }
    }
}

extension Registry {
    /// What is set for exactly this scope; the default level fills in for one that has a record without a level, and
    /// for the global scope always.
    ///
    /// - Throws: `.compatibilityNotConfigured` for a subject that has no record of its own.
    public func configuration(of scope: Scope) throws(RegistryError) -> Configuration {
        var configuration: Configuration
        switch (scope, try store.configuration(of: scope)) {
        case (_, let stored?): configuration = stored
        case (.global, nil): configuration = Configuration()
        case (.subject(let subject), nil): throw .compatibilityNotConfigured(subject)
        }
        configuration.level = configuration.level ?? options.level
        return configuration
    }

    /// What holds for a scope: the record of the subject, else that of the global scope.
    ///
    /// The first record found is taken whole. The default level fills in where it has none; `normalize` alone is looked
    /// up further, in the global record. Subjects outside of the default context do not see the global record, save for `normalize` beside a record of
    /// their own.
    public func configurationInForce(for scope: Scope) throws(RegistryError) -> Configuration {
        guard case .subject(let subject) = scope else { return try configuration(of: .global) }
        if var own = try store.configuration(of: scope) {
            own.level = own.level ?? options.level
            if own.normalize == nil { own.normalize = try store.configuration(of: .global)?.normalize }
            return own
        }
        return subject.context.isStandard ? try configuration(of: .global) : Configuration(level: options.level)
    }

    /// The settings that hold for a subject.
    func settings(of subject: Subject) throws(RegistryError) -> Settings {
        let configuration = try configurationInForce(for: .subject(subject))
        return Settings(level: configuration.level ?? options.level, normalize: configuration.normalize ?? false)
    }

    /// Changes some settings of a scope and keeps the others.
    ///
    /// The subject need not exist.
    ///
    /// - Returns: the whole record of the scope from now on.
    public func configure(
        _ scope: Scope, _ patch: ConfigurationPatch, by principal: Principal
    ) throws(RegistryError) -> Configuration {
        try commit(by: principal) { () throws(RegistryError) -> Decision<Configuration> in
            let expecting = try expectations(of: [scope.stream])
            let stored = try store.configuration(of: scope)
            let configuration = patch.applied(to: stored ?? Configuration())
            return Decision(
                expecting: expecting,
                changes: configuration == stored ? [] : [.configurationSet(scope, configuration)],
                answer: { _ in configuration })
        }
    }

    /// Removes the record of a scope.
    ///
    /// - Returns: what ``configuration(of:)`` said before.
    /// - Throws: `.subjectNotFound` for a subject that has no record of its own.
    public func clearConfiguration(
        of scope: Scope, by principal: Principal
    ) throws(RegistryError) -> Configuration {
        try commit(by: principal) { () throws(RegistryError) -> Decision<Configuration> in
            let expecting = try expectations(of: [scope.stream])
            let isStored = try store.configuration(of: scope) != nil
            if case .subject(let subject) = scope, !isStored { throw .subjectNotFound(subject) }
            let old = try configuration(of: scope)
            return Decision(
                expecting: expecting, changes: isStored ? [.configurationCleared(scope)] : [], answer: { _ in old })
        }
    }
}
