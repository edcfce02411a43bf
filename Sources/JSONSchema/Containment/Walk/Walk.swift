internal import Compatibility
internal import JSONCore

/// Finds the causes of a failed containment, by going through the reader's schema along with the writer's.
///
/// At each place the question is what the reader's keywords demand and the writer's do not grant. Every cause becomes a
/// demand of the document's root again, so that a document can be sought that shows it.
struct Walk {
    typealias NodeID = SchemaGraph.NodeID

    var containment: Containment
    private(set) var findings: [Incompatibility] = []
    private var reported: Set<Cause> = []
    /// What was looked at, and whether a cause came of it.
    private var visited: [Visit: Bool] = [:]
    /// Places below each other.
    private var depth = 0
    let known = WriterKeywords()
    /// What shows that the whole is not contained, once something does.
    private var counterexample: JSON?

    private static let depthLimit = 100
    /// Steps for one question at most.
    private static let questionLimit = 20_000

    private struct Visit: Hashable {
        var reader: NodeID
        var writers: [NodeID]
        var given: [Literal]
    }

    private struct Cause: Hashable {
        var rule: String
        var reader: Location
        var writer: Location?
    }

    init(_ containment: Containment) { self.containment = containment }

    /// The causes, when the whole has been asked about; at least one.
    mutating func causes(after answer: Solver.Answer) -> [Incompatibility] {
        var root = Place(writers: [containment.writer.root])
        if case .inhabited(let document) = answer {
            counterexample = document
            root.samples = [document]
        }
        check(containment.reader.root, at: root)
        if containment.solver.effort.isSpent, !findings.isEmpty { findings.append(.undecided(.unfinished)) }
        if findings.contains(where: { $0.certainty == .proven }) { return findings }
        switch answer {
        case .inhabited(let document) where containment.confirms(document):
            let witness = containment.shrunk(document, keeping: .truth)
            findings.append(
                Incompatibility(
                    rule: .schemaNarrowed, certainty: .proven, readerPointer: .root, writerPointer: .root,
                    instancePointer: .root,
                    message: "The document \(Self.phrase([witness])), valid in {writer}, is refused by {reader}.",
                    witness: witness, fix: Rule.schemaNarrowed.fix))
        case .unknown(let obstacle) where findings.isEmpty: findings.append(.undecided(obstacle))
        case .inhabited where findings.isEmpty: findings.append(.undecided(.search))
        case .empty, .inhabited, .unknown: break
        }
        return findings
    }

    // MARK: - Places

    /// One step from a value to a part of it, or to more that is known of it.
    enum Step {
        case property(Formula.Name)
        case member(NameScope)
        case name
        case item(Int)
        case items(from: Int)
        case along(Literal)
    }

    /// A place in a schema.
    struct Location: Hashable {
        var document: Int32
        var pointer: JSONPointer
    }

    /// A reader's keyword that is being looked at.
    struct Demand {
        var node: SchemaNode
        var entry: SchemaNode.Entry

        /// Where it stands, or something in it.
        func location(_ tokens: String...) -> Location {
            Location(document: node.document, pointer: JSONPointer(node.pointer.tokens + [entry.name] + tokens))
        }
    }

    // MARK: - Questions

    /// What is known of the values at a place.
    func facts(at place: Place) -> [Literal] {
        place.writers.compactMap { containment.translation.literal(Containment.writerIndex, $0) } + place.given
    }

    /// Whether some value at a place does not satisfy a literal.
    mutating func violation(of literal: Literal, at place: Place) -> Solver.Answer {
        ask(facts(at: place) + [!literal])
    }

    /// Whether all values at a place satisfy a literal; when the work is over, nothing more is looked into.
    mutating func grants(_ literal: Literal, at place: Place) -> Bool {
        guard containment.solver.effort.spend() else { return true }
        let facts = facts(at: place)
        if isSaid(literal, by: facts) { return true }
        if hasSample(of: !literal, at: place, with: facts) { return false }
        if case .empty = ask(facts + [!literal]) { return true }
        return false
    }

