import JSONCore
import JSONSchema
import SchemaCore
import Testing

/// The graph of a schema, with the texts it refers to by their names.
func graph(
    _ text: String, references: [String: String] = [:], dialect: Dialect = .standard
) throws(RegistryError) -> SchemaGraph {
    let definitions = references.mapValues { Definition(type: .json, text: $0) }
    return try JSONSchemaFormat(defaultDialect: dialect).parse(
        Definition(type: .json, text: text), references: definitions
    ).graph
}

/// Why a text is refused, without the words that stand before every reason; empty when it is not.
func refusal(_ text: String, references: [String: String] = [:], dialect: Dialect = .standard) -> String {
    do {
        _ = try graph(text, references: references, dialect: dialect)
        return ""
    } catch {
        let introduction = "Invalid schema of type JSON, details: "
        return error.message.hasPrefix(introduction)
            ? String(error.message.dropFirst(introduction.count)) : error.message
    }
}
