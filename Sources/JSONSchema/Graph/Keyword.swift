public import JSONCore
public import Pattern

/// A keyword that asserts something, in the form that all drafts share.
///
/// Draft 4's boolean `exclusiveMinimum` has become a number, `items` with an array has become `prefixItems`,
/// `dependencies` its two halves, and a `$ref` of a draft that ignores siblings stands alone.
public enum Keyword: Sendable {
    public typealias NodeID = SchemaGraph.NodeID

    // Any value
    case type(TypeSet)
    case enumeration([JSON])
    case const(JSON)

    // Numbers
    case multipleOf(JSONNumber)
    case maximum(JSONNumber)
    case exclusiveMaximum(JSONNumber)
    case minimum(JSONNumber)
    case exclusiveMinimum(JSONNumber)

    // Strings; lengths in code points
    case maxLength(Int)
    case minLength(Int)
    case pattern(Pattern)
    case format(String)

    // Arrays
    case prefixItems([NodeID])
    /// The items after those of `prefixItems`.
    case items(NodeID)
    case contains(NodeID, minimum: Int, maximum: Int?)
    case maxItems(Int)
    case minItems(Int)
    case uniqueItems
    case unevaluatedItems(NodeID)

    // Objects
    case properties([Property])
    case patternProperties([PatternProperty])
    /// The properties that neither `properties` nor `patternProperties` of the same node names.
    case additionalProperties(NodeID)
    case propertyNames(NodeID)
    case required([String])
    case maxProperties(Int)
    case minProperties(Int)
    case dependentRequired([DependentRequired])
    case dependentSchemas([Property])
    case unevaluatedProperties(NodeID)

    // Combinations
    case allOf([NodeID])
    case anyOf([NodeID])
    case oneOf([NodeID])
    case not(NodeID)
    case conditional(if: NodeID, then: NodeID?, else: NodeID?)

    // References
    case reference(NodeID)
    /// `$dynamicRef`: the outermost resource in dynamic scope that has the anchor decides, else the initial target.
    case dynamicReference(anchor: String, initial: NodeID)
    /// `$recursiveRef`: the outermost resource in dynamic scope that is a recursive anchor decides.
    case recursiveReference(initial: NodeID)

    /// A named subschema.
    public struct Property: Sendable {
        public var name: String
        public var schema: NodeID

        public init(name: String, schema: NodeID) {
            self.name = name
            self.schema = schema
        }
    }

    /// A subschema for the names that a pattern matches.
    public struct PatternProperty: Sendable {
        public var pattern: Pattern
        public var schema: NodeID

        public init(pattern: Pattern, schema: NodeID) {
            self.pattern = pattern
            self.schema = schema
        }
    }

    /// Names that must be there when another one is.
    public struct DependentRequired: Sendable {
        public var name: String
        public var required: [String]

        public init(name: String, required: [String]) {
            self.name = name
            self.required = required
        }
    }
}

/// A set of JSON Schema's seven types; `integer` is the whole numbers among `number`.
public struct TypeSet: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let null = TypeSet(rawValue: 1)
    public static let boolean = TypeSet(rawValue: 2)
    public static let integer = TypeSet(rawValue: 4)
    /// Whole numbers included.
    public static let number = TypeSet(rawValue: 8)
    public static let string = TypeSet(rawValue: 16)
    public static let array = TypeSet(rawValue: 32)
    public static let object = TypeSet(rawValue: 64)
    public static let all: TypeSet = [.null, .boolean, .number, .string, .array, .object]

    /// The types by their names.
    public static let names: [(name: String, type: TypeSet)] = [
        ("null", .null), ("boolean", .boolean), ("integer", .integer), ("number", .number), ("string", .string),
        ("array", .array), ("object", .object),
    ]
}
