internal import Compatibility
internal import JSONCore
internal import SchemaCore

/// Whether a reader's schema accepts all that a writer's does.
struct Containment {
    typealias NodeID = SchemaGraph.NodeID

    let reader: SchemaGraph
    let writer: SchemaGraph
    var translation: Translation
    var solver: Solver
    private let judge: Judge

    /// The positions of the two graphs in the translation.
    static let readerIndex = 0
    static let writerIndex = 1

    /// Prepares a comparison; fails when one of the schemas cannot be read as the policy has it.
    private init?(
        reader: JSONSchemaFormat.Schema, writer: JSONSchemaFormat.Schema, policy: CompatibilityPolicy, budget: Budget
    ) {
        guard let reader = reader.readings.reading(policy, .reader),
            let writer = writer.readings.reading(policy, .writer)
        else { return nil }
        self.reader = reader.graph
        self.writer = writer.graph
        let effort = Effort(budget)
        translation = Translation(reader, writer, effort)
        solver = Solver(table: .absent(effort))
        judge = Judge(reader: reader.validator, writer: writer.validator)
        swap(&solver.table, &translation.table)
    }

    /// Compares two schemas, and looks for the causes when the reader's may refuse something.
    static func comparison(
        reader: JSONSchemaFormat.Schema, writer: JSONSchemaFormat.Schema, policy: CompatibilityPolicy, budget: Budget
    ) -> Comparison {
        let information = Annotations(reader: reader.graph, writer: writer.graph).changes()
        guard let containment = Containment(reader: reader, writer: writer, policy: policy, budget: budget) else {
            return Comparison(
                incompatibilities: [.undecided(.manyReadings)], information: information, steps: budget.spent)
        }
        var comparison = containment.comparison()
        comparison.information = information
        return comparison
    }

    /// What ``comparison(reader:writer:policy:budget:)`` comes to, without looking for causes where one document is enough.
    static func verdict(
        reader: JSONSchemaFormat.Schema, writer: JSONSchemaFormat.Schema, policy: CompatibilityPolicy, budget: Budget
    ) -> (verdict: Verdict, steps: Int) {
        guard var containment = Containment(reader: reader, writer: writer, policy: policy, budget: budget) else {
            return (.undecided, budget.spent)
        }
        let effort = containment.solver.effort
        if effort.isSpent { return (.undecided, effort.spent) }
        switch containment.answer() {
        case .empty: return (.compatible, effort.spent)
        case .inhabited(let document) where containment.confirms(document): return (.incompatible, effort.spent)
        case .inhabited, .unknown:
            let comparison = containment.comparison()
            return (comparison.verdict, comparison.steps)
        }
    }

    private consuming func comparison() -> Comparison {
        let effort = solver.effort
        // What was translated when the work was over is not what it stands for.
        if effort.isSpent { return Comparison(incompatibilities: [.undecided(.budget)], steps: effort.spent) }
        let answer = answer()
        if case .empty = answer { return Comparison(incompatibilities: [], steps: effort.spent) }
        var walk = Walk(self)
        let findings = walk.causes(after: answer)
        return Comparison(incompatibilities: findings, steps: effort.spent)
    }

    /// Whether there is a document that the writer accepts and the reader does not.
    private mutating func answer() -> Solver.Answer {
        let readerLiteral = translation.literal(Self.readerIndex, reader.root) ?? .falsehood
        let writerLiteral = translation.literal(Self.writerIndex, writer.root) ?? .truth
        if readerLiteral == writerLiteral { return .empty(core: 0) }
        return solver.ask([writerLiteral, !readerLiteral], limit: solver.effort.rest / 4 * 3)
    }

    /// Whether a document shows that the reader does not contain the writer.
    func confirms(_ witness: JSON) -> Bool {
        solver.effort.spend(4)
        return judge.confirms(witness)
    }

    /// A document as small as can be of which a literal holds and that the validators confirm, found from one.
    func shrunk(_ witness: JSON, keeping literal: Literal) -> JSON {
        var shrinking = Shrinking(witness) { candidate in
            solver.table.holds(candidate, literal) == true && confirms(candidate)
        }
        return shrinking.result()
    }

    // MARK: - Formulas made later

    /// What one keyword of the reader says.
    mutating func formula(of keyword: Keyword, in id: NodeID) -> Literal {
        swap(&solver.table, &translation.table)
        defer { swap(&solver.table, &translation.table) }
        let site = translation.site(of: translation.vertex(Self.readerIndex, id))
        return translation.formula(of: keyword, at: site)
    }

    /// The names that neither `properties` nor `patternProperties` of a node of the reader names.
    mutating func scopeOfAdditionalProperties(of node: SchemaNode) -> NameScope {
        swap(&solver.table, &translation.table)
        defer { swap(&solver.table, &translation.table) }
        return translation.scopeOfAdditionalProperties(beside: node.keywords)
    }
}
