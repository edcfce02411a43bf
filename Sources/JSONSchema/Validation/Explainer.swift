import Compatibility
import JSONCore
import Pattern

/// One judgement of one document with everything that is wrong with it.
///
/// Walks the graph itself, keyword by keyword as the specification has them, so that what it says does not depend on what
/// the program compiler makes of a schema; a test holds the two against each other.
struct Explainer {
    typealias NodeID = SchemaGraph.NodeID

    let source: ExplainedSchema
    /// Where the value at hand stands.
    var instancePath: [String] = []
    /// The name that is being judged, where it is not a value.
    var judgedName: String?

    var searches = PatternTime()
    private let depthLimit: Int
    private(set) var steps: Int
    private var depth = 0
    /// What has been found in the schemas underway.
    private var faults: [Fault] = []
    private var faultCount = 0
    /// Schemas underway whose faults nobody will see.
    private var silences = 0
    private var keywordPath: [String] = []
    /// The resources that schemas underway belong to, one after the other.
    private var scopes: [Int32] = []

    /// An explanation is dearer than a verdict, by about this factor.
    private static let stepsPerSchema = 20

    /// The positions of members or items that a schema has evaluated.
    typealias Evaluated = Set<Int>

    /// What a schema or a keyword says about a value.
    struct Verdict {
        var isValid: Bool
        var evaluated: Evaluated = []

        static let valid = Verdict(isValid: true)
        static let invalid = Verdict(isValid: false)

        /// Takes in what a further schema says.
        mutating func add(_ other: Verdict) {
            isValid = isValid && other.isValid
            if !other.evaluated.isEmpty { evaluated.formUnion(other.evaluated) }
        }
    }

    init(_ source: ExplainedSchema, limits: ValidationLimits, steps: Int) {
        self.source = source
        self.steps = steps
        depthLimit = limits.explanationDepth
    }

    var graph: SchemaGraph { source.graph }

    /// Judges a document; with a map of its text, errors have lines and columns.
    mutating func explain(
        _ document: JSON, map: @autoclosure () -> SourceMap?
    ) throws(ValidationGaveUp) -> ValidationOutput {
        try explain(document, by: graph.root, map: map())
    }

    /// Whether a document is valid, without saying what is wrong with it.
    mutating func isValid(_ document: JSON) throws(ValidationGaveUp) -> Bool {
        silences += 1
        defer { silences -= 1 }
        return try apply(graph.root, document).isValid
    }

    /// Judges one of several documents, by a schema of the graph; what work is granted is granted to all.
    mutating func explain(
        _ document: JSON, by schema: NodeID, map: @autoclosure () -> SourceMap? = nil
    ) throws(ValidationGaveUp) -> ValidationOutput {
        faults.removeAll()
        faultCount = 0
        let verdict = try apply(schema, document)
        let map = faults.isEmpty ? nil : map()
        return ValidationOutput(
            isValid: verdict.isValid, errors: faults.map { $0.error(graph, map) },
            isTruncated: faultCount > ValidationOutput.errorLimit)
    }
}

/// A schema made ready for explanations.
struct ExplainedSchema: Sendable {
    let graph: SchemaGraph
    let formats: FormatTreatment
    let dynamicScopes: DynamicScopes
    /// Whether any keyword asks for what others have evaluated.
    let tracksEvaluation: Bool

    init(_ graph: SchemaGraph, formats: FormatTreatment) {
        self.graph = graph
        self.formats = formats
        dynamicScopes = DynamicScopes(graph)
        tracksEvaluation = graph.nodes.contains { node in
            node.keywords.contains { $0.keyword.traits.role == .unevaluated }
        }
    }
}

// MARK: - Schemas

extension Explainer {
    /// Applies a schema; its faults are added to those at hand.
    private mutating func apply(_ id: NodeID, _ value: JSON) throws(ValidationGaveUp) -> Verdict {
        try spend(Self.stepsPerSchema)
        depth += 1
        guard depth <= depthLimit else { throw .tooDeep }
        defer { depth -= 1 }
        let index = Int(id.index)
        if let truth = graph.nodes[index].truth {
            if !truth { fail(Place(node: id), .mustNotBe) }
            return Verdict(isValid: truth)
        }
        let resource = graph.nodes[index].resource
        let entersScope = scopes.last != resource
        if entersScope { scopes.append(resource) }
        defer { if entersScope { scopes.removeLast() } }

        let start = faults.count
        var verdict = checkContent(id, value)
        try applyKeywords(of: id, value, &verdict, unevaluated: false)
        // What is not evaluated is known when all else is.
        if source.tracksEvaluation { try applyKeywords(of: id, value, &verdict, unevaluated: true) }
        summarize(from: start, at: id)
        return verdict
    }

