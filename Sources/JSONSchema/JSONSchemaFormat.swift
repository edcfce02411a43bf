public import Compatibility
public import JSONCore
public import SchemaCore

/// JSON Schema, drafts 4 to 2020-12, as a schema language of the registry.
public struct JSONSchemaFormat: Sendable {
    /// What a schema without `$schema` is read as.
    public let defaultDialect: Dialect

    /// What `format` is, where the schema's own meta-schema does not make it an assertion.
    public let formats: FormatTreatment

    /// The base URI of a schema that no `$id` names (RFC 3986, section 5.1.3).
    let base: String

    public init(defaultDialect: Dialect = .standard, formats: FormatTreatment = .annotation) {
        self.init(defaultDialect: defaultDialect, formats: formats, base: "")
    }

    init(defaultDialect: Dialect, formats: FormatTreatment, base: String) {
        self.defaultDialect = defaultDialect
        self.formats = formats
        self.base = base
    }

    /// A parsed JSON Schema.
    public struct Schema: Sendable {
        public let graph: SchemaGraph
        /// The schema as JSON, members in the order of the text.
        public let json: JSON
        /// What comparisons find out about it, once however many there are.
        let readings: Readings

        init(graph: SchemaGraph, json: JSON) {
            self.graph = graph
            self.json = json
            readings = Readings(graph)
        }
    }

    /// The language's name.
    public var type: SchemaType { .json }

    /// Reads a schema with the texts that its references lead to, by the names it uses for them.
    ///
    /// - Throws: `.invalidSchema` with every fault that was found and its place.
    public func parse(
        _ definition: Definition, references: [String: Definition]
    ) throws(RegistryError) -> Schema {
        // A look at bytes tells nearly always that there is something.
        let mayBeEmpty = definition.text.utf8.allSatisfy { $0 <= UInt8(ascii: " ") || $0 >= 0x80 }
        if mayBeEmpty, definition.text.allSatisfy(\.isWhitespace) { throw .emptySchema }
        let json: JSON
        do {
            json = try JSON(parsing: definition.text)
        } catch {
            throw .invalidSchema(type: .json, notJSON: error)
        }
        var graph = try GraphBuilder.graph(
            of: json, text: definition.text, references: references, dialect: defaultDialect, base: URIReference(base))
        if formats == .assertion {
            for position in graph.resources.indices {
                graph.resources[position].vocabularies.formUnion(.formatAssertion)
            }
        }
        return Schema(graph: graph, json: json)
    }

    /// The text that is stored and served: minified, nothing reordered, no number changed.
    public func canonicalText(of schema: Schema) -> String { schema.json.text }

    /// The text with the members of every object sorted by name; arrays stay as they are.
    public func normalizedText(of schema: Schema) -> String { schema.json.sorted().text }
}
