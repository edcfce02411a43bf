internal import JSONCore

/// What a keyword says, as far as telling a change of it is concerned.
enum Aspect {
    typealias NodeID = SchemaGraph.NodeID

    case types(TypeSet)
    case values([JSON])
    /// A limit or another demand that has a value and no schema.
    case demand(String)
    case format
    case required([String])
    case properties([Keyword.Property])
    case patterns([Keyword.PatternProperty])
    case positions([NodeID])
    /// One schema for other parts of the value, or for the value itself.
    case part(NodeID, Descent)
    case branches([NodeID], Branching)
    case dependents([Keyword.Property])
    case conditional([NodeID?])
    case reference(NodeID)

    /// Which values a schema below another one describes.
    enum Descent {
        case inPlace, items, members, names
    }

    enum Branching: String {
        case allOf, anyOf, oneOf
    }
}

/// The parts of one case each; `nil` for the others.
extension Aspect {
    var types: TypeSet? { if case .types(let types) = self { types } else { nil } }
    var values: [JSON]? { if case .values(let values) = self { values } else { nil } }
    var names: [String]? { if case .required(let names) = self { names } else { nil } }
    var properties: [Keyword.Property]? { if case .properties(let properties) = self { properties } else { nil } }
    var patterns: [Keyword.PatternProperty]? { if case .patterns(let patterns) = self { patterns } else { nil } }
    var positions: [NodeID]? { if case .positions(let schemas) = self { schemas } else { nil } }
    var part: NodeID? { if case .part(let schema, _) = self { schema } else { nil } }
    var branches: [NodeID]? { if case .branches(let schemas, _) = self { schemas } else { nil } }
    var dependents: [Keyword.Property]? { if case .dependents(let properties) = self { properties } else { nil } }
    var conditions: [NodeID?]? { if case .conditional(let schemas) = self { schemas } else { nil } }
    var target: NodeID? { if case .reference(let target) = self { target } else { nil } }
}

extension Keyword {
    /// The name by which keywords of two schemas are compared, whatever their drafts call them.
    var standing: String {
        switch self {
        case .enumeration, .const: "enum"
        case .prefixItems: "prefixItems"
        case .items: "items"
        case .dependentRequired: "dependentRequired"
        case .dependentSchemas: "dependentSchemas"
        case .conditional: "if"
        case .reference, .dynamicReference, .recursiveReference: "$ref"
        case .type: "type"
        case .multipleOf: "multipleOf"
        case .maximum: "maximum"
        case .exclusiveMaximum: "exclusiveMaximum"
        case .minimum: "minimum"
        case .exclusiveMinimum: "exclusiveMinimum"
        case .maxLength: "maxLength"
        case .minLength: "minLength"
        case .pattern: "pattern"
        case .format: "format"
        case .contains: "contains"
        case .maxItems: "maxItems"
        case .minItems: "minItems"
        case .uniqueItems: "uniqueItems"
        case .unevaluatedItems: "unevaluatedItems"
        case .properties: "properties"
        case .patternProperties: "patternProperties"
        case .additionalProperties: "additionalProperties"
        case .propertyNames: "propertyNames"
        case .required: "required"
        case .maxProperties: "maxProperties"
        case .minProperties: "minProperties"
        case .unevaluatedProperties: "unevaluatedProperties"
        case .allOf: "allOf"
        case .anyOf: "anyOf"
        case .oneOf: "oneOf"
        case .not: "not"
        }
    }

    var aspect: Aspect {
        switch self {
        case .type(let types): .types(types)
        case .enumeration(let values): .values(values)
        case .const(let value): .values([value])
        case .multipleOf: .demand("divisor")
        case .maximum: .demand("maximum")
        case .exclusiveMaximum: .demand("exclusive maximum")
        case .minimum: .demand("minimum")
        case .exclusiveMinimum: .demand("exclusive minimum")
        case .maxLength: .demand("maximum length")
        case .minLength: .demand("minimum length")
        case .pattern: .demand("pattern")
        case .format: .format
        case .maxItems: .demand("maximum number of items")
        case .minItems: .demand("minimum number of items")
        case .uniqueItems: .demand("uniqueness of items")
        case .maxProperties: .demand("maximum number of properties")
        case .minProperties: .demand("minimum number of properties")
        case .dependentRequired: .demand("list of dependent properties")
        case .required(let names): .required(names)
        case .properties(let properties): .properties(properties)
        case .patternProperties(let properties): .patterns(properties)
        case .prefixItems(let schemas): .positions(schemas)
        case .items(let schema), .unevaluatedItems(let schema), .contains(let schema, _, _): .part(schema, .items)
        case .additionalProperties(let schema), .unevaluatedProperties(let schema): .part(schema, .members)
        case .propertyNames(let schema): .part(schema, .names)
        case .not(let schema): .part(schema, .inPlace)
        case .dependentSchemas(let properties): .dependents(properties)
        case .conditional(let condition, let then, let otherwise): .conditional([condition, then, otherwise])
        case .allOf(let schemas): .branches(schemas, .allOf)
        case .anyOf(let schemas): .branches(schemas, .anyOf)
        case .oneOf(let schemas): .branches(schemas, .oneOf)
        case .reference(let target), .dynamicReference(_, let target), .recursiveReference(let target):
            .reference(target)
        }
    }
}
