import Compatibility
import JSONCore
import Pattern

/// Makes a program of a graph.
///
/// Each schema is compiled once for each kind of value. What is known to hold for a kind is left out, what is known to
/// fail takes the rest with it: of `anyOf` over an object and a string schema, a string meets only the second.
struct ProgramCompiler {
    typealias NodeID = SchemaGraph.NodeID
    typealias Kind = JSONDocument.Kind

    let graph: SchemaGraph
    let formatTreatment: FormatTreatment
    let scopes: DynamicScopes
    var constants = ConstantPool()
    var parts = Program.Parts(constants: .empty)

    /// What is asked of each node of the graph, found out once.
    let traits: [SchemaTraits]
    private var labels: [LabelKey: Int32] = [:]
    /// The labels that most nodes need only: of schemas as a whole, with nothing to record.
    private var plainLabels: [Int32]
    private var keys: [LabelKey] = []
    /// What each label asks of each kind: a place in `codes`, or a state.
    private var bodies: [Int32] = []
    private var codes: [[Instruction]] = []
    /// Patterns that are compiled, by their place among the program's.
    var patterns: [Pattern: Int32] = [:]
    /// Entries to be compiled.
    private var queue: [Int32] = []
    /// Whether all entries of a label have been queued.
    private var isQueued: [Bool] = []
    private var depth = 0

    /// A schema, and how it is applied.
    struct LabelKey: Hashable {
        var node: NodeID
        var tracking: Tracking
        var role: Role

        enum Role: Hashable {
            case whole
            /// Enters the dynamic scope of its resource first.
            case scoped
            /// Within the record that the node's own `unevaluated…` looks at.
            case framed
        }
    }

    /// Which children have to be recorded when they are evaluated.
    struct Tracking: OptionSet, Hashable {
        let rawValue: UInt8

        static let properties = Tracking(rawValue: 1)
        static let items = Tracking(rawValue: 2)

        /// The part that concerns a kind.
        func concerning(_ kind: Kind) -> Tracking {
            switch kind {
            case .object: intersection(.properties)
            case .array: intersection(.items)
            case .null, .boolean, .integer, .largeInteger, .fraction, .string: []
            }
        }
    }

    /// What a schema asks of a kind of value.
    enum Body {
        case accepted
        case rejected
        case code([Instruction])
    }

    /// What stands in `bodies` for anything but code.
    private enum State {
        static let accepted = Program.accepted
        static let rejected = Program.rejected
        static let unknown: Int32 = -3
        static let underway: Int32 = -4
    }

    /// Schemas within schemas for one value, beyond which a call is emitted without looking inside.
    private static let depthLimit = 64
    /// Code up to this length replaces a call to it.
    private static let inlineLimit = 8

    init(_ graph: SchemaGraph, formatTreatment: FormatTreatment) {
        self.graph = graph
        self.formatTreatment = formatTreatment
        scopes = DynamicScopes(graph)
        traits = graph.nodes.indices.map { SchemaTraits($0, in: graph) }
        plainLabels = [Int32](repeating: -1, count: graph.nodes.count)
    }

    static func compile(_ graph: SchemaGraph, formatTreatment: FormatTreatment) -> Program? {
        var compiler = ProgramCompiler(graph, formatTreatment: formatTreatment)
        return compiler.compile()
    }

    private mutating func compile() -> Program? {
        parts.root = queued(label(graph.root))
        let resource = traits(of: graph.root).resource
        parts.rootScope = scopes.isScope(resource) ? resource : nil
        while let entry = queue.popLast() { _ = body(entry) }
        guard let constants = constants.document else { return nil }
        parts.constants = constants
        fillSets()
        link()
        return Program(parts)
    }
}

// MARK: - Labels

extension ProgramCompiler {
    func traits(of node: NodeID) -> SchemaTraits { traits[Int(node.index)] }

    /// The label of a schema as it is applied to some value.
    private mutating func label(
        _ node: NodeID, _ tracking: Tracking = [], role: LabelKey.Role = .whole
    ) -> Int32 {
        let isPlain = tracking.isEmpty && role == .whole
        let key = LabelKey(node: node, tracking: tracking, role: role)
        let known = isPlain ? plainLabels[Int(node.index)] : labels[key, default: -1]
        guard known < 0 else { return known }
        let label = Int32(keys.count)
        if isPlain { plainLabels[Int(node.index)] = label } else { labels[key] = label }
        keys.append(key)
        isQueued.append(false)
        bodies.append(contentsOf: repeatElement(State.unknown, count: Program.kinds))
        return label
    }

