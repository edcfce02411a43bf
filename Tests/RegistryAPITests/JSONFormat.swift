import Compatibility
import JSONCore
import JSONSchema
import SchemaCore

/// JSON Schema whose types alone are compared.
struct JSONFormat: SchemaFormat {
    private let format = JSONSchemaFormat()

    var type: SchemaType { format.type }

    func parse(
        _ definition: Definition, references: [String: Definition]
    ) throws(RegistryError) -> JSONSchemaFormat.Schema {
        try format.parse(definition, references: references)
    }

    func canonicalText(of schema: JSONSchemaFormat.Schema) -> String { format.canonicalText(of: schema) }
    func normalizedText(of schema: JSONSchemaFormat.Schema) -> String { format.normalizedText(of: schema) }

    func compare(
        reader: JSONSchemaFormat.Schema, writer: JSONSchemaFormat.Schema, policy: CompatibilityPolicy, budget: Budget
    ) -> Comparison {
        let missing = Self.types(writer.json).subtracting(Self.types(reader.json))
        let rule = Rule(id: "TYPE_CHANGED", keyword: "type", category: .type, purpose: "Checks that.")
        let incompatibility = Incompatibility(
            rule: rule, certainty: .proven, readerPointer: JSONPointer(["type"]), writerPointer: JSONPointer(["type"]),
            instancePointer: .root, writerValue: writer.json["type"], readerValue: reader.json["type"],
            message: "{reader} {writer}")
        return Comparison(incompatibilities: missing.isEmpty ? [] : [incompatibility], steps: 1)
    }

    private static func types(_ json: JSON) -> Set<String> {
        switch json["type"] {
        case .string(let name)?: [name]
        case .array(let names)?: Set(names.compactMap(\.string))
        default: json["$ref"] == nil ? Set(JSON.Kind.allCases.map(\.rawValue)) : ["string"]
        }
    }
}
