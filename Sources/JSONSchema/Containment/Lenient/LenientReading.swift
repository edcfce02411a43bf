internal import JSONCore

/// A graph as LENIENT reads it: writers send only what their schema declares; readers ignore what theirs does not declare,
/// and fill in defaults.
///
/// What is read otherwise are the schemas whose demands count as they stand. Below a negation a wider schema would allow
/// less, so `not`, the condition of `if`, and the part of `oneOf` that rules the other alternatives out keep the original
/// nodes. All others are copied, once for each way in which they are read; copies that would be the same are not made.
struct LenientReading {
    typealias NodeID = SchemaGraph.NodeID

    typealias Side = Readings.Side

    /// A node, and how it is read.
    struct Step: Hashable {
        var node: NodeID
        /// Whether it is the outermost schema for a value, rather than applied beside others to the same one.
        var isWhole = true
        /// Position of the names that have a default.
        var defaults = 0
    }

    let graph: SchemaGraph
    let side: Side
    /// The sets of names that have a default, each once; the first is empty.
    private(set) var defaults: [Set<ByteString>] = [[]]
    private var defaultPositions: [Set<ByteString>: Int] = [[]: 0]

    /// The steps, in the order in which they are reached.
    private var order: [Step] = []
    /// For each step those that apply it.
    private var sources: [Step: [Step]] = [:]
    private var copies: [Step: NodeID] = [:]
    private var nodes: [SchemaNode]
    /// Whether any schema has a default.
    private let hasDefaults: Bool
    private let always: NodeID
    private let never: NodeID

    /// Steps beyond this many times the schema's size are not made.
    private static let growthLimit = 8

    /// The graph as one side is read; `nil` where too many ways to read a schema, or a target that depends on the way to
    /// it, stand against it.
    static func read(_ graph: SchemaGraph, as side: Side) -> SchemaGraph? {
        var reading = LenientReading(graph, side)
        return reading.read()
    }

    private init(_ graph: SchemaGraph, _ side: Side) {
        self.graph = graph
        self.side = side
        nodes = graph.nodes
        hasDefaults = side == .reader && graph.nodes.contains { $0.annotations["default"] != nil }
        always = NodeID(index: Int32(nodes.count))
        never = NodeID(index: Int32(nodes.count + 1))
        for truth in [true, false] {
            nodes.append(SchemaNode(document: 0, resource: graph[graph.root].resource, pointer: .root, truth: truth))
        }
    }

    private mutating func read() -> SchemaGraph? {
        let root = step(below: graph.root)
        guard gather(from: root) else { return nil }
        markCopies()
        for step in order {
            guard let copy = copies[step] else { continue }
            var node = graph[step.node]
            node.keywords = keywords(of: step)
            nodes[Int(copy.index)] = node
        }
        guard copies[root] != nil else { return graph }
        var result = graph
        result.nodes = nodes
        result.root = id(of: root)
        return result
    }

    // MARK: - Ways to read a node

    /// Finds all steps; false when there are too many, or one that is not known.
    private mutating func gather(from root: Step) -> Bool {
        var open = [root]
        var seen: Set<Step> = [root]
        while let step = open.popLast() {
            order.append(step)
            guard order.count <= Self.growthLimit * graph.nodes.count else { return false }
            for entry in graph[step.node].keywords {
                if entry.keyword.isDynamicReference { return false }
                for target in steps(entry.keyword, from: step) {
                    sources[target, default: []].append(step)
                    if seen.insert(target).inserted { open.append(target) }
                }
            }
        }
        return true
    }

