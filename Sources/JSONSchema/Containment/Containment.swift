internal import Compatibility
internal import JSONCore

/// One comparison of two schemas.
struct Containment {
    let reader: SchemaGraph
    let writer: SchemaGraph
    var translation: Translation
    var solver: Solver

    /// The positions of the two graphs in the translation.
    static let readerIndex = 0
    static let writerIndex = 1

    init(reader: SchemaGraph, writer: SchemaGraph, budget: Budget) {
        self.reader = DynamicScope.resolved(reader)
        self.writer = DynamicScope.resolved(writer)
        translation = Translation([self.reader, self.writer])
        solver = Solver(table: translation.table, budget: budget)
    }

    /// Whether a value is accepted by the writer's schema and refused by the reader's.
    mutating func answer() -> Solver.Answer {
        let readerLiteral = translation.literal(Self.readerIndex, reader.root) ?? .falsehood
        let writerLiteral = translation.literal(Self.writerIndex, writer.root) ?? .truth
        return solver.solve([writerLiteral, !readerLiteral])
    }

    /// Whether a document shows that the reader does not contain the writer.
    func confirms(_ witness: JSON) -> Bool {
        Judge(writer).accepts(witness) == true && Judge(reader).accepts(witness) == false
    }
}
