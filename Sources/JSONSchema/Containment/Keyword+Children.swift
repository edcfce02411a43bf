extension Keyword {
    /// The schemas that are applied to the value itself.
    var childrenInPlace: [NodeID] {
        switch self {
        case .allOf(let ids), .anyOf(let ids), .oneOf(let ids): return ids
        case .not(let id), .reference(let id), .dynamicReference(_, let id), .recursiveReference(let id): return [id]
        case .conditional(let condition, let then, let otherwise):
            return [condition] + [then, otherwise].compactMap { $0 }
        case .dependentSchemas(let properties): return properties.map(\.schema)
        case .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
            .maxLength, .minLength, .pattern, .format, .prefixItems, .items, .contains, .maxItems, .minItems,
            .uniqueItems, .unevaluatedItems, .properties, .patternProperties, .additionalProperties, .propertyNames,
            .required, .maxProperties, .minProperties, .dependentRequired, .unevaluatedProperties:
            return []
        }
    }

    /// The schemas that are applied to parts of the value.
    var childrenBelow: [NodeID] {
        switch self {
        case .prefixItems(let ids): return ids
        case .items(let id), .contains(let id, _, _), .unevaluatedItems(let id), .additionalProperties(let id),
            .propertyNames(let id), .unevaluatedProperties(let id):
            return [id]
        case .properties(let properties): return properties.map(\.schema)
        case .patternProperties(let properties): return properties.map(\.schema)
        case .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
            .maxLength, .minLength, .pattern, .format, .maxItems, .minItems, .uniqueItems, .required, .maxProperties,
            .minProperties, .dependentRequired, .dependentSchemas, .allOf, .anyOf, .oneOf, .not, .conditional,
            .reference, .dynamicReference, .recursiveReference:
            return []
        }
    }

    /// All schemas that it applies.
    var children: [NodeID] { childrenInPlace + childrenBelow }

    /// Visits all schemas that it applies.
    func visitChildren(_ visit: (NodeID) -> Void) {
        switch self {
        case .prefixItems(let ids), .allOf(let ids), .anyOf(let ids), .oneOf(let ids): ids.forEach(visit)
        case .items(let id), .contains(let id, _, _), .unevaluatedItems(let id), .additionalProperties(let id),
            .propertyNames(let id), .unevaluatedProperties(let id), .not(let id), .reference(let id),
            .dynamicReference(_, let id), .recursiveReference(let id):
            visit(id)
        case .properties(let properties), .dependentSchemas(let properties):
            for property in properties { visit(property.schema) }
        case .patternProperties(let properties):
            for property in properties { visit(property.schema) }
        case .conditional(let condition, let then, let otherwise):
            visit(condition)
            if let then { visit(then) }
            if let otherwise { visit(otherwise) }
        case .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
            .maxLength, .minLength, .pattern, .format, .maxItems, .minItems, .uniqueItems, .required, .maxProperties,
            .minProperties, .dependentRequired:
            break
        }
    }

    /// Whether its target depends on the way to it.
    var isDynamicReference: Bool {
        if case .dynamicReference = self { return true }
        if case .recursiveReference = self { return true }
        return false
    }

    /// The same with other schemas in the place of its own.
    func replacing(_ schemas: [NodeID: NodeID]) -> Keyword {
        func new(_ id: NodeID) -> NodeID { schemas[id] ?? id }
        func new(_ property: Property) -> Property { Property(name: property.name, schema: new(property.schema)) }
        switch self {
        case .prefixItems(let ids): return .prefixItems(ids.map(new))
        case .items(let id): return .items(new(id))
        case .contains(let id, let minimum, let maximum): return .contains(new(id), minimum: minimum, maximum: maximum)
        case .unevaluatedItems(let id): return .unevaluatedItems(new(id))
        case .properties(let properties): return .properties(properties.map(new))
        case .patternProperties(let properties):
            return .patternProperties(properties.map { PatternProperty(pattern: $0.pattern, schema: new($0.schema)) })
        case .additionalProperties(let id): return .additionalProperties(new(id))
        case .propertyNames(let id): return .propertyNames(new(id))
        case .dependentSchemas(let properties): return .dependentSchemas(properties.map(new))
        case .unevaluatedProperties(let id): return .unevaluatedProperties(new(id))
        case .allOf(let ids): return .allOf(ids.map(new))
        case .anyOf(let ids): return .anyOf(ids.map(new))
        case .oneOf(let ids): return .oneOf(ids.map(new))
        case .not(let id): return .not(new(id))
        case .conditional(let condition, let then, let otherwise):
            return .conditional(if: new(condition), then: then.map(new), else: otherwise.map(new))
        case .reference(let id): return .reference(new(id))
        case .dynamicReference(let anchor, let id): return .dynamicReference(anchor: anchor, initial: new(id))
        case .recursiveReference(let id): return .recursiveReference(initial: new(id))
        case .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
            .maxLength, .minLength, .pattern, .format, .maxItems, .minItems, .uniqueItems, .required, .maxProperties,
            .minProperties, .dependentRequired:
            return self
        }
    }
}
