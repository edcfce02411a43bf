internal import Compatibility

extension Rule {
    static let objectRules = [
        requiredAttributeAdded, requiredAttributeWithDefaultAdded, requiredPropertyAddedToOpen,
        requiredPropertyWithDefaultAddedToOpen, requiredPropertyAddedToUnopen,
        requiredPropertyWithDefaultAddedToUnopen, optionalPropertyAddedToOpen, propertyAddedNotCovered,
        propertyRemovedFromClosed, propertyRemovedNotCovered, patternPropertyAdded,
        patternPropertyRemovedFromClosed, patternPropertyRemovedNotCovered, additionalPropertiesRemoved,
        additionalPropertiesNarrowed, propertyNamesAdded, propertyNamesChanged, maxPropertiesAdded,
        maxPropertiesDecreased, minPropertiesAdded, minPropertiesIncreased, dependencyArrayAdded,
        dependencyArrayExtended, dependencyArrayChanged, dependencySchemaAdded, unevaluatedPropertiesRemoved,
        unevaluatedPropertiesNarrowed,
    ]

    // MARK: Required properties

    static let requiredAttributeAdded = Rule(
        id: "REQUIRED_ATTRIBUTE_ADDED", keyword: "required", category: .object,
        purpose: "Checks that no optional property becomes required.", fix: "Keep the property optional.")
    static let requiredAttributeWithDefaultAdded = Rule(
        id: "REQUIRED_ATTRIBUTE_WITH_DEFAULT_ADDED", keyword: "required", category: .object,
        purpose: "Checks that no optional property becomes required, even with a default.",
        fix: "Keep the property optional; a default does not fill it in when a document is validated.")
    static let requiredPropertyAddedToOpen = Rule(
        id: "REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", keyword: "required", category: .object,
        purpose: "Checks that no required property is added where any property was allowed.",
        fix: "Make the new property optional.")
    static let requiredPropertyWithDefaultAddedToOpen = Rule(
        id: "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL", keyword: "required", category: .object,
        purpose: "Checks that no required property with a default is added where any property was allowed.",
        fix: "Make the new property optional; a default does not fill it in when a document is validated.")
    static let requiredPropertyAddedToUnopen = Rule(
        id: "REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL", keyword: "required", category: .object,
        purpose: "Checks that no required property is added where properties were limited.",
        fix: "Make the new property optional.")
    static let requiredPropertyWithDefaultAddedToUnopen = Rule(
        id: "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_UNOPEN_CONTENT_MODEL", keyword: "required", category: .object,
        purpose: "Checks that no required property with a default is added where properties were limited.",
        fix: "Make the new property optional; a default does not fill it in when a document is validated.")

    // MARK: Properties by name

    static let optionalPropertyAddedToOpen = Rule(
        id: "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", keyword: "properties", category: .object,
        purpose: "Checks that no schema is added for a property that could be anything.",
        fix:
            "Close the object with \"additionalProperties\": false from its first version on, or compare under LENIENT."
    )
    static let propertyAddedNotCovered = Rule(
        id: "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", keyword: "properties", category: .object,
        purpose: "Checks that a schema added for a property accepts what the schema for other names did.",
        fix: "Let the new schema accept what was accepted under that name.")
    static let propertyRemovedFromClosed = Rule(
        id: "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL", keyword: "additionalProperties", category: .object,
        purpose: "Checks that no property is removed where further ones are not allowed.",
        fix: "Keep the property, and mark it as deprecated.")
    static let propertyRemovedNotCovered = Rule(
        id: "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", keyword: "additionalProperties",
        category: .object,
        purpose: "Checks that the schema for other names accepts what that of a removed property did.",
        fix: "Keep the property, or widen the schema for other names.")

    // MARK: Properties by pattern, and all others