    /// The ways to read the schemas that a keyword applies, where they are read otherwise than they stand.
    private mutating func steps(_ keyword: Keyword, from step: Step) -> [Step] {
        switch keyword {
        case .not, .propertyNames: return []
        case .conditional(_, let then, let otherwise):
            return [then, otherwise].compactMap { $0 }.map { self.step(inPlace: $0, of: step) }
        case .reference(let id) where graph[step.node].keywords.count == 1:
            return [self.step(inPlace: id, of: step, isWhole: step.isWhole)]
        case .allOf, .anyOf, .oneOf, .reference, .dependentSchemas:
            return keyword.childrenInPlace.map { self.step(inPlace: $0, of: step) }
        case .prefixItems, .items, .contains, .unevaluatedItems, .properties, .patternProperties,
            .additionalProperties, .unevaluatedProperties:
            return keyword.childrenBelow.map { self.step(below: $0) }
        case .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
            .maxLength, .minLength, .pattern, .format, .maxItems, .minItems, .uniqueItems, .required, .maxProperties,
            .minProperties, .dependentRequired, .dynamicReference, .recursiveReference:
            return []
        }
    }

    private mutating func step(below id: NodeID) -> Step {
        Step(node: id, defaults: defaults(of: id, beside: 0))
    }

    private mutating func step(inPlace id: NodeID, of step: Step, isWhole: Bool = false) -> Step {
        // What a reader demands does not hang on the place of a schema among others.
        let isWhole = isWhole || side == .reader
        return Step(node: id, isWhole: isWhole, defaults: defaults(of: id, beside: step.defaults))
    }

    /// The names with a default that a schema declares, and those that the schemas around it do.
    private mutating func defaults(of id: NodeID, beside position: Int) -> Int {
        guard hasDefaults else { return 0 }
        var names = defaults[position]
        for node in graph.certain(from: id) {
            for case .properties(let properties) in graph[node].keywords.map(\.keyword) {
                for property in properties where graph.hasDefault(property.schema) {
                    names.insert(ByteString(property.name))
                }
            }
        }
        if let known = defaultPositions[names] { return known }
        defaults.append(names)
        defaultPositions[names] = defaults.count - 1
        return defaults.count - 1
    }

    // MARK: - Copies

    /// Gives a copy to each step that is read otherwise than it stands, and to those that lead there.
    private mutating func markCopies() {
        var open = order.filter { isReadOtherwise($0) }
        while let step = open.popLast() {
            guard copies[step] == nil else { continue }
            copies[step] = NodeID(index: Int32(nodes.count))
            nodes.append(graph[step.node])
            open += sources[step] ?? []
        }
    }

    /// Whether a node by itself is read otherwise.
    private func isReadOtherwise(_ step: Step) -> Bool {
        if side == .writer, isSealed(step) { return true }
        return graph[step.node].keywords.contains { entry in
            switch (side, entry.keyword) {
            case (.writer, .additionalProperties(let id)), (.writer, .unevaluatedProperties(let id)):
                graph[id].truth == true
            case (.reader, .additionalProperties(let id)), (.reader, .unevaluatedProperties(let id)):
                graph[id].truth == false
            case (.reader, .required(let names)): names.contains { isFilledIn($0, step) }
            case (.reader, .dependentRequired(let dependencies)):
                dependencies.contains { $0.required.contains { isFilledIn($0, step) } }
            case (_, _): false
            }
        }
    }

    private func isFilledIn(_ name: String, _ step: Step) -> Bool {
        defaults[step.defaults].contains(ByteString(name))
    }

    /// Whether a writer's schema for a value declares properties, so that there are no others.
    private func isSealed(_ step: Step) -> Bool {
        guard step.isWhole else { return false }
        let node = graph[step.node]
        for entry in node.keywords {
            if case .reference = entry.keyword, node.keywords.count == 1 { return false }
            if case .unevaluatedProperties(let id) = entry.keyword, graph[id].truth != true { return false }
        }
        return graph.declaresProperties(step.node)
    }

    /// The node that a step has become.
    private func id(of step: Step) -> NodeID { copies[step] ?? step.node }

    // MARK: - Keywords

