internal import JSONCore
internal import SchemaCore

/// What the resources of a graph are called: their base URIs, and the names they give to places inside.
struct Names {
    /// The base URI of each resource.
    var bases: [URIReference] = []
    /// Who says to be what a URI identifies; more than one where texts are versions of the same schema.
    private var claims: [ByteString: [Claim]] = [:]
    private var anchors: [Anchor: SchemaGraph.NodeID] = [:]

    private struct Claim {
        let resource: Int
        let document: Int32
    }

    private struct Anchor: Hashable {
        let resource: Int
        let name: ByteString
    }

    /// The resource that a URI without fragment identifies, seen from a document: its own one before others'.
    func resource(_ uri: URIReference, from document: Int32) -> Int? {
        guard let claims = claims[ByteString(uri.textWithoutFragment)] else { return nil }
        return (claims.first { $0.document == document } ?? claims.first)?.resource
    }

    /// Gives a URI to a resource; false when another one in the same document has it.
    @discardableResult
    mutating func claim(_ uri: URIReference, by resource: Int, in document: Int32) -> Bool {
        let key = ByteString(uri.textWithoutFragment)
        if let owner = claims[key]?.first(where: { $0.document == document }) { return owner.resource == resource }
        claims[key, default: []].append(Claim(resource: resource, document: document))
        return true
    }

    /// The place that a resource gives a name to.
    func place(_ name: String, in resource: Int) -> SchemaGraph.NodeID? {
        anchors[Anchor(resource: resource, name: ByteString(name))]
    }

    /// Gives a name to a place; false when another one in the same resource has it.
    mutating func claim(_ name: String, in resource: Int, by place: SchemaGraph.NodeID) -> Bool {
        let anchor = Anchor(resource: resource, name: ByteString(name))
        let owner = anchors[anchor, default: place]
        anchors[anchor] = owner
        return owner == place
    }
}

extension GraphBuilder {
    /// Whether a schema has a keyword for ``identify(_:_:)``; most have none.
    static func mayIdentify(_ object: JSONObject) -> Bool {
        object.members.contains { $0.name.utf8.first == UInt8(ascii: "$") || $0.name == "id" }
    }

    /// Reads the keywords that say how a schema is read and what it is called.
    mutating func identify(_ id: NodeID, _ object: JSONObject) {
        let isDocument = nodes[Int(id.index)].pointer.tokens.isEmpty
        let reading = isDocument ? documentReading(id, object) : embeddedReading(id, object)
        let traits = reading.dialect.traits
        let isVoid = !isDocument && traits.referencesStandAlone && object["$ref"] != nil
        if !isVoid, let value = object[traits.identifier] { identify(id, by: value, reading) }
        nameAnchors(id, object, rules: reading.dialect.rules)
    }

    private func resource(of id: NodeID) -> Int { Int(nodes[Int(id.index)].resource) }

    // MARK: Dialects

    /// How a whole document is read, as its `$schema` says.
    private mutating func documentReading(_ id: NodeID, _ object: JSONObject) -> Library.Reading {
        var reading = Library.Reading(dialect: library.defaultDialect)
        if let value = object["$schema"] {
            if let uri = value.string {
                switch library.reading(schema: uri) {
                case .success(let named): reading = named
                case .failure(let reason): fault(at: id, ["$schema"], reason)
                }
            } else {
                fault(at: id, ["$schema"], .wrongValue(expected: .string, found: value))
            }
        }
        resources[resource(of: id)].dialect = reading.dialect
        resources[resource(of: id)].vocabularies = reading.vocabularies
        return reading
    }

    /// How a subschema is read: as what surrounds it, unless it is a resource of its own with a known `$schema`.
    private mutating func embeddedReading(_ id: NodeID, _ object: JSONObject) -> Library.Reading {
        let resource = resource(of: id)
        let surrounding = Library.Reading(
            dialect: resources[resource].dialect, vocabularies: resources[resource].vocabularies)
        guard let uri = object["$schema"]?.string, case .success(let own) = library.reading(schema: uri),
            object[own.dialect.traits.identifier]?.string != nil
        else { return surrounding }
        return own
    }

    // MARK: Identifiers

    /// Reads `$id` (`id` in draft 4): a new base URI, or the name of a place.
    private mutating func identify(_ id: NodeID, by value: JSON, _ reading: Library.Reading) {
        let traits = reading.dialect.traits
        guard let text = value.string, URIReference.isWellFormed(text) else {
            fault(at: id, [traits.identifier], .wrongValue(expected: .uriReference, found: value))
            return
        }
        let identifier = URIReference(text)
        let fragment = identifier.fragment ?? ""
        if !fragment.isEmpty, !traits.identifiersNamePlaces {
            fault(at: id, [traits.identifier], .wrongValue(expected: .uriWithoutFragment, found: value))
            return
        }
        if !identifier.isFragmentOnly { startResource(id, identifier, reading) }
        // A fragment that is a pointer names nothing: it says where the place is, rightly or not.
        if case .name(let name)? = identifier.target { _ = names.claim(name, in: resource(of: id), by: id) }
    }

    private mutating func startResource(_ id: NodeID, _ identifier: URIReference, _ reading: Library.Reading) {
        var uri = identifier.resolved(against: names.bases[resource(of: id)])
        uri.fragment = nil
        if nodes[Int(id.index)].pointer.tokens.isEmpty {
            names.bases[resource(of: id)] = uri
            resources[resource(of: id)].uri = uri.text
        } else {
            resources.append(
                SchemaGraph.Resource(
                    uri: uri.text, dialect: reading.dialect, vocabularies: reading.vocabularies, root: id))
            names.bases.append(uri)
            nodes[Int(id.index)].resource = Int32(resources.count - 1)
        }
        if !names.claim(uri, by: resource(of: id), in: nodes[Int(id.index)].document) {
            fault(at: id, [reading.dialect.traits.identifier], .repeatedIdentifier(identifier.text))
        }
    }

    // MARK: Anchors

    private mutating func nameAnchors(_ id: NodeID, _ object: JSONObject, rules: KeywordRules) {
        for keyword in ["$anchor", "$dynamicAnchor"] {
            guard let value = object[keyword], rules[keyword] != nil else { continue }
            guard let name = value.string, Self.isAnchor(name) else {
                fault(at: id, [keyword], .wrongValue(expected: .anchor, found: value))
                continue
            }
            if !names.claim(name, in: resource(of: id), by: id) {
                fault(at: id, [keyword], .repeatedIdentifier(name))
            }
            if keyword == "$dynamicAnchor" { resources[resource(of: id)].dynamicAnchors[name] = id }
        }
        guard let value = object["$recursiveAnchor"], rules["$recursiveAnchor"] != nil else { return }
        guard let truth = value.boolean else {
            fault(at: id, ["$recursiveAnchor"], .wrongValue(expected: .boolean, found: value))
            return
        }
        // Elsewhere it has no meaning (2019-09, core, section 8.2.4.2.1).
        if resources[resource(of: id)].root == id { resources[resource(of: id)].isRecursiveAnchor = truth }
    }

    /// Letters, digits and a few marks, a letter or `_` first (2020-12, core, section 8.2.2; 2019-09 has `:`, too).
    private static func isAnchor(_ name: String) -> Bool {
        guard let first = name.utf8.first, isLetter(first) || first == UInt8(ascii: "_") else { return false }
        return name.utf8.allSatisfy { isLetter($0) || 48...57 ~= $0 || "-_.:".utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { 97...122 ~= byte | 0x20 }
}
