public import JSONCore

/// A schema below another one, and which values it describes.
public struct Subschema: Sendable, Hashable {
    /// The values a subschema describes, seen from the value that the schema above it describes.
    public enum Role: Sendable, Hashable {
        /// The same value.
        case inPlace
        /// The same value, by a reference.
        case reference
        /// A member's value.
        case property
        /// An item.
        case item
        /// A member's name.
        case propertyName
        /// None; it is there to be referred to, or describes an annotation.
        case definition
    }

    public var role: Role
    public var node: SchemaGraph.NodeID

    public init(role: Role, node: SchemaGraph.NodeID) {
        self.role = role
        self.node = node
    }
}

extension Keyword {
    /// The schemas below this keyword, in their order.
    public var subschemas: [Subschema] {
        switch self {
        case .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
            .maxLength, .minLength, .pattern, .format, .maxItems, .minItems, .uniqueItems, .required, .maxProperties,
            .minProperties, .dependentRequired:
            []
        case .prefixItems(let schemas): schemas.map { Subschema(role: .item, node: $0) }
        case .items(let schema), .contains(let schema, _, _), .unevaluatedItems(let schema):
            [Subschema(role: .item, node: schema)]
        case .properties(let properties): properties.map { Subschema(role: .property, node: $0.schema) }
        case .patternProperties(let properties): properties.map { Subschema(role: .property, node: $0.schema) }
        case .additionalProperties(let schema), .unevaluatedProperties(let schema):
            [Subschema(role: .property, node: schema)]
        case .propertyNames(let schema): [Subschema(role: .propertyName, node: schema)]
        case .dependentSchemas(let properties): properties.map { Subschema(role: .inPlace, node: $0.schema) }
        case .allOf(let schemas), .anyOf(let schemas), .oneOf(let schemas):
            schemas.map { Subschema(role: .inPlace, node: $0) }
        case .not(let schema): [Subschema(role: .inPlace, node: schema)]
        case .conditional(let condition, let then, let otherwise):
            [condition, then, otherwise].compactMap { $0 }.map { Subschema(role: .inPlace, node: $0) }
        case .reference(let target), .dynamicReference(_, let target), .recursiveReference(let target):
            [Subschema(role: .reference, node: target)]
        }
    }
}

extension SchemaGraph {
    /// The schemas below a node: those of its keywords in the order of the text, then its definitions.
    public func subschemas(of id: NodeID) -> [Subschema] {
        let node = self[id]
        return node.keywords.flatMap(\.keyword.subschemas)
            + node.definitions.map { Subschema(role: .definition, node: $0) }
    }

    /// The nodes that take part in judging a value by one of them: all but definitions that nothing refers to.
    ///
    /// Targets that a dynamic reference may have besides its initial one are among them.
    public func reachable(from start: NodeID) -> Set<NodeID> {
        var reached: Set<NodeID> = []
        var open = [start]
        while let id = open.popLast() {
            guard reached.insert(id).inserted else { continue }
            for entry in self[id].keywords {
                open += entry.keyword.subschemas.map(\.node)
                open += dynamicTargets(of: entry.keyword)
            }
        }
        return reached
    }

    /// Every node that a dynamic reference could lead to in some dynamic scope.
    public func dynamicTargets(of keyword: Keyword) -> [NodeID] {
        switch keyword {
        case .dynamicReference(let anchor, _): resources.compactMap { $0.dynamicAnchors[anchor] }
        case .recursiveReference: resources.filter(\.isRecursiveAnchor).map(\.root)
        case .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
            .maxLength, .minLength, .pattern, .format, .prefixItems, .items, .contains, .maxItems, .minItems,
            .uniqueItems, .unevaluatedItems, .properties, .patternProperties, .additionalProperties, .propertyNames,
            .required, .maxProperties, .minProperties, .dependentRequired, .dependentSchemas, .unevaluatedProperties,
            .allOf, .anyOf, .oneOf, .not, .conditional, .reference:
            []
        }
    }

    /// The resource that a node belongs to.
    public func resource(of id: NodeID) -> Resource { resources[Int(self[id].resource)] }

    /// The document that a node stands in.
    public func document(of id: NodeID) -> Document { documents[Int(self[id].document)] }

    /// The URI of a node: its resource's, and the place in the resource as a fragment (RFC 6901, section 6).
    public func location(of id: NodeID) -> String {
        let node = self[id]
        let resource = resources[Int(node.resource)]
        let root = self[resource.root]
        // A node that is made for a place outside its resource's tree counts from the document's root.
        let isInside =
            node.document == root.document
            && node.pointer.tokens.starts(with: root.pointer.tokens) { $0.isIdentical(to: $1) }
        let tokens = node.pointer.tokens.dropFirst(isInside ? root.pointer.tokens.count : 0)
        return resource.uri + "#" + URIReference.fragment(JSONPointer(Array(tokens)).description)
    }

    /// Line and column of a place in a document, such as a node's or one of its keywords'.
    public func position(of pointer: JSONPointer, in document: Int32) -> SourcePosition? {
        SourceMap(documents[Int(document)].text).position(of: pointer)
    }
}
