extension Keyword {
    /// What the evaluations have to know about a keyword before they look at its value.
    struct Traits {
        /// The kinds of value that it may object to, besides by their type.
        let kinds: KindSet
        let role: Role
    }

    /// How a keyword stands to `unevaluatedItems` and `unevaluatedProperties` beside it.
    enum Role {
        /// Applies schemas to the value itself; what they evaluate counts.
        case inPlace
        /// Applies a schema to the value itself; what it evaluates is never kept.
        case negated
        case unevaluated
        /// Evaluates all that is left.
        case remaining
        case contains
        /// Looks at the value alone.
        case assertion
        case other
    }

    var traits: Traits {
        switch self {
        case .type: Traits(kinds: .none, role: .other)
        case .enumeration, .const: Traits(kinds: .all, role: .assertion)
        case .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum:
            Traits(kinds: .numbers, role: .assertion)
        case .maxLength, .minLength, .pattern, .format: Traits(kinds: .string, role: .assertion)
        case .maxItems, .minItems, .uniqueItems: Traits(kinds: .array, role: .assertion)
        case .prefixItems: Traits(kinds: .array, role: .other)
        case .items: Traits(kinds: .array, role: .remaining)
        case .contains: Traits(kinds: .array, role: .contains)
        case .unevaluatedItems: Traits(kinds: .array, role: .unevaluated)
        case .maxProperties, .minProperties, .dependentRequired: Traits(kinds: .object, role: .assertion)
        case .properties, .patternProperties, .propertyNames, .required: Traits(kinds: .object, role: .other)
        case .additionalProperties: Traits(kinds: .object, role: .remaining)
        case .unevaluatedProperties: Traits(kinds: .object, role: .unevaluated)
        case .dependentSchemas: Traits(kinds: .object, role: .inPlace)
        case .not: Traits(kinds: .all, role: .negated)
        case .allOf, .anyOf, .oneOf, .conditional, .reference, .dynamicReference, .recursiveReference:
            Traits(kinds: .all, role: .inPlace)
        }
    }

    /// Whether the keyword leads to a schema elsewhere.
    var isReference: Bool {
        if case .reference = self { return true }
        if case .dynamicReference = self { return true }
        if case .recursiveReference = self { return true }
        return false
    }
}