    /// Whether a value that is known to be possible at a place satisfies a literal.
    private func hasSample(of literal: Literal, at place: Place, with facts: [Literal]) -> Bool {
        place.samples.contains { sample in
            containment.solver.table.holds(sample, literal) == true
                && facts.allSatisfy { containment.solver.table.holds(sample, $0) == true }
        }
    }

    /// Whether a literal is among what is known of a place, word for word.
    func isSaid(_ literal: Literal, by facts: [Literal]) -> Bool {
        func isKnown(_ literal: Literal) -> Bool {
            facts.contains { fact in
                if fact == literal { return true }
                guard let parts = containment.solver.table.parts(of: fact), !fact.isNegated else { return false }
                return containment.solver.table[parts].contains(sorted: literal)
            }
        }
        if isKnown(literal) { return true }
        guard let parts = containment.solver.table.parts(of: literal), !literal.isNegated else { return false }
        return containment.solver.table[parts].allSatisfy(isKnown)
    }

    /// Whether some value at a place may satisfy a literal.
    mutating func allows(_ literal: Literal, at place: Place) -> Bool {
        let facts = facts(at: place)
        if hasSample(of: literal, at: place, with: facts) { return true }
        if case .empty = ask(facts + [literal]) { return false }
        return true
    }

    /// Whether some value at a place is known to satisfy a literal.
    mutating func shows(_ literal: Literal, at place: Place) -> Bool {
        let facts = facts(at: place)
        if hasSample(of: literal, at: place, with: facts) { return true }
        if case .inhabited = ask(facts + [literal]) { return true }
        return false
    }

    private mutating func ask(_ literals: [Literal]) -> Solver.Answer {
        containment.solver.ask(literals, limit: Self.questionLimit)
    }

    /// Changes the table of formulas.
    mutating func make(_ formula: (inout FormulaTable) -> Literal) -> Literal { formula(&containment.solver.table) }

    func readerLiteral(_ id: NodeID) -> Literal {
        containment.translation.literal(Containment.readerIndex, id) ?? .falsehood
    }

    func writerLiteral(_ id: NodeID) -> Literal {
        containment.translation.literal(Containment.writerIndex, id) ?? .truth
    }

    /// That a document's root has, on the way to a place, a value that satisfies a literal.
    private mutating func lifted(_ literal: Literal, from place: Place) -> Literal {
        var literal = literal
        for step in place.steps.reversed() {
            let below = literal
            literal = make { table in
                switch step {
                case .property(let name): !table.property(name, !below)
                case .member(let scope): !table.members(scope, !below)
                case .name: !table.propertyNames(!below)
                case .item(let position): !table.item(position, !below)
                case .items(let position): !table.items(from: position, !below)
                case .along(let condition): table.all([condition, below])
                }
            }
        }
        return literal
    }

    // MARK: - The walk

    /// Looks for the causes why the reader's schema does not accept all values at a place; false when there is none.
    @discardableResult
    mutating func check(_ id: NodeID, at place: Place) -> Bool {
        let literal = readerLiteral(id)
        if literal == .truth || grants(literal, at: place) { return false }
        containment.solver.effort.spend(8)
        let visit = Visit(reader: id, writers: place.writers, given: place.given)
        if let isCause = visited[visit] { return isCause }
        guard depth < Self.depthLimit else { return false }
        // Met again below itself, it is told by what is being told.
        visited[visit] = true
        depth += 1
        defer { depth -= 1 }
        let node = containment.reader[id]
        var isCause = false
        if node.truth == false { isCause = reportFalse(node, at: place) }
        for entry in node.keywords {
            let demand = Demand(node: node, entry: entry)
            let literal = containment.formula(of: entry.keyword, in: id)
            if literal == .truth || grants(literal, at: place) { continue }
            if check(demand, literal, at: place) { isCause = true }
        }
        visited[visit] = isCause
        return isCause
    }

