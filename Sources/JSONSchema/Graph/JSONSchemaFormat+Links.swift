public import Compatibility
internal import JSONCore

extension JSONSchemaFormat {
    /// The same language, where a schema without `$id` has this base URI.
    public func reading(at base: String) -> JSONSchemaFormat {
        JSONSchemaFormat(defaultDialect: defaultDialect, formats: formats, base: base)
    }

    /// What `$ref`, `$dynamicRef` and `$schema` of a text lead to outside of it, and its `$id`.
    ///
    /// They are taken wherever they stand, also where they are no keywords: whoever gathers texts may gather too many.
    /// Published meta-schemas are left out, which need not be gathered.
    public func links(in text: String, at base: String) -> SchemaLinks {
        guard let json = try? JSON(parsing: text) else { return SchemaLinks() }
        var found = SchemaLinks()
        var seen: Set<ByteString> = []
        var places = [(json: json, base: URIReference(base))]
        if let uri = Self.identifier(of: json, in: URIReference(base)) {
            found.identifier = uri.textWithoutFragment
        }
        while let (json, base) = places.popLast() {
            switch json {
            case .array(let items): places += items.reversed().map { ($0, base) }
            case .object(let object):
                guard GraphBuilder.mayIdentify(object) else {
                    places += object.members.reversed().lazy.map { ($0.value, base) }
                    continue
                }
                let base = Self.identifier(of: json, in: base) ?? base
                for name in ["$schema", "$ref", "$dynamicRef"] {
                    guard let written = object[name]?.string.map(URIReference.init), !written.isFragmentOnly else {
                        continue
                    }
                    let link = SchemaLinks.Link(
                        target: written.resolved(against: base).textWithoutFragment,
                        written: written.textWithoutFragment)
                    guard !isPublished(link.target) else { continue }
                    if seen.insert(ByteString("\(link.target) \(link.written)")).inserted { found.links.append(link) }
                }
                places += object.members.reversed().map { ($0.value, base) }
            case .null, .boolean, .number, .string: continue
            }
        }
        return found
    }

    private func isPublished(_ uri: String) -> Bool {
        guard Metaschemas.text(uri) == nil else { return true }
        guard case .custom = Dialect.detected(in: uri) else { return true }
        return false
    }

    /// The base URI that an object sets for what is in it.
    private static func identifier(of json: JSON, in base: URIReference) -> URIReference? {
        guard let text = json["$id"]?.string ?? json["id"]?.string else { return nil }
        let uri = URIReference(text)
        return uri.isFragmentOnly ? nil : uri.resolved(against: base)
    }
}
