internal import JSONCore
internal import SchemaCore

/// Finding what references refer to; nothing is ever fetched.
extension GraphBuilder {
    /// Replaces a reference's keyword with one that knows the target, or notes why there is none.
    mutating func resolve(_ reference: UnresolvedReference) {
        let place = Int(reference.node.index)
        let name = nodes[place].keywords[reference.entry].name
        switch target(of: reference) {
        case .success(let target): nodes[place].keywords[reference.entry].keyword = keyword(reference, target)
        case .failure(let reason): fault(at: reference.node, [name], reason)
        }
    }

    private func keyword(_ reference: UnresolvedReference, _ target: NodeID) -> Keyword {
        let resource = resources[Int(nodes[Int(target.index)].resource)]
        switch reference.kind {
        case .plain: return .reference(target)
        case .dynamic:
            // Dynamic only when it first leads to a `$dynamicAnchor` by its name (2020-12, core, section 8.2.3.2).
            guard case .name(let anchor)? = URIReference(reference.text).target,
                resource.dynamicAnchors[anchor] == target
            else { return .reference(target) }
            return .dynamicReference(anchor: anchor, initial: target)
        case .recursive:
            return resource.isRecursiveAnchor ? .recursiveReference(initial: target) : .reference(target)
        }
    }

    private mutating func target(of reference: UnresolvedReference) -> Result<NodeID, SchemaFault.Reason> {
        let uri = URIReference(reference.text)
        let own = Int(nodes[Int(reference.node.index)].resource)
        if reference.kind == .recursive, reference.text != "#" {
            return .failure(.wrongValue(expected: .resourceRoot, found: .string(reference.text)))
        }
        return (uri.isFragmentOnly ? .success(own) : resource(of: uri, from: own)).flatMap { resource in
            switch uri.target {
            case .place(let pointer)?: return node(at: pointer, in: resource, written: reference.text)
            case .name(let name)?:
                guard let place = names.place(name, in: resource) else { return nothing(reference) }
                return .success(place)
            case nil: return nothing(reference)
            }
        }
    }

    private func nothing(_ reference: UnresolvedReference) -> Result<NodeID, SchemaFault.Reason> {
        .failure(.nothingThere(reference: reference.text))
    }

    // MARK: Resources

    /// The resource that a URI identifies: one that is read already, a given text, or a published meta-schema.
    private mutating func resource(of reference: URIReference, from own: Int) -> Result<Int, SchemaFault.Reason> {
        let uri = reference.resolved(against: names.bases[own])
        if let known = names.resource(uri) { return .success(known) }
        guard
            let name = library.name(for: uri, written: reference) ?? library.name(identifying: uri)
        else {
            return .failure(.unknownDocument(uri: reference.textWithoutFragment))
        }
        return load(name, as: uri)
    }

    /// Takes in a given text under the URI by which it was reached.
    private mutating func load(_ name: String, as uri: URIReference) -> Result<Int, SchemaFault.Reason> {
        if let known = loaded[ByteString(name)] {
            names.claim(uri, by: known)
            return .success(known)
        }
        return library.entry(name).map { entry in
            let root = add(SchemaGraph.Document(name: name, json: entry.json, text: entry.text), uri: uri)
            let resource = Int(nodes[Int(root.index)].resource)
            loaded[ByteString(name)] = resource
            readPlaces()
            return resource
        }
    }

    // MARK: Places

    /// The node at a place of a resource; where the dialect expects no schema, one is made.
    private mutating func node(
        at pointer: JSONPointer, in resource: Int, written reference: String
    ) -> Result<NodeID, SchemaFault.Reason> {
        for tokens in [pointer.tokens, Self.renamed(pointer.tokens)] {
            var (node, rest) = descend(tokens[...], from: resources[resource].root)
            if rest.isEmpty { return .success(node) }
            guard let json = sources[Int(node.index)][JSONPointer(Array(rest))] else { continue }
            guard json.object != nil || json.boolean != nil else {
                return .failure(.noSchemaThere(reference: reference, found: json))
            }
            let step = Step(from: node, tokens: rest)
            node = makeNode(json, at: Array(rest), below: node)
            steps[step] = node
            readPlaces()
            return .success(node)
        }
        return .failure(.nothingThere(reference: reference))
    }

    /// Follows the nodes as far as they go; what is left leads to a place that is none.
    private func descend(_ tokens: ArraySlice<String>, from root: NodeID) -> (NodeID, rest: ArraySlice<String>) {
        var node = root
        var rest = tokens
        descent: while !rest.isEmpty {
            for length in 1...rest.count {
                guard let next = steps[Step(from: node, tokens: rest.prefix(length))] else { continue }
                node = next
                rest = rest.dropFirst(length)
                continue descent
            }
            break
        }
        return (node, rest)
    }

    /// `definitions` and `$defs` are two names for one place, as other registries have it.
    private static func renamed(_ tokens: [String]) -> [String] {
        switch tokens.first {
        case "definitions": ["$defs"] + tokens.dropFirst()
        case "$defs": ["definitions"] + tokens.dropFirst()
        default: tokens
        }
    }
}
