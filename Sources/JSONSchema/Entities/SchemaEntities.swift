internal import JSONCore
public import SchemaCore

/// The parts of a JSON Schema that can be named: records, which are schemas of objects, and their fields.
struct SchemaEntities {
    struct Entity {
        var path: String
        var kind: EntityTags.Kind
        /// Where its schema is in the text.
        var pointer: JSONPointer
        /// Whether tags at that place are the entity's; where a field is a record, they are the field's.
        var ownsTags: Bool
    }

    private(set) var entities: [Entity] = []

    /// The keyword that holds tags.
    static let keyword = "confluent:tags"

    init(of schema: JSON) { visit(schema, path: "", at: .root, isField: false) }

    /// Adds what a schema holds; as deep as the text is nested, which its reader bounds.
    private mutating func visit(_ schema: JSON, path: String, at pointer: JSONPointer, isField: Bool) {
        guard let object = schema.object else { return }
        var inner = path
        if Self.isRecord(object) {
            inner = Self.join(path, "object")
            entities.append(Entity(path: inner, kind: .record, pointer: pointer, ownsTags: !isField))
            for property in object["properties"]?.object?.members ?? [] {
                let place = pointer.appending("properties").appending(property.name)
                let field = Self.join(inner, property.name)
                entities.append(Entity(path: field, kind: .field, pointer: place, ownsTags: true))
                visit(property.value, path: field, at: place, isField: true)
            }
        }
        for keyword in ["definitions", "$defs"] {
            for definition in object[keyword]?.object?.members ?? [] {
                visit(
                    definition.value, path: Self.join(inner, "definitions.\(definition.name)"),
                    at: pointer.appending(keyword).appending(definition.name), isField: false)
            }
        }
        for (keyword, step) in [("items", "array"), ("not", "not"), ("if", "if"), ("then", "then"), ("else", "else")] {
            guard let part = object[keyword], part.object != nil else { continue }
            visit(part, path: Self.join(path, step), at: pointer.appending(keyword), isField: false)
        }
        for keyword in ["allOf", "anyOf", "oneOf"] {
            for (position, part) in (object[keyword]?.array ?? []).enumerated() {
                visit(
                    part, path: Self.join(path, "\(keyword.lowercased()).\(position)"),
                    at: pointer.appending(keyword).appending(position), isField: false)
            }
        }
    }

    private static func isRecord(_ schema: JSONObject) -> Bool {
        if schema["properties"]?.object != nil { return true }
        switch schema["type"] {
        case .string(let type): return type == "object"
        case .array(let types): return types.contains("object")
        case .null, .boolean, .number, .object, nil: return false
        }
    }

    private static func join(_ path: String, _ step: String) -> String { path.isEmpty ? step : "\(path).\(step)" }
}

extension JSON {
    /// The tags of a schema.
    fileprivate var tags: [String] { self[SchemaEntities.keyword]?.strings ?? [] }

    /// The value with the tags of the schema at a place replaced; the place is one that was found in it.
    fileprivate func tagged(_ tags: [String], at place: ArraySlice<String>) -> JSON {
        guard let step = place.first else {
            guard var object else { return self }
            object[SchemaEntities.keyword] = JSON?.none
            if !tags.isEmpty { object[SchemaEntities.keyword] = .strings(tags) }
            return .object(object)
        }
        switch self {
        case .object(var object):
            object[step] = object[step]?.tagged(tags, at: place.dropFirst())
            return .object(object)
        case .array(var items):
            guard let position = Int(step), items.indices.contains(position) else { return self }
            items[position] = items[position].tagged(tags, at: place.dropFirst())
            return .array(items)
        case .null, .boolean, .number, .string: return self
        }
    }
}

extension JSONSchemaFormat {
    /// The tags that a schema's text gives its parts, in the order of the text; none when it cannot be read.
    public func tags(in text: String) -> [EntityTags] {
        guard let json = try? JSON(parsing: text) else { return [] }
        return SchemaEntities(of: json).entities.compactMap { entity in
            let tags = json[entity.pointer]?.tags ?? []
            return tags.isEmpty || !entity.ownsTags ? nil : EntityTags(path: entity.path, kind: entity.kind, tags: tags)
        }
    }

    /// A schema's text with other tags.
    ///
    /// - Throws: `.invalidSchema` when the text is not JSON, or a part that should be tagged is not there.
    public func retagged(
        _ text: String, _ changes: TagChanges, after previous: String?
    ) throws(RegistryError) -> String {
        var json: JSON
        do { json = try JSON(parsing: text) } catch { throw .invalidSchema(type: .json, notJSON: error) }
        let entities = SchemaEntities(of: json).entities
        func entity(_ wanted: EntityTags) -> SchemaEntities.Entity? {
            entities.first { $0.path == wanted.path && $0.kind == wanted.kind }
        }
        func change(_ entity: SchemaEntities.Entity, _ tags: ([String]) -> [String]) {
            json = json.tagged(tags(json[entity.pointer]?.tags ?? []), at: entity.pointer.tokens[...])
        }
        if changes.propagates, let previous {
            for earlier in tags(in: previous) {
                if let entity = entity(earlier) { change(entity) { ($0 + earlier.tags).sortedDistinct() } }
            }
        }
        for addition in changes.adding {
            guard let entity = entity(addition) else { throw .entityNotFound(addition.path) }
            change(entity) { ($0 + addition.tags).sortedDistinct() }
        }
        for removal in changes.removing {
            guard let entity = entity(removal) else { throw .entityNotFound(removal.path) }
            change(entity) { $0.filter { !removal.tags.contains($0) } }
        }
        return json.text
    }

    /// The names of the fields at the top of a document; none when the text cannot be read.
    public func fieldNames(in text: String) -> [String] {
        guard let json = try? JSON(parsing: text) else { return [] }
        return json["properties"]?.object?.names ?? []
    }
}
