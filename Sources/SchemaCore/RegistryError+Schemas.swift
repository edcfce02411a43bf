// The wording of what is refused about schemas and their rule sets.

// MARK: - Schemas

extension RegistryError {
    public static func invalidSchema(type: SchemaType, _ reason: String) -> RegistryError {
        RegistryError(.invalidSchema, "Invalid schema of type \(type.name), details: \(reason)")
    }

    /// The same error, when several schemas were given and it is about one of them.
    public func about(_ role: String) -> RegistryError {
        RegistryError(code, "The \(role)'s schema: \(message)")
    }

    public static let emptySchema = RegistryError(.invalidSchema, "Empty schema")

    public static func unsupportedType(_ type: SchemaType, supported: [SchemaType]) -> RegistryError {
        let names = supported.map(\.name).joined(separator: ", ")
        return RegistryError(
            .invalidSchema,
            "Invalid schema type \(type.name): schema type \(type.name) is not supported by this server, "
                + "which supports \(names)")
    }

    public static func typeNotNamed(supported: [SchemaType]) -> RegistryError {
        let example = supported.first?.name ?? ""
        return RegistryError(
            .invalidSchema,
            "Invalid schema type AVRO: a request without \"schemaType\" means AVRO, and schema type AVRO is not "
                + "supported by this server; for a JSON Schema say \"schemaType\": \"\(example)\"")
    }

    public static func referenceNotFound(_ subject: Subject, version: Int) -> RegistryError {
        RegistryError(
            .invalidSchema, "No schema reference found for subject \"\(subject)\" and version \(version)")
    }

    /// A reference that cannot be followed.
    public static func invalidReference(_ name: String, _ reason: String) -> RegistryError {
        RegistryError(.invalidSchema, "Invalid reference: the reference \"\(name)\" \(reason)")
    }

    /// One name that leads to two schemas, somewhere among all that a schema refers to.
    public static func conflictingReferences(
        _ name: String, _ first: (subject: Subject, version: Version), _ second: (subject: Subject, version: Version)
    ) -> RegistryError {
        RegistryError(
            .invalidSchema,
            "Conflicting reference versions for \"\(name)\": it means version \(first.version) of "
                + "\"\(first.subject)\" and version \(second.version) of \"\(second.subject)\"")
    }

    public static func tooManyReferences(limit: Int) -> RegistryError {
        RegistryError(
            .invalidSchema,
            "Invalid reference: the schema refers, directly and over others, to more than \(limit) schemas")
    }

    /// An id that no schema can have.
    public static func invalidID(_ number: Int) -> RegistryError {
        RegistryError(.invalidSchema, "Invalid schema id \(number): ids are from 1 to 2^31-1")
    }

    /// Names of fields that begin with `$$`, which are reserved.
    public static func reservedFields(_ names: [String]) -> RegistryError {
        let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
        return RegistryError(
            .invalidSchema, "Invalid schema: names of fields that begin with \"$$\" are reserved: \(list)")
    }

    /// A part of a schema that is not there, to be tagged.
    public static func entityNotFound(_ path: String) -> RegistryError {
        RegistryError(.invalidSchema, "Invalid schema: there is no entity with path '\(path)' to tag")
    }

    /// A part of a schema whose language has no parts that could be named.
    public static func noEntities(of type: SchemaType, _ path: String) -> RegistryError {
        RegistryError(
            .invalidSchema,
            "Invalid schema: there is no entity with path '\(path)' to tag, as schemas of type \(type.name) have no "
                + "parts that this server could tag")
    }

    public static let versionIsNotNext = RegistryError(
        .invalidSchema, "Version is not one more than previous version")

    public static func incompatible(_ subject: Subject, _ messages: [String]) -> RegistryError {
        RegistryError(
            .incompatibleSchema,
            "Schema being registered is incompatible with an earlier schema for subject \"\(subject)\", "
                + "details: [\(messages.joined(separator: ", "))]")
    }
}

// MARK: - Rule sets

extension RegistryError {
    private static func invalidRuleSet(_ reason: String) -> RegistryError {
        RegistryError(.invalidRuleSet, "Invalid rule set: \(reason)")
    }

    public static func invalidRuleName(_ name: String, limit: Int) -> RegistryError {
        invalidRuleSet(
            "the name '\(name)' of a rule must begin with a letter or an underscore and have at most \(limit) characters"
        )
    }

    public static func repeatedRuleName(_ name: String) -> RegistryError {
        invalidRuleSet("the name '\(name)' is given to two rules")
    }

    public static func ruleWithoutType(_ name: String) -> RegistryError {
        invalidRuleSet("the rule '\(name)' has no type")
    }

    public static func ruleModeMisplaced(_ rule: RuleSet.Rule, _ phase: RuleSet.Phase) -> RegistryError {
        let modes = phase.modes.map(\.rawValue).joined(separator: ", ")
        return invalidRuleSet(
            "the rule '\(rule.name)' of \(phase.rawValue) has mode \(rule.mode.rawValue), which must be one of \(modes)"
        )
    }

    public static let ruleSetAndChanges = invalidRuleSet("ruleSet excludes rulesToMerge and rulesToRemove")
}