    private mutating func keywords(of step: Step) -> [SchemaNode.Entry] {
        var entries: [SchemaNode.Entry] = []
        for entry in graph[step.node].keywords {
            let children = steps(entry.keyword, from: step)
            var replacements: [NodeID: NodeID] = [:]
            for child in children where id(of: child) != child.node { replacements[child.node] = id(of: child) }
            let keywords =
                switch side {
                case .writer: written(entry.keyword, replacements)
                case .reader: read(entry.keyword, replacements, step)
                }
            entries += keywords.map { SchemaNode.Entry(name: entry.name, keyword: $0) }
        }
        if side == .writer, isSealed(step) {
            entries.append(SchemaNode.Entry(name: "unevaluatedProperties", keyword: .unevaluatedProperties(never)))
        }
        return entries
    }

    /// A keyword of the writer: that further properties may be anything declares none.
    private mutating func written(_ keyword: Keyword, _ replacements: [NodeID: NodeID]) -> [Keyword] {
        if case .additionalProperties(let id) = keyword, graph[id].truth == true { return [] }
        if case .unevaluatedProperties(let id) = keyword, graph[id].truth == true { return [] }
        return common(keyword, replacements)
    }

    /// A keyword of the reader: what is not declared is ignored, what is missing and has a default is filled in.
    private mutating func read(
        _ keyword: Keyword, _ replacements: [NodeID: NodeID], _ step: Step
    ) -> [Keyword] {
        if case .additionalProperties(let id) = keyword, graph[id].truth == false {
            return [.additionalProperties(always)]
        }
        if case .unevaluatedProperties(let id) = keyword, graph[id].truth == false {
            return [.unevaluatedProperties(always)]
        }
        if case .required(let names) = keyword {
            let rest = names.filter { !isFilledIn($0, step) }
            return rest.isEmpty ? [] : [.required(rest)]
        }
        if case .dependentRequired(var dependencies) = keyword {
            for position in dependencies.indices {
                dependencies[position].required.removeAll { isFilledIn($0, step) }
            }
            return [.dependentRequired(dependencies)]
        }
        return common(keyword, replacements)
    }

    /// What both sides do with keywords that demand something and rule something out at once.
    private mutating func common(_ keyword: Keyword, _ replacements: [NodeID: NodeID]) -> [Keyword] {
        if replacements.isEmpty { return [keyword] }
        if case .oneOf(let ids) = keyword {
            // One of them as it is read, and no two of them as they stand.
            return [.anyOf(ids.map { replacements[$0] ?? $0 }), .not(severalHold(ids))]
        }
        if case .contains(let id, let minimum, let maximum?) = keyword {
            return [
                .contains(replacements[id] ?? id, minimum: minimum, maximum: nil),
                .contains(id, minimum: 0, maximum: maximum),
            ]
        }
        return [keyword.replacing(replacements)]
    }

    /// The schemas of which a schema made for `oneOf` says that several hold.
    static func severalHolding(_ id: NodeID, in graph: SchemaGraph) -> [NodeID]? {
        guard case .allOf(let parts)? = graph[id].keywords.first?.keyword, let some = parts.first,
            case .anyOf(let ids)? = graph[some].keywords.first?.keyword
        else { return nil }
        return ids
    }

    /// A schema for values of which more than one of some schemas holds.
    private mutating func severalHold(_ ids: [NodeID]) -> NodeID {
        let some = add([.anyOf(ids)])
        let one = add([.oneOf(ids)])
        let notOne = add([.not(one)])
        return add([.allOf([some, notOne])])
    }

    private mutating func add(_ keywords: [Keyword]) -> NodeID {
        let resource = graph[graph.root].resource
        var node = SchemaNode(document: 0, resource: resource, pointer: .root)
        node.keywords = keywords.map { SchemaNode.Entry(name: "", keyword: $0) }
        nodes.append(node)
        return NodeID(index: Int32(nodes.count - 1))
    }
}