    /// The label of a schema that one of `node` applies to a child; ``Program/noLabel`` when it accepts everything.
    mutating func label(child: NodeID, of node: NodeID) -> Int32 {
        traits(of: child).truth == true ? Program.noLabel : queued(label(child, role: role(of: child, from: node)))
    }

    /// Sees to it that a label is compiled for every kind, as it must be when the kind is known only at run time.
    private mutating func queued(_ label: Int32) -> Int32 {
        guard !isQueued[Int(label)] else { return label }
        isQueued[Int(label)] = true
        let traits = traits(of: keys[Int(label)].node)
        for kind in 0..<Program.kinds {
            let kind = Self.kind(kind)
            let entry = Self.entry(label, kind)
            guard bodies[Int(entry)] == State.unknown else { continue }
            bodies[Int(entry)] = Self.state(of: traits, kind)
            if bodies[Int(entry)] == State.unknown { queue.append(entry) }
        }
        return label
    }

    /// What is known about a schema and a kind at first sight.
    private static func state(of traits: SchemaTraits, _ kind: Kind) -> Int32 {
        if let truth = traits.truth { return truth ? State.accepted : State.rejected }
        guard traits.allowed.contains(kind) else { return State.rejected }
        return traits.concerned.contains(kind) ? State.unknown : State.accepted
    }

    /// The kind of an index below ``Program/kinds``.
    private static func kind(_ index: Int) -> Kind { Kind(rawValue: UInt8(truncatingIfNeeded: index)) ?? .null }

    /// The entry of a schema for the value at hand, to be applied from wherever dynamic scope leads to it.
    private mutating func queuedEntry(_ target: NodeID, _ block: Block) -> Int32 {
        let role = scopes.isScope(traits(of: target).resource) ? LabelKey.Role.scoped : .whole
        let entry = Self.entry(label(target, block.tracking.concerning(block.kind), role: role), block.kind)
        queue.append(entry)
        return entry
    }

    private func role(of target: NodeID, from node: NodeID) -> LabelKey.Role {
        let resource = traits(of: target).resource
        return resource != traits(of: node).resource && scopes.isScope(resource) ? .scoped : .whole
    }

    static func entry(_ label: Int32, _ kind: Kind) -> Int32 { label * Int32(Program.kinds) + Int32(kind.rawValue) }

    /// What a schema that one of `node` applies to the same value asks; code comes as a call unless it is short.
    mutating func inPlace(
        _ target: NodeID, from node: NodeID, _ tracking: Tracking, _ kind: Kind
    ) -> (body: Body, entry: Int32) {
        let tracking = tracking.concerning(kind)
        let label = label(target, tracking, role: role(of: target, from: node))
        let entry = Self.entry(label, kind)
        switch body(entry) {
        case .accepted: return (.accepted, entry)
        case .rejected: return (.rejected, entry)
        case .code(let code):
            return (code.count <= Self.inlineLimit ? .code(code) : .code([.call(entry)]), entry)
        }
    }

    /// What a label asks of a kind of value.
    private mutating func body(_ entry: Int32) -> Body {
        switch bodies[Int(entry)] {
        case State.accepted: return .accepted
        case State.rejected: return .rejected
        case State.underway:
            parts.mayLoop = true
            return .code([.call(entry)])
        case State.unknown:
            guard depth < Self.depthLimit else {
                queue.append(entry)
                return .code([.call(entry)])
            }
            bodies[Int(entry)] = State.underway
            depth += 1
            let body = compile(keys[Int(entry) / Program.kinds], Self.kind(Int(entry) % Program.kinds))
            depth -= 1
            switch body {
            case .accepted: bodies[Int(entry)] = State.accepted
            case .rejected: bodies[Int(entry)] = State.rejected
            case .code(let code):
                bodies[Int(entry)] = Int32(codes.count)
                codes.append(code)
            }
            return body
        case let place: return .code(codes[Int(place)])
        }
    }

