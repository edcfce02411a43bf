internal import JSONCore
public import SchemaCore

/// Collects what a schema's text offers to those who search.
struct SearchedSchema {
    private(set) var text = SearchText()
    private var fields: Set<String> = []
    private var labels: Set<String> = []

    /// The most names that are collected, and the most bytes of a description.
    private static let limits = (names: 2000, bytes: 4096)

    init(of schema: JSON) {
        text.title = schema["title"]?.string
        text.description = schema["description"]?.string.map {
            String(decoding: $0.utf8.prefix(Self.limits.bytes), as: UTF8.self)
        }
        text.dialect =
            (schema["$schema"]?.string.flatMap { uri in
                Dialect.allCases.first { uri.hasPrefix($0.rawValue) }
            } ?? .standard).name
        visit(schema)
    }

    /// As deep as the text is nested, which its reader bounds.
    private mutating func visit(_ value: JSON) {
        switch value {
        case .object(let object):
            for property in object["properties"]?.object?.members ?? [] where fields.count < Self.limits.names {
                if fields.insert(property.name).inserted { text.fields.append(property.name) }
            }
            for label in object[SchemaEntities.keyword]?.strings ?? [] where labels.count < Self.limits.names {
                if labels.insert(label).inserted { text.labels.append(label) }
            }
            for member in object.members { visit(member.value) }
        case .array(let items): for item in items { visit(item) }
        case .null, .boolean, .number, .string: break
        }
    }
}

extension JSONSchemaFormat {
    public var dialects: [String] { Dialect.allCases.map(\.name) }

    public func searchText(of text: String) -> SearchText {
        // What cannot be read offers nothing but its subject's name.
        guard let json = try? JSON(parsing: text) else { return SearchText() }
        return SearchedSchema(of: json).text
    }
}
