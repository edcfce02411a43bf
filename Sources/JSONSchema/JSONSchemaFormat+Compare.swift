public import Compatibility
internal import JSONCore
public import SchemaCore

extension JSONSchemaFormat: SchemaFormat {
    /// Which documents that the writer's schema accepts the reader's schema might refuse.
    public func compare(
        reader: Schema, writer: Schema, policy: CompatibilityPolicy, budget: Budget
    ) -> Comparison {
        var containment = Containment(reader: reader.graph, writer: writer.graph, budget: budget)
        let rule = Rule(id: "X", keyword: "", category: .undecided, purpose: "")
        func finding(_ c: Incompatibility.Certainty, _ w: JSON?, _ m: String) -> Comparison {
            Comparison(
                incompatibilities: [
                    Incompatibility(
                        rule: rule, certainty: c, readerPointer: .root, writerPointer: .root, instancePointer: .root,
                        message: m, witness: w)
                ], steps: containment.solver.budget.spent)
        }
        switch containment.answer() {
        case .empty: return Comparison(incompatibilities: [], steps: containment.solver.budget.spent)
        case .inhabited(let witness):
            return containment.confirms(witness)
                ? finding(.proven, witness, "") : finding(.undecided, nil, "CONTRADICTION \(witness.text)")
        case .unknown(let obstacle): return finding(.undecided, nil, "\(obstacle)")
        }
    }
}
