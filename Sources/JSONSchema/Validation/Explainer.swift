import JSONCore
import Pattern

/// One judgement of one document with everything that is wrong with it.
///
/// Walks the graph itself, keyword by keyword as the specification has them, so that what it says does not depend on what
/// the program compiler makes of a schema; a test holds the two against each other.
struct Explainer {
    typealias NodeID = SchemaGraph.NodeID

    let graph: SchemaGraph
    let formats: FormatTreatment
    /// Whether any keyword asks for what others have evaluated.
    let tracksEvaluation: Bool
    /// Where the value at hand stands.
    var instancePath: [String] = []
    /// The name that is being judged, where it is not a value.
    var judgedName: String?

    private let dynamicScopes: DynamicScopes
    private let depthLimit: Int
    private var steps: Int
    private var depth = 0
    /// What has been found in the schema at hand.
    private var errors: [ValidationError] = []
    private var errorCount = 0
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
            evaluated.formUnion(other.evaluated)
        }
    }

    /// A keyword of a schema.
    struct Place {
        let node: NodeID
        /// The way from the schema to the keyword or below it.
        var keyword: [String]
        /// Whether the schema that the keyword applies stands elsewhere.
        var isReference = false

        func below(_ token: String) -> Place { Place(node: node, keyword: keyword + [token]) }
        func sibling(_ name: String) -> Place { Place(node: node, keyword: [name]) }
    }

    init(_ graph: SchemaGraph, formats: FormatTreatment, limits: ValidationLimits, steps: Int) {
        self.graph = graph
        self.formats = formats
        self.steps = steps
        depthLimit = limits.depth
        dynamicScopes = DynamicScopes(graph)
        tracksEvaluation = graph.nodes.contains { node in
            node.keywords.contains { $0.keyword.traits.looksAtEvaluated }
        }
    }

    mutating func explain(_ document: JSON) throws(ValidationGaveUp) -> ValidationOutput {
        let verdict = try apply(graph.root, document)
        return ValidationOutput(
            isValid: verdict.isValid, errors: errors, isTruncated: errorCount > ValidationOutput.errorLimit)
    }
}

// MARK: - Schemas

extension Explainer {
    /// Applies a schema; its errors are added to those at hand.
    private mutating func apply(_ id: NodeID, _ value: JSON) throws(ValidationGaveUp) -> Verdict {
        try spend(Self.stepsPerSchema)
        depth += 1
        guard depth <= depthLimit else { throw .tooDeep }
        defer { depth -= 1 }
        let node = graph[id]
        if let truth = node.truth {
            if !truth { fail(Place(node: id, keyword: []), .mustNotBe) }
            return Verdict(isValid: truth)
        }
        let entersScope = scopes.last != node.resource
        if entersScope { scopes.append(node.resource) }
        defer { if entersScope { scopes.removeLast() } }

        let start = errors.count
        var verdict = checkContent(id, value)
        // What is not evaluated is known when all else is.
        for looksAtEvaluated in [false, true] {
            for entry in node.keywords where entry.keyword.traits.looksAtEvaluated == looksAtEvaluated {
                verdict.add(try check(entry, of: id, value, verdict.evaluated))
            }
        }
        // Several errors of one schema become the causes of one.
        if errors.count - start > 1, !keywordPath.isEmpty {
            let causes = takeErrors(from: start)
            errors.append(error(Place(node: id, keyword: []), message: "", causes: causes))
        }
        return verdict
    }

    /// Removes and returns the errors after the first ones.
    private mutating func takeErrors(from start: Int) -> [ValidationError] {
        let taken = Array(errors[start...])
        errors.removeSubrange(start...)
        return taken
    }

    mutating func spend(_ work: Int) throws(ValidationGaveUp) {
        steps -= work
        if steps < 0 { throw .tooManySteps }
    }

    /// Applies a schema that a keyword holds or refers to.
    mutating func apply(_ child: NodeID, at place: Place, _ value: JSON) throws(ValidationGaveUp) -> Verdict {
        let tokens = place.isReference ? place.keyword : tokens(from: place.node, to: child)
        keywordPath += tokens
        let verdict = try apply(child, value)
        keywordPath.removeLast(tokens.count)
        return verdict
    }

    private func tokens(from parent: NodeID, to child: NodeID) -> [String] {
        Array(graph[child].pointer.tokens.dropFirst(graph[parent].pointer.tokens.count))
    }

    /// The same without keeping any error.
    mutating func tries(_ child: NodeID, at place: Place, _ value: JSON) throws(ValidationGaveUp) -> Verdict {
        let (start, count) = (errors.count, errorCount)
        let verdict = try apply(child, at: place, value)
        _ = takeErrors(from: start)
        errorCount = count
        return verdict
    }

    /// Applies alternatives; their errors are given back, not kept.
    mutating func tryAll(
        _ children: [NodeID], at place: Place, _ value: JSON
    ) throws(ValidationGaveUp) -> (verdicts: [Verdict], errors: [ValidationError]) {
        let (start, count) = (errors.count, errorCount)
        var verdicts: [Verdict] = []
        for child in children { verdicts.append(try apply(child, at: place, value)) }
        // The errors of alternatives count only where none holds.
        if verdicts.contains(where: \.isValid) { errorCount = count }
        return (verdicts, takeErrors(from: start))
    }

    /// The schema that a reference leads to, given what is in scope.
    func target(of anchor: DynamicScopes.Anchor, initial: NodeID) -> NodeID {
        guard let candidates = dynamicScopes.candidates(for: anchor, initial: initial) else { return initial }
        for scope in scopes {
            if let candidate = candidates.first(where: { $0.resource == scope }) { return candidate.node }
        }
        return initial
    }
}

// MARK: - Errors

extension Explainer {
    /// Notes an error of a keyword.
    mutating func fail(_ place: Place, _ complaint: Complaint, causes: [ValidationError] = []) {
        errorCount += 1
        guard errorCount <= ValidationOutput.errorLimit else { return }
        let instance = JSONPointer(instancePath)
        let subject = judgedName.map { Complaint.Subject.name($0, of: instance) } ?? .value(instance)
        errors.append(error(place, message: complaint.sentence(about: subject), causes: causes))
    }

    private func error(_ place: Place, message: String, causes: [ValidationError]) -> ValidationError {
        ValidationError(
            instanceLocation: JSONPointer(instancePath), keywordLocation: JSONPointer(keywordPath + place.keyword),
            absoluteKeywordLocation: graph.absoluteLocation(of: place.node, place.keyword), message: message,
            position: nil, causes: causes)
    }
}

extension Explainer.Place {
    init(entry: SchemaNode.Entry, node: SchemaGraph.NodeID) {
        self.init(node: node, keyword: [entry.name], isReference: entry.keyword.isReference)
    }
}

extension SchemaGraph {
    /// The URI of a keyword: that of its resource, with its place in there as the fragment.
    func absoluteLocation(of id: NodeID, _ keyword: [String]) -> String {
        let node = self[id]
        let resource = resources[Int(node.resource)]
        let root = self[resource.root].pointer.tokens.count
        let place = JSONPointer(Array(node.pointer.tokens.dropFirst(root)) + keyword)
        return resource.uri + "#" + URIReference.fragment(place.description)
    }
}