    /// Looks for the causes in one keyword, in each case of the writer that matters.
    private mutating func check(_ demand: Demand, _ literal: Literal, at place: Place) -> Bool {
        var isCause = false
        for (place, position) in cases(of: place, violating: literal) {
            let obligation = Obligation(demand: demand, literal: literal, place: place, position: position)
            if checkKeyword(obligation) { isCause = true }
        }
        return isCause
    }

    /// Looks for the causes in one keyword, in one case of the writer; false when there is none.
    private mutating func checkKeyword(_ obligation: Obligation) -> Bool {
        let place = obligation.place
        switch obligation.demand.entry.keyword {
        case .type(let types): return checkType(types, obligation)
        case .enumeration(let values): return checkList(values, obligation)
        case .const(let value): return checkList([value], obligation)

        case .multipleOf(let divisor): return checkMultiple(of: divisor, obligation)
        case .maximum(let limit): return checkLimit(.maximum, limit, obligation)
        case .exclusiveMaximum(let limit): return checkLimit(.exclusiveMaximum, limit, obligation)
        case .minimum(let limit): return checkLimit(.minimum, limit, obligation)
        case .exclusiveMinimum(let limit): return checkLimit(.exclusiveMinimum, limit, obligation)

        case .maxLength(let length): return checkCount(.maxLength, length, obligation)
        case .minLength(let length): return checkCount(.minLength, length, obligation)
        case .pattern(let pattern): return checkPattern(pattern, obligation)
        case .format(let format): return checkFormat(format, obligation)

        case .prefixItems(let ids): return checkPrefix(ids, obligation)
        case .items(let id): return checkItems(id, obligation)
        case .contains(let id, let minimum, let maximum): return checkContains(id, minimum, maximum, obligation)
        case .maxItems(let count): return checkCount(.maxItems, count, obligation)
        case .minItems(let count): return checkCount(.minItems, count, obligation)
        case .uniqueItems: return checkUnique(obligation)
        case .unevaluatedItems(let id): return checkUnevaluated(id, .unevaluatedItems, obligation)

        case .properties(let properties): return checkProperties(properties, obligation)
        case .patternProperties(let properties): return checkPatternProperties(properties, obligation)
        case .additionalProperties(let id): return checkAdditionalProperties(id, obligation)
        case .propertyNames(let id): return checkPropertyNames(id, obligation)
        case .required(let names): return checkRequired(names, obligation)
        case .maxProperties(let count): return checkCount(.maxProperties, count, obligation)
        case .minProperties(let count): return checkCount(.minProperties, count, obligation)
        case .dependentRequired(let dependencies): return checkDependencies(dependencies, obligation)
        case .dependentSchemas(let properties): return checkDependentSchemas(properties, obligation)
        case .unevaluatedProperties(let id): return checkUnevaluated(id, .unevaluatedProperties, obligation)

        case .allOf(let ids):
            var isCause = false
            for id in ids where check(id, at: place) { isCause = true }
            return isCause
        case .anyOf(let ids): return checkAlternatives(ids, obligation)
        case .oneOf(let ids): return checkExclusiveAlternatives(ids, obligation)
        case .not(let id): return checkNegation(of: id, obligation)
        case .conditional(let condition, let then, let otherwise):
            return checkConditional(condition, then, otherwise, obligation)
        case .reference(let id): return check(id, at: place)
        case .dynamicReference, .recursiveReference: return checkReference(obligation)
        }
    }

    /// A keyword of the reader that does not hold of all values at a place.
    struct Obligation {
        var demand: Demand
        /// What the keyword says.
        var literal: Literal
        var place: Place
        /// Which of its alternatives the writer's value takes, if that is what makes the difference.
        var position: Int?
    }

    // MARK: - Findings

    /// A cause that was found, without what shows it.
    struct Report {
        var rule: Rule
        /// The keyword's place, when nothing else is said.
        var reader: Location?
        /// The place of the writer's schema, when nothing else is said.
        var writer: Location?
        var readerValue: JSON?
        var writerValue: JSON?
        /// What is different, as a sentence.
        var change: String
        /// Who is refused, without "valid in … are refused by …".
        var harm: String
    }

