internal import JSONCore
internal import SchemaCore

/// Finding what references refer to; nothing is ever fetched.
extension GraphBuilder {
    /// Replaces a reference's keyword with one that knows the target, or notes why there is none.
    mutating func resolve(_ reference: UnresolvedReference) {
        let place = Int(reference.node.index)
        switch target(of: reference) {
        case .success(let target): nodes[place].keywords[reference.entry].keyword = keyword(reference, target)
        case .failure(let reason):
            let name = nodes[place].keywords[reference.entry].name
            dangling.append(
                DanglingReference(node: reference.node, keyword: name, text: reference.text, reason: reason))
        }
    }

    /// A reference without a target.
    struct DanglingReference {
        let node: NodeID
        let keyword: String
        let text: String
        let reason: SchemaFault.Reason
    }

    /// Notes as faults the references without a target that can be met in judging a value.
    ///
    /// In a definition that nothing refers to, one does no harm: other registries never look there, and schemas that
    /// come from them have to be taken. It becomes an annotation.
    mutating func settleDangling(root: NodeID) {
        guard !dangling.isEmpty else { return }
        let reachable = graph(root: root).reachable(from: root)
        var unknown: Set<SchemaFault.Reason> = []
        for reference in dangling {
            if reachable.contains(reference.node) {
                // A text that is not known is one fault, however often it is referred to.
                if case .unknownDocument = reference.reason, !unknown.insert(reference.reason).inserted { continue }
                fault(at: reference.node, [reference.keyword], reference.reason)
            } else {
                let place = Int(reference.node.index)
                nodes[place].keywords.removeAll { $0.name == reference.keyword }
                nodes[place].annotations[reference.keyword] = .string(reference.text)
            }
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
        return (uri.isFragmentOnly ? .success(own) : resource(of: uri, from: reference.node)).flatMap { resource in
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
    private mutating func resource(
        of reference: URIReference, from node: NodeID
    ) -> Result<Int, SchemaFault.Reason> {
        let own = nodes[Int(node.index)]
        let uri = reference.resolved(against: names.bases[Int(own.resource)])
        if let known = names.resource(uri, from: own.document) { return .success(known) }
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
            names.claim(uri, by: known, in: nodes[Int(resources[known].root.index)].document)
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
        let root = resources[resource].root
        let document = roots[Int(nodes[Int(root.index)].document)]
        // A place that the resource does not have is looked for from the document's root, as other registries do.
        for root in root == document ? [root] : [root, document] {
            for tokens in [pointer.tokens, Self.renamed(pointer.tokens)].compactMap({ $0 }) {
                let (node, depth) = places.descend(tokens, from: positions[Int(root.index)])
                let above = node ?? root
                let rest = Array(tokens.dropFirst(depth))
                if rest.isEmpty { return .success(above) }
                guard let json = sources[Int(above.index)][JSONPointer(rest)] else { continue }
                guard json.object != nil || json.boolean != nil else {
                    return .failure(.noSchemaThere(reference: reference, found: json))
                }
                let made = child(json, of: above, at: rest)
                readPlaces()
                return .success(made)
            }
        }
        return .failure(.nothingThere(reference: reference))
    }

    /// The other name of a place among the definitions: `definitions` and `$defs` mean the same, as other registries
    /// have it.
    private static func renamed(_ tokens: [String]) -> [String]? {
        switch tokens.first {
        case "definitions": ["$defs"] + tokens.dropFirst()
        case "$defs": ["definitions"] + tokens.dropFirst()
        default: nil
        }
    }
}