    private mutating func compile(_ key: LabelKey, _ kind: Kind) -> Body {
        let traits = traits(of: key.node)
        switch Self.state(of: traits, kind) {
        case State.accepted: return .accepted
        case State.rejected: return .rejected
        default: break
        }
        switch key.role {
        case .scoped:
            let entry = Self.entry(label(key.node, key.tracking), kind)
            return wrapped(entry, .scoped(resource: traits.resource, entry))
        case .whole:
            guard traits.recorded.contains(kind) else { return compileKeywords(key, kind) }
            let tracking = key.tracking.union(kind == .object ? .properties : .items)
            let entry = Self.entry(label(key.node, tracking, role: .framed), kind)
            return wrapped(entry, .recorded(.framed(entry, merges: !key.tracking.isEmpty)))
        case .framed: return compileKeywords(key, kind)
        }
    }

    private mutating func wrapped(_ entry: Int32, _ instruction: Instruction) -> Body {
        switch body(entry) {
        case .accepted: .accepted
        case .rejected: .rejected
        case .code: .code([instruction])
        }
    }
}

// MARK: - Schemas

extension ProgramCompiler {
    /// The checks of one schema for one kind, as they are gathered.
    struct Block {
        let node: NodeID
        let kind: Kind
        let dialect: Dialect
        let tracking: Tracking
        var code: [Instruction] = []
        var isRejected = false

        var body: Body { isRejected ? .rejected : code.isEmpty ? .accepted : .code(code) }

        mutating func assert(_ assertion: Assertion) { code.append(.assert(assertion)) }

        /// Adds a condition that concerns one kind only.
        mutating func assert(_ assertion: Assertion, for kind: Kind) {
            if self.kind == kind { assert(assertion) }
        }

        /// Notes a condition that is known without looking at the value.
        mutating func require(_ isMet: Bool) {
            if !isMet { isRejected = true }
        }

        mutating func record(_ instruction: RecordedInstruction) { code.append(.recorded(instruction)) }

        mutating func append(_ body: Body) {
            switch body {
            case .accepted: break
            case .rejected: isRejected = true
            case .code(let code): self.code += code
            }
        }
    }

    private mutating func compileKeywords(_ key: LabelKey, _ kind: Kind) -> Body {
        let node = Int(key.node.index)
        var block = Block(node: key.node, kind: kind, dialect: traits[node].dialect, tracking: key.tracking)
        // Cheap checks first: what fails early spares the rest.
        if traits[node].asserted.contains(kind) {
            for position in graph.nodes[node].keywords.indices {
                assert(graph.nodes[node].keywords[position].keyword, &block)
            }
        }
        if block.dialect == .draft7 { assertContent(&block) }
        if !block.isRejected { applyToChildren(isFramed: key.role == .framed, &block) }
        if traits[node].appliesInPlace {
            for position in graph.nodes[node].keywords.indices where !block.isRejected {
                applyInPlace(graph.nodes[node].keywords[position].keyword, &block)
            }
        }
        if !block.isRejected, key.role == .framed { applyToUnevaluated(&block) }
        return block.body
    }

    /// A reference that dynamic scope decides, when it does.
    mutating func applyDynamic(_ anchor: DynamicScopes.Anchor, _ initial: NodeID, _ block: inout Block) {
        guard let candidates = scopes.candidates(for: anchor, initial: initial) else {
            return block.append(inPlace(initial, from: block.node, block.tracking, block.kind).body)
        }
        let entries = candidates.map { (resource: $0.resource, entry: queuedEntry($0.node, block)) }
        parts.dynamicReferences.append(
            Program.DynamicReference(candidates: entries, initial: queuedEntry(initial, block)))
        block.code.append(.dynamicCall(Int32(parts.dynamicReferences.count - 1)))
    }
}

// MARK: - Linking

extension ProgramCompiler {
    /// Lays the code out, and gives each entry its address.
    private mutating func link() {
        parts.code.reserveCapacity(codes.reduce(0) { $0 + $1.count + 1 })
        let addresses = codes.map { code in
            let address = Int32(parts.code.count)
            parts.code += code
            parts.code.append(.accept)
            return address
        }
        // What is still unknown is never applied.
        parts.entries = bodies.map { $0 >= 0 ? addresses[Int($0)] : max($0, Program.rejected) }
    }

    mutating func list(_ items: [Int32]) -> Int32 {
        let first = Int32(parts.lists.count)
        parts.lists += items
        return first
    }
}