    /// Reports a cause in a keyword; a part of what it says may be named as what is violated.
    mutating func report(_ report: Report, _ obligation: Obligation, violating literal: Literal? = nil) -> Bool {
        var report = report
        report.reader = report.reader ?? obligation.demand.location()
        return self.report(report, violating: literal ?? obligation.literal, at: obligation.place)
    }

    /// Reports a cause, unless it is known already; false when it turns out to be none, for no document leads there.
    private mutating func report(_ report: Report, violating literal: Literal, at place: Place) -> Bool {
        let reader = report.reader ?? Location(document: 0, pointer: .root)
        let writer = report.writer ?? location(ofWriters: place)
        let cause = Cause(rule: report.rule.id, reader: reader, writer: writer)
        if reported.contains(cause) { return true }
        let goal = lifted(!literal, from: place)
        let root = writerLiteral(containment.writer.root)
        var certainty = Incompatibility.Certainty.undecided
        var witness: JSON?
        var message = report.change
        var answer: Solver.Answer?
        if let counterexample, containment.solver.table.holds(counterexample, goal) == true {
            answer = .inhabited(counterexample)
        }
        switch answer ?? ask([root, goal]) {
        case .empty: return false
        case .inhabited(let document) where containment.confirms(document):
            certainty = .proven
            witness = containment.shrunk(document, keeping: goal)
            message += " \(report.harm), valid in {writer}, are refused by {reader}."
        case .inhabited: message += " " + Obstacle.search.sentence
        case .unknown(let obstacle): message += " " + obstacle.sentence
        }
        reported.insert(cause)
        var finding = Incompatibility(
            rule: report.rule, certainty: certainty, readerPointer: reader.pointer,
            writerPointer: writer?.pointer ?? .root, instancePointer: place.instance,
            writerValue: report.writerValue, readerValue: report.readerValue, message: message, witness: witness,
            fix: report.rule.fix)
        finding.readerDocument = containment.reader.documents[Int(reader.document)].name
        finding.writerDocument = containment.writer.documents[Int(writer?.document ?? 0)].name
        findings.append(finding)
        return true
    }

    private mutating func reportFalse(_ node: SchemaNode, at place: Place) -> Bool {
        report(
            Report(
                rule: .falseSchemaAdded, reader: Location(document: node.document, pointer: node.pointer),
                readerValue: false, change: "No value is allowed for \(name(of: place)) in {reader}.",
                harm: "Documents with one"),
            violating: .falsehood, at: place)
    }

    /// Where the writer's schema for a place stands; the most telling one, when there are several.
    func location(ofWriters place: Place) -> Location? {
        (place.focus ?? place.writers.first).map { id in
            let node = containment.writer[id]
            return Location(document: node.document, pointer: node.pointer)
        }
    }

    /// A place in words.
    func name(of place: Place) -> String {
        if place.instance.tokens.isEmpty { return "the document" }
        var text = ""
        for (token, step) in zip(place.instance.tokens, place.steps.filter(\.isDescent)) {
            switch step {
            case .item, .items: text += "[\(token == "*" ? "" : token)]"
            case .property, .member, .name, .along: text += text.isEmpty ? token : ".\(token)"
            }
        }
        return "\"\(text)\""
    }
}

extension Incompatibility {
    /// That a comparison came to no answer.
    static func undecided(_ obstacle: Obstacle) -> Incompatibility {
        Incompatibility(
            rule: .undecided, certainty: .undecided, readerPointer: .root, writerPointer: .root,
            instancePointer: .root, message: obstacle.sentence, fix: Rule.undecided.fix)
    }
}

extension Walk.Step {
    /// Whether it leads to a part of the value.
    fileprivate var isDescent: Bool {
        switch self {
        case .along: false
        case .property, .member, .name, .item, .items: true
        }
    }
}
