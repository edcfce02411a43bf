internal import Compatibility
internal import JSONCore

/// Finds the differences between two schemas, as a person would tell them.
///
/// Both are walked at once, from pairs of subschemas to the pairs below them. Of two that say the same in different
/// words only the annotations are looked at.
struct Changes {
    typealias NodeID = SchemaGraph.NodeID

    let old: SchemaGraph
    let new: SchemaGraph
    private let translation: Translation
    private(set) var changes: [SchemaChange] = []
    private var seen: Set<Visit> = []
    private var open: [(pair: Pair, spot: Spot, mode: Mode)] = []
    /// What was paired below the pair that is being looked at.
    private var below: [(pair: Pair, spot: Spot, mode: Mode)] = []

    /// A schema of the old text and the one of the new text that took its place.
    struct Pair: Hashable {
        var old: NodeID
        var new: NodeID
    }

    /// What is told of a pair.
    enum Mode: Hashable {
        case everything
        /// The two accept the same values.
        case annotations
    }

    private struct Visit: Hashable {
        var pair: Pair
        var mode: Mode
    }

    /// The differences in the order of the new text.
    static func between(_ old: SchemaGraph, _ new: SchemaGraph) -> [SchemaChange] {
        var walk = Changes(old, new)
        walk.open.append((Pair(old: old.root, new: new.root), Spot(), .everything))
        while let next = walk.open.popLast() {
            walk.compare(next.pair, at: next.spot, next.mode)
            walk.open += walk.below.reversed()
            walk.below = []
        }
        return walk.changes
    }

    private init(_ old: SchemaGraph, _ new: SchemaGraph) {
        self.old = old
        self.new = new
        translation = Translation(
            [old, new], orders: [TranslationOrder(old), TranslationOrder(new)], Effort(.standard))
    }

    // MARK: - Pairs

    private mutating func compare(_ pair: Pair, at spot: Spot, _ mode: Mode) {
        let pair = Pair(old: old.target(of: pair.old), new: new.target(of: pair.new))
        let mode = areSame(pair) ? .annotations : mode
        guard seen.insert(Visit(pair: pair, mode: mode)).inserted else { return }
        let comparison = NodeComparison(old: old[pair.old], new: new[pair.new], spot: spot, mode: mode)
        compareAnnotations(comparison)
        if mode == .everything, comparison.old.truth != nil || comparison.new.truth != nil {
            return tellTruths(comparison)
        }
        if mode == .everything, tellWrapping(pair, comparison) { return }
        compareKeywords(comparison)
    }

    /// Whether two schemas accept the same values, as far as their structure shows it.
    func areSame(_ pair: Pair) -> Bool {
        guard let oldLiteral = translation.literal(0, pair.old) else { return false }
        return oldLiteral == translation.literal(1, pair.new)
    }

    /// Whether a schema accepts everything.
    func isTruth(_ id: NodeID, of graph: Side) -> Bool {
        translation.literal(graph == .old ? 0 : 1, id) == .truth
    }

    enum Side {
        case old, new
    }

    /// Looks at two schemas later.
    mutating func descend(_ pair: Pair, at spot: Spot, _ comparison: NodeComparison) {
        below.append((pair, spot, comparison.mode))
    }

    // MARK: - Telling

    /// Tells a change, unless the two schemas accept the same values.
    mutating func tell(_ change: SchemaChange, _ comparison: NodeComparison) {
        guard comparison.mode == .everything || change.kind == .annotation else { return }
        var change = change
        change.oldDocument = old.documents[Int(comparison.old.document)].name
        change.newDocument = new.documents[Int(comparison.new.document)].name
        changes.append(change)
    }

    private mutating func tellTruths(_ comparison: NodeComparison) {
        let name = comparison.spot.name
        let message =
            switch (comparison.old.truth, comparison.new.truth) {
            case (_, false?): "No value is allowed for \(name) any more."
            case (false?, _): "Values are allowed for \(name), where none was."
            case (_, true?): "Any value is allowed for \(name)."
            default: "The values of \(name) are described, where any was allowed."
            }
        tell(
            SchemaChange(
                kind: .structural, oldPointer: comparison.old.pointer, newPointer: comparison.new.pointer,
                instancePointer: comparison.spot.instance, oldValue: comparison.old.truth.map { .boolean($0) },
                newValue: comparison.new.truth.map { .boolean($0) }, message: message), comparison)
    }

    private mutating func compareAnnotations(_ comparison: NodeComparison) {
        let (before, after) = (comparison.old.annotations, comparison.new.annotations)
        for name in before.names + after.names.filter({ before[$0] == nil }) where before[name] != after[name] {
            let verb =
                before[name] == nil ? "was added" : after[name] == nil ? "was removed" : "changed"
            tell(
                comparison.change(.annotation, name, "The \"\(name)\" of \(comparison.spot.name) \(verb).") {
                    $0.oldValue = before[name]
                    $0.newValue = after[name]
                    if before[name] == nil { $0.oldPointer = nil }
                    if after[name] == nil { $0.newPointer = nil }
                }, comparison)
        }
    }

    // MARK: - Keywords

    private mutating func compareKeywords(_ comparison: NodeComparison) {
        var rest = comparison.old.keywords
        for entry in comparison.new.keywords {
            let partner = rest.firstIndex { $0.keyword.standing == entry.keyword.standing }
            compare(partner.map { rest.remove(at: $0) }, entry, comparison)
        }
        for entry in rest { compare(entry, nil, comparison) }
    }

    /// Looks at a keyword of the two schemas; one of the entries may be missing.
    private mutating func compare(
        _ before: SchemaNode.Entry?, _ after: SchemaNode.Entry?, _ comparison: NodeComparison
    ) {
        guard let one = after ?? before else { return }
        let keyword = KeywordComparison(before: before, after: after, in: comparison)
        switch one.keyword.aspect {
        case .types: compareTypes(keyword)
        case .values: compareValues(keyword)
        case .demand(let words): compareDemand(words, keyword)
        case .format: compareFormat(keyword)
        case .required: compareRequired(keyword)
        case .properties: compareProperties(keyword)
        case .patterns: comparePatterns(keyword)
        case .positions: comparePositions(keyword)
        case .part(_, let descent): comparePart(descent, keyword)
        case .branches: compareBranches(keyword)
        case .dependents: compareDependents(keyword)
        case .conditional: compareConditional(keyword)
        case .reference: compareReference(keyword)
        }
    }
}