    static let patternPropertyAdded = Rule(
        id: "PATTERN_PROPERTY_ADDED", keyword: "patternProperties", category: .object,
        purpose: "Checks that no schema is added for names of a pattern that could be anything.",
        fix: "Leave the names of the pattern open.")
    static let patternPropertyRemovedFromClosed = Rule(
        id: "PATTERN_PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL", keyword: "additionalProperties", category: .object,
        purpose: "Checks that no pattern of names is removed where further properties are not allowed.",
        fix: "Keep the pattern.")
    static let patternPropertyRemovedNotCovered = Rule(
        id: "PATTERN_PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", keyword: "additionalProperties",
        category: .object,
        purpose: "Checks that the schema for other names accepts what that of a removed pattern did.",
        fix: "Keep the pattern, or widen the schema for other names.")
    static let additionalPropertiesRemoved = Rule(
        id: "ADDITIONAL_PROPERTIES_REMOVED", keyword: "additionalProperties", category: .object,
        purpose: "Checks that additional properties stay allowed.", fix: "Keep allowing additional properties.")
    static let additionalPropertiesNarrowed = Rule(
        id: "ADDITIONAL_PROPERTIES_NARROWED", keyword: "additionalProperties", category: .object,
        purpose: "Checks that no schema is added for additional properties that could be anything.",
        fix: "Leave additional properties open.")
    static let propertyNamesAdded = Rule(
        id: "PROPERTY_NAMES_ADDED", keyword: "propertyNames", category: .object,
        purpose: "Checks that no schema is added for the names of properties.", fix: "Leave out \"propertyNames\".")
    static let propertyNamesChanged = Rule(
        id: "PROPERTY_NAMES_CHANGED", keyword: "propertyNames", category: .object,
        purpose: "Checks that the schema for the names of properties accepts what it accepted.",
        fix: "Keep the schema of \"propertyNames\", or widen it.")

    // MARK: Counts and dependencies

    static let maxPropertiesAdded = Rule(
        id: "MAX_PROPERTIES_ADDED", keyword: "maxProperties", category: .object,
        purpose: "Checks that no maximum number of properties is added.", fix: "Leave out \"maxProperties\".")
    static let maxPropertiesDecreased = Rule(
        id: "MAX_PROPERTIES_DECREASED", keyword: "maxProperties", category: .object,
        purpose: "Checks that no maximum number of properties decreases.",
        fix: "Keep \"maxProperties\" as it was, or raise it.")
    static let minPropertiesAdded = Rule(
        id: "MIN_PROPERTIES_ADDED", keyword: "minProperties", category: .object,
        purpose: "Checks that no minimum number of properties is added.", fix: "Leave out \"minProperties\".")
    static let minPropertiesIncreased = Rule(
        id: "MIN_PROPERTIES_INCREASED", keyword: "minProperties", category: .object,
        purpose: "Checks that no minimum number of properties increases.",
        fix: "Keep \"minProperties\" as it was, or lower it.")
    static let dependencyArrayAdded = Rule(
        id: "DEPENDENCY_ARRAY_ADDED", keyword: "dependentRequired", category: .object,
        purpose: "Checks that no property comes to require others.", fix: "Leave out the dependency.")
    static let dependencyArrayExtended = Rule(
        id: "DEPENDENCY_ARRAY_EXTENDED", keyword: "dependentRequired", category: .object,
        purpose: "Checks that no property comes to require more than it did.",
        fix: "Keep the dependency as it was, or shorten it.")
    static let dependencyArrayChanged = Rule(
        id: "DEPENDENCY_ARRAY_CHANGED", keyword: "dependentRequired", category: .object,
        purpose: "Checks that no property comes to require other ones than it did.",
        fix: "Keep the dependency as it was, or shorten it.")
    static let dependencySchemaAdded = Rule(
        id: "DEPENDENCY_SCHEMA_ADDED", keyword: "dependentSchemas", category: .object,
        purpose: "Checks that no schema is added for objects that have a property.",
        fix: "Leave out the dependency.")
    static let unevaluatedPropertiesRemoved = Rule(
        id: "UNEVALUATED_PROPERTIES_REMOVED", keyword: "unevaluatedProperties", category: .object,
        purpose: "Checks that unevaluated properties stay allowed.", fix: "Keep allowing unevaluated properties.")
    static let unevaluatedPropertiesNarrowed = Rule(
        id: "UNEVALUATED_PROPERTIES_NARROWED", keyword: "unevaluatedProperties", category: .object,
        purpose: "Checks that the schema for unevaluated properties accepts all that was accepted for them.",
        fix: "Keep the schema for unevaluated properties, or widen it.")
}