    private mutating func applyKeywords(
        of id: NodeID, _ value: JSON, _ verdict: inout Verdict, unevaluated: Bool
    ) throws(ValidationGaveUp) {
        for position in graph.nodes[Int(id.index)].keywords.indices {
            let entry = graph.nodes[Int(id.index)].keywords[position]
            guard (entry.keyword.traits.role == .unevaluated) == unevaluated else { continue }
            verdict.add(try check(entry, of: id, value, verdict.evaluated))
        }
    }

    /// Makes several faults of one schema the causes of one.
    private mutating func summarize(from start: Int, at id: NodeID) {
        guard faults.count - start > 1, !keywordPath.isEmpty else { return }
        let causes = takeFaults(from: start)
        faults.append(fault(Place(node: id), nil, causes: causes))
    }

    mutating func spend(_ work: Int) throws(ValidationGaveUp) {
        steps -= work
        if steps < 0 { throw .tooManySteps }
    }

    /// Applies a schema that a keyword holds or refers to.
    mutating func apply(_ child: NodeID, at place: Place, _ value: JSON) throws(ValidationGaveUp) -> Verdict {
        let length = keywordPath.count
        if place.isReference {
            keywordPath += place.tokens
        } else {
            let parent = graph.nodes[Int(place.node.index)].pointer.tokens.count
            keywordPath += graph.nodes[Int(child.index)].pointer.tokens.dropFirst(parent)
        }
        let verdict = try apply(child, value)
        keywordPath.removeLast(keywordPath.count - length)
        return verdict
    }

    /// The same without keeping any fault.
    mutating func tries(_ child: NodeID, at place: Place, _ value: JSON) throws(ValidationGaveUp) -> Verdict {
        silences += 1
        defer { silences -= 1 }
        return try apply(child, at: place, value)
    }

    /// Applies alternatives; their faults are given back, not kept.
    mutating func tryAll(
        _ children: [NodeID], at place: Place, _ value: JSON
    ) throws(ValidationGaveUp) -> (verdicts: [Verdict], faults: [Fault]) {
        let (start, count) = (faults.count, faultCount)
        var verdicts: [Verdict] = []
        for child in children { verdicts.append(try apply(child, at: place, value)) }
        // The faults of alternatives count only where none holds.
        if verdicts.contains(where: \.isValid) { faultCount = count }
        return (verdicts, takeFaults(from: start))
    }

    /// The schema that a reference leads to, given what is in scope.
    func target(of keyword: Keyword) -> NodeID? {
        if case .reference(let target) = keyword { return target }
        if case .dynamicReference(let anchor, let initial) = keyword {
            return target(of: .named(ByteString(anchor)), initial: initial)
        }
        if case .recursiveReference(let initial) = keyword { return target(of: .recursive, initial: initial) }
        return nil
    }

    private func target(of anchor: DynamicScopes.Anchor, initial: NodeID) -> NodeID {
        guard let candidates = source.dynamicScopes.candidates(for: anchor, initial: initial) else { return initial }
        for scope in scopes {
            if let candidate = candidates.first(where: { $0.resource == scope }) { return candidate.node }
        }
        return initial
    }
}

// MARK: - Faults

extension Explainer {
    /// Notes what a keyword objects to.
    mutating func fail(_ place: Place, _ complaint: Complaint, causes: [Fault] = []) {
        guard silences == 0 else { return }
        faultCount += 1
        guard faultCount <= ValidationOutput.errorLimit else { return }
        faults.append(fault(place, complaint, causes: causes))
    }

    private func fault(_ place: Place, _ complaint: Complaint?, causes: [Fault]) -> Fault {
        Fault(
            place: place, instancePath: instancePath, keywordPath: keywordPath, name: judgedName, complaint: complaint,
            causes: causes)
    }

    /// Removes and returns the faults after the first ones.
    private mutating func takeFaults(from start: Int) -> [Fault] {
        let taken = Array(faults[start...])
        faults.removeSubrange(start...)
        return taken
    }
}
