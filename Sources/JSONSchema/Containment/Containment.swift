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

    /// Prepares a comparison.
    private init(_ sides: Sides, budget: Budget) {
        reader = sides.reader
        writer = sides.writer
        let effort = Effort(budget)
        translation = Translation([reader, writer], effort)
        solver = Solver(table: FormulaTable(effort))
        judge = Judge(reader: sides.readersValidator, writer: sides.writersValidator)
        swap(&solver.table, &translation.table)
    }

    /// Compares two schemas, and looks for the causes when the reader's may refuse something.
    static func comparison(
        reader: JSONSchemaFormat.Schema, writer: JSONSchemaFormat.Schema, policy: CompatibilityPolicy, budget: Budget
    ) -> Comparison {
        let information = Annotations(reader: reader.graph, writer: writer.graph).changes()
        guard let sides = Sides(reader: reader, writer: writer, policy: policy) else {
            return Comparison(
                incompatibilities: [.undecided(.manyReadings)], information: information, steps: budget.spent)
        }
        var comparison = Containment(sides, budget: budget).comparison()
        comparison.information = information
        return comparison
    }

    private consuming func comparison() -> Comparison {
        let effort = solver.effort
        // What was translated when the work was over is not what it stands for.
        if effort.isSpent { return Comparison(incompatibilities: [.undecided(.budget)], steps: effort.spent) }
        let readerLiteral = translation.literal(Self.readerIndex, reader.root) ?? .falsehood
        let writerLiteral = translation.literal(Self.writerIndex, writer.root) ?? .truth
        if readerLiteral == writerLiteral { return Comparison(incompatibilities: [], steps: effort.spent) }
        let answer = solver.ask([writerLiteral, !readerLiteral], limit: effort.rest / 4 * 3)
        if case .empty = answer { return Comparison(incompatibilities: [], steps: effort.spent) }
        var walk = Walk(self)
        let findings = walk.causes(after: answer)
        return Comparison(incompatibilities: findings, steps: effort.spent)
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

/// The two graphs as a policy reads them.
private struct Sides {
    var reader: SchemaGraph
    var writer: SchemaGraph
    /// What judges by the same, knowing what dynamic references mean.
    var readersValidator: LazyValidator
    var writersValidator: LazyValidator

    /// Fails when they cannot be read as the policy has it.
    init?(reader: JSONSchemaFormat.Schema, writer: JSONSchemaFormat.Schema, policy: CompatibilityPolicy) {
        let resolvedReader = DynamicScope.resolved(reader.graph)
        let resolvedWriter = DynamicScope.resolved(writer.graph)
        switch policy {
        case .strict:
            self.init(
                reader: resolvedReader, writer: resolvedWriter, readersValidator: reader.validator,
                writersValidator: writer.validator)
        case .lenient:
            guard let reader = LenientReading.read(resolvedReader, as: .reader),
                let writer = LenientReading.read(resolvedWriter, as: .writer)
            else { return nil }
            self.init(
                reader: reader, writer: writer, readersValidator: LazyValidator(reader),
                writersValidator: LazyValidator(writer))
        }
    }

    private init(
        reader: SchemaGraph, writer: SchemaGraph, readersValidator: LazyValidator, writersValidator: LazyValidator
    ) {
        self.reader = reader
        self.writer = writer
        self.readersValidator = readersValidator
        self.writersValidator = writersValidator
    }
}
