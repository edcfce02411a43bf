internal import JSONCore

/// A keyword as the builder reads it: which dialects know it, which vocabulary it belongs to, what form its value has.
///
/// A name that has no rule in a dialect is an annotation there. Rules are handed around by reference, once for each keyword
/// of a text.
final class KeywordRule: Sendable {
    let name: String
    let since: Dialect
    let until: Dialect
    let vocabulary: Vocabularies
    let form: Form

    typealias NodeID = SchemaGraph.NodeID

    /// The forms that values of keywords have, with what they become.
    enum Form: Sendable {
        /// Says what the schema is called or how it is read; looked at before all others.
        case identification
        /// Subschemas to refer to.
        case definitions
        /// A subschema that describes an annotation.
        case detachedSchema

        case types
        case values
        case value
        case limit(@Sendable (JSONNumber) -> Keyword)
        /// A limit that a sibling makes exclusive (draft 4).
        case switchedLimit(
            inclusive: @Sendable (JSONNumber) -> Keyword, exclusive: @Sendable (JSONNumber) -> Keyword, by: String)
        case limitSwitch(of: String)
        case divisor
        case count(@Sendable (Int) -> Keyword)
        /// A count that limits what another keyword counts.
        case countOf(String)
        case flag(Keyword)
        case pattern
        case text(@Sendable (String) -> Keyword)
        case names
        case namesByName

        case schema(@Sendable (NodeID) -> Keyword)
        /// As `schema`, with booleans in the dialect that has no boolean schemas elsewhere.
        case schemaOrBoolean(@Sendable (NodeID) -> Keyword)
        case schemas(@Sendable ([NodeID]) -> Keyword)
        case schemasByName(@Sendable ([Keyword.Property]) -> Keyword)
        case schemasByPattern
        /// One schema for all items, or one for each position.
        case items
        /// One schema for the items after those of `prefixItems`.
        case laterItems
        /// The items after those that `items` lists.
        case additionalItems
        case contains
        case dependencies
        case condition
        /// What follows from a condition.
        case branch

        case reference
        case dynamicReference
        case recursiveReference
    }

    init(
        _ name: String, _ vocabulary: Vocabularies, _ form: Form, since: Dialect = .draft4, until: Dialect = .draft2020
    ) {
        self.name = name
        self.since = since
        self.until = until
        self.vocabulary = vocabulary
        self.form = form
    }
}

extension KeywordRule {
    /// Whether a `$ref` that stands alone leaves this one in force: what is not asserted cannot be void, and places to
    /// refer to are needed beside a reference.
    var standsBesideReference: Bool {
        switch form {
        case .identification, .definitions, .reference: true
        case .detachedSchema, .types, .values, .value, .limit, .switchedLimit, .limitSwitch, .divisor, .count, .countOf,
            .flag, .pattern, .text, .names, .namesByName, .schema, .schemaOrBoolean, .schemas, .schemasByName,
            .schemasByPattern, .items, .laterItems, .additionalItems, .contains, .dependencies, .condition, .branch,
            .dynamicReference, .recursiveReference:
            false
        }
    }
}

extension Dialect {
    /// The keywords that this dialect knows, by name.
    var rules: KeywordRules {
        switch self {
        case .draft4: Self.draft4Rules
        case .draft6: Self.draft6Rules
        case .draft7: Self.draft7Rules
        case .draft2019: Self.draft2019Rules
        case .draft2020: Self.draft2020Rules
        }
    }

    private static let draft4Rules = KeywordRules(of: .draft4)
    private static let draft6Rules = KeywordRules(of: .draft6)
    private static let draft7Rules = KeywordRules(of: .draft7)
    private static let draft2019Rules = KeywordRules(of: .draft2019)
    private static let draft2020Rules = KeywordRules(of: .draft2020)
}

/// The keywords of a dialect, by reference: each node that is read looks into them.
final class KeywordRules: Sendable {
    private let table: NameTable<KeywordRule>

    fileprivate init(of dialect: Dialect) {
        var table = NameTable<KeywordRule>()
        for rule in KeywordRule.all where rule.since <= dialect && dialect <= rule.until {
            table.position(of: rule.name, default: rule)
        }
        self.table = table
    }

    subscript(name: String) -> KeywordRule? { table[name] }
}

extension KeywordRule {
    fileprivate static let all = core + anyValue + numbers + strings + arrays + objects + combinations

    private static let core = [
        KeywordRule("$schema", .core, .identification),
        KeywordRule("id", .core, .identification, until: .draft4),
        KeywordRule("$id", .core, .identification, since: .draft6),
        KeywordRule("$anchor", .core, .identification, since: .draft2019),
        KeywordRule("$dynamicAnchor", .core, .identification, since: .draft2020),
        KeywordRule("$recursiveAnchor", .core, .identification, since: .draft2019, until: .draft2019),
        KeywordRule("$vocabulary", .core, .identification, since: .draft2019),
        // The later drafts keep `definitions` in their meta-schemas.
        KeywordRule("definitions", .core, .definitions),
        KeywordRule("$defs", .core, .definitions, since: .draft2019),
        KeywordRule("$ref", .core, .reference),
        KeywordRule("$recursiveRef", .core, .recursiveReference, since: .draft2019, until: .draft2019),
        KeywordRule("$dynamicRef", .core, .dynamicReference, since: .draft2020),
    ]

