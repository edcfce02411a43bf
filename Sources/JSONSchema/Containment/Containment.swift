internal import Compatibility
internal import JSONCore

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

    init(reader: SchemaGraph, writer: SchemaGraph, budget: Budget) {
        self.reader = DynamicScope.resolved(reader)
        self.writer = DynamicScope.resolved(writer)
        translation = Translation([self.reader, self.writer])
        solver = Solver(table: FormulaTable(), budget: budget)
        judge = Judge(reader: reader, writer: writer)
        swap(&solver.table, &translation.table)
    }

    /// Compares the two, and looks for the causes when the reader's schema may refuse something.
    consuming func comparison() -> Comparison {
        let readerLiteral = translation.literal(Self.readerIndex, reader.root) ?? .falsehood
        let writerLiteral = translation.literal(Self.writerIndex, writer.root) ?? .truth
        let information = Annotations(reader: reader, writer: writer).changes()
        var answer = Solver.Answer.empty(core: 0)
        if readerLiteral != writerLiteral {
            answer = solver.ask([writerLiteral, !readerLiteral], limit: solver.budget.limit / 2)
        }
        if case .empty = answer {
            return Comparison(incompatibilities: [], information: information, steps: solver.budget.spent)
        }
        var walk = Walk(self)
        let findings = walk.causes(after: answer)
        return Comparison(
            incompatibilities: findings, information: information, steps: walk.containment.solver.budget.spent)
    }

    /// Whether a document shows that the reader does not contain the writer.
    func confirms(_ witness: JSON) -> Bool { judge.confirms(witness) }

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
        return translation.scopeOfAdditionalProperties(of: node)
    }
}
