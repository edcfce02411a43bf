import JSONCore
import SchemaCore

/// The labels that a schema's metadata give to its properties.
///
/// A path of `metadata.tags` is a pattern over the full names of properties, as Confluent's clients match them when they
/// apply rules: `$` is the document, each property follows after a dot, and items after `[]` or nothing. In a pattern
/// `?` stands for one character and `*` for any run of them, without dots; `**` stands for any run. The names under which
/// tags are put into a text, as `object.lines.array.object.sku`, are matched too.
struct MetadataLabels {
    typealias NodeID = SchemaGraph.NodeID

    private struct Visit: Hashable {
        let node: NodeID
        let state: PathPatterns.State
    }

    /// By the schema of a property, the labels that it has on each way that leads to it.
    private var onWays: [NodeID: Set<Set<String>>] = [:]
    /// By the place of a property, the labels of the name that it has in the text.
    private var byPlace: [JSONPointer: Set<String>] = [:]
    /// Whether all ways were followed.
    private(set) var isComplete = true

    /// Steps of patterns by one character that are taken for one schema, and as many places are remembered.
    private static let stepsLimit = 2_000_000

    init(_ metadata: Metadata?, _ graph: SchemaGraph) {
        guard let tags = metadata?.tags.entries, !tags.isEmpty else { return }
        var patterns = PathPatterns(tags.map { (path: $0.name, labels: $0.value) }, steps: Self.stepsLimit)
        for entity in SchemaEntities(of: graph.documents[0].json).entities where entity.kind == .field {
            byPlace[entity.pointer] = patterns.labels(of: patterns.state(after: entity.path, from: patterns.start))
        }
        follow(graph, &patterns)
        isComplete = patterns.steps > 0
    }

    /// Whether a property has the labels that are wanted, together with those of the text, whichever way leads to it.
    func satisfy(
        _ isEnough: (Set<String>) -> Bool, for property: NodeID, at place: JSONPointer, inText: Set<String>
    ) -> Bool {
        let always = inText.union(byPlace[place] ?? [])
        if isEnough(always) { return true }
        guard let ways = onWays[property] else { return false }
        return ways.allSatisfy { isEnough(always.union($0)) }
    }

    /// Follows every way from the document down; one that comes to a place as an earlier one did says nothing new.
    private mutating func follow(_ graph: SchemaGraph, _ patterns: inout PathPatterns) {
        var seen: Set<Visit> = []
        var open = [Visit(node: graph.root, state: patterns.state(after: "$", from: patterns.start))]
        while let visit = open.popLast(), patterns.steps > 0 {
            patterns.steps -= visit.state.count + 1
            guard seen.insert(visit).inserted else { continue }
            for keyword in graph[visit.node].keywords.map(\.keyword) {
                open += keyword.descriptionsInPlace.map { Visit(node: $0, state: visit.state) }
                if case .properties(let properties) = keyword {
                    for property in properties {
                        let state = patterns.state(after: "." + property.name, from: visit.state)
                        onWays[property.schema, default: []].insert(patterns.labels(of: state))
                        open.append(Visit(node: property.schema, state: state))
                    }
                } else {
                    open += parts(below: keyword, visit.state, &patterns)
                }
            }
        }
    }

    /// Where the schemas of values inside lead on: of items, and of properties whose names nobody knows.
    private func parts(
        below keyword: Keyword, _ state: PathPatterns.State, _ patterns: inout PathPatterns
    ) -> [Visit] {
        var visits: [Visit] = []
        for part in keyword.subschemas {
            switch part.role {
            case .property:
                visits.append(Visit(node: part.node, state: patterns.state(after: ".*", from: state)))
            case .item:
                let state = state.union(patterns.state(after: "[]", from: state))
                visits.append(Visit(node: part.node, state: state))
            case .inPlace, .reference, .propertyName, .definition: break
            }
        }
        return visits
    }
}

/// Patterns over paths, read together one character at a time.
private struct PathPatterns {
    /// The places in patterns up to which a text fits them.
    typealias State = Set<Int>

    private enum Symbol {
        case character(Unicode.Scalar)
        /// One that is no dot.
        case anyOne
        /// Any run without dots.
        case run
        case longRun
        /// The end of a pattern, and the labels that it gives.
        case end([String])
    }

    private var symbols: [Symbol] = []
    private(set) var start: State = []
    /// How many more are taken.
    var steps: Int

    init(_ patterns: [(path: String, labels: [String])], steps: Int) {
        self.steps = steps
        for (path, labels) in patterns {
            let first = symbols.count
            var rest = path.unicodeScalars[...]
            while let character = rest.popFirst() {
                switch character {
                case "?": symbols.append(.anyOne)
                case "*" where rest.first == "*":
                    rest.removeFirst()
                    symbols.append(.longRun)
                case "*": symbols.append(.run)
                default: symbols.append(.character(character))
                }
            }
            symbols.append(.end(labels))
            enter(first, &start)
        }
    }

    /// The labels of the patterns that a text fits.
    func labels(of state: State) -> Set<String> {
        var labels: Set<String> = []
        for place in state {
            if case .end(let own) = symbols[place] { labels.formUnion(own) }
        }
        return labels
    }

    /// Reads on; where no more steps are left, nothing fits.
    mutating func state(after text: String, from state: State) -> State {
        var state = state
        for character in text.unicodeScalars {
            steps -= state.count + 1
            guard steps > 0 else { return [] }
            var next: State = []
            for place in state {
                switch symbols[place] {
                case .character(let wanted): if character == wanted { enter(place + 1, &next) }
                case .anyOne: if character != "." { enter(place + 1, &next) }
                case .run: if character != "." { enter(place, &next) }
                case .longRun: enter(place, &next)
                case .end: break
                }
            }
            state = next
        }
        return state
    }

    /// Adds a place, and those behind runs, which may be empty.
    private func enter(_ place: Int, _ state: inout State) {
        var place = place
        while state.insert(place).inserted {
            switch symbols[place] {
            case .run, .longRun: place += 1
            case .character, .anyOne, .end: return
            }
        }
    }
}