    private static let anyValue = [
        KeywordRule("type", .validation, .types),
        KeywordRule("enum", .validation, .values),
        KeywordRule("const", .validation, .value, since: .draft6),
    ]

    private static let numbers = [
        KeywordRule("multipleOf", .validation, .divisor),
        KeywordRule(
            "maximum", .validation,
            .switchedLimit(
                inclusive: { .maximum($0) }, exclusive: { .exclusiveMaximum($0) }, by: "exclusiveMaximum"),
            until: .draft4),
        KeywordRule(
            "minimum", .validation,
            .switchedLimit(
                inclusive: { .minimum($0) }, exclusive: { .exclusiveMinimum($0) }, by: "exclusiveMinimum"),
            until: .draft4),
        KeywordRule("exclusiveMaximum", .validation, .limitSwitch(of: "maximum"), until: .draft4),
        KeywordRule("exclusiveMinimum", .validation, .limitSwitch(of: "minimum"), until: .draft4),
        KeywordRule("maximum", .validation, .limit { .maximum($0) }, since: .draft6),
        KeywordRule("minimum", .validation, .limit { .minimum($0) }, since: .draft6),
        KeywordRule("exclusiveMaximum", .validation, .limit { .exclusiveMaximum($0) }, since: .draft6),
        KeywordRule("exclusiveMinimum", .validation, .limit { .exclusiveMinimum($0) }, since: .draft6),
    ]

    private static let strings = [
        KeywordRule("maxLength", .validation, .count { .maxLength($0) }),
        KeywordRule("minLength", .validation, .count { .minLength($0) }),
        KeywordRule("pattern", .validation, .pattern),
        KeywordRule("format", .format, .text { .format($0) }),
        KeywordRule("contentSchema", .content, .detachedSchema, since: .draft2019),
    ]

    private static let arrays = [
        KeywordRule("items", .applicator, .items, until: .draft2019),
        KeywordRule("additionalItems", .applicator, .additionalItems, until: .draft2019),
        KeywordRule("prefixItems", .applicator, .schemas { .prefixItems($0) }, since: .draft2020),
        KeywordRule("items", .applicator, .laterItems, since: .draft2020),
        KeywordRule("contains", .applicator, .contains, since: .draft6),
        KeywordRule("maxContains", .validation, .countOf("contains"), since: .draft2019),
        KeywordRule("minContains", .validation, .countOf("contains"), since: .draft2019),
        KeywordRule("maxItems", .validation, .count { .maxItems($0) }),
        KeywordRule("minItems", .validation, .count { .minItems($0) }),
        KeywordRule("uniqueItems", .validation, .flag(.uniqueItems)),
        KeywordRule("unevaluatedItems", .unevaluated, .schema { .unevaluatedItems($0) }, since: .draft2019),
    ]

    private static let objects = [
        KeywordRule("properties", .applicator, .schemasByName { .properties($0) }),
        KeywordRule("patternProperties", .applicator, .schemasByPattern),
        KeywordRule("additionalProperties", .applicator, .schemaOrBoolean { .additionalProperties($0) }),
        KeywordRule("propertyNames", .applicator, .schema { .propertyNames($0) }, since: .draft6),
        KeywordRule("required", .validation, .names),
        KeywordRule("maxProperties", .validation, .count { .maxProperties($0) }),
        KeywordRule("minProperties", .validation, .count { .minProperties($0) }),
        // The later drafts split it but keep it in their meta-schemas and in the optional part of the official suite.
        KeywordRule("dependencies", .applicator, .dependencies),
        KeywordRule("dependentRequired", .validation, .namesByName, since: .draft2019),
        KeywordRule("dependentSchemas", .applicator, .schemasByName { .dependentSchemas($0) }, since: .draft2019),
        KeywordRule("unevaluatedProperties", .unevaluated, .schema { .unevaluatedProperties($0) }, since: .draft2019),
    ]

    private static let combinations = [
        KeywordRule("allOf", .applicator, .schemas { .allOf($0) }),
        KeywordRule("anyOf", .applicator, .schemas { .anyOf($0) }),
        KeywordRule("oneOf", .applicator, .schemas { .oneOf($0) }),
        KeywordRule("not", .applicator, .schema { .not($0) }),
        KeywordRule("if", .applicator, .condition, since: .draft7),
        KeywordRule("then", .applicator, .branch, since: .draft7),
        KeywordRule("else", .applicator, .branch, since: .draft7),
    ]
}
