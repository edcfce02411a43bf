/// What the compiler asks about keywords beside an `unevaluated…`.
extension Keyword {
    var isUnevaluatedProperties: Bool { if case .unevaluatedProperties = self { true } else { false } }
    var isAdditionalProperties: Bool { if case .additionalProperties = self { true } else { false } }
    var isUnevaluatedItems: Bool { if case .unevaluatedItems = self { true } else { false } }
    var isItems: Bool { if case .items = self { true } else { false } }
    var isContains: Bool { if case .contains = self { true } else { false } }

    /// Whether the keyword asks for what others have evaluated.
    var looksAtEvaluated: Bool { isUnevaluatedItems || isUnevaluatedProperties }

    /// Whether the keyword leads to a schema elsewhere.
    var isReference: Bool {
        switch self {
        case .reference, .dynamicReference, .recursiveReference: true
        case .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
            .maxLength, .minLength, .pattern, .format, .prefixItems, .items, .contains, .maxItems, .minItems,
            .uniqueItems, .unevaluatedItems, .properties, .patternProperties, .additionalProperties, .propertyNames,
            .required, .maxProperties, .minProperties, .dependentRequired, .dependentSchemas, .unevaluatedProperties,
            .allOf, .anyOf, .oneOf, .not, .conditional:
            false
        }
    }

    /// Whether schemas of the keyword apply to the value itself, so that what they evaluate counts.
    var appliesInPlace: Bool {
        switch self {
        case .allOf, .anyOf, .oneOf, .conditional, .dependentSchemas, .reference, .dynamicReference,
            .recursiveReference:
            true
        // What holds under a `not` is never kept.
        case .not, .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
            .maxLength, .minLength, .pattern, .format, .prefixItems, .items, .contains, .maxItems, .minItems,
            .uniqueItems, .unevaluatedItems, .properties, .patternProperties, .additionalProperties, .propertyNames,
            .required, .maxProperties, .minProperties, .dependentRequired, .unevaluatedProperties:
            false
        }
    }
}
