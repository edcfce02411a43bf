internal import Compatibility
internal import SchemaCore
internal import Synchronization

/// A graph as a policy reads it for one side of a comparison, with what every comparison of it needs, found out once.
final class Reading: Sendable {
    /// Without dynamic references, where that is possible.
    let graph: SchemaGraph
    let order: TranslationOrder
    /// Judges documents by the same.
    let validator: LazyValidator
    private let translation = Mutex(Kept.nothing)

    /// The schemas of one graph as formulas, by themselves.
    struct Translated: Sendable {
        let table: FormulaTable.Contents
        let literals: [Literal?]
        /// What it took.
        let effort: Int
    }

    /// What is kept of the schemas as formulas.
    private enum Kept: Sendable {
        case nothing
        /// They were asked for once, and most schemas never are again.
        case request
        /// `nil` when they take more than a comparison may.
        case translated(Translated?)
    }

    /// Schemas that are larger are translated anew each time rather than kept.
    private static let keptNodes = 2_000

    init(_ graph: SchemaGraph, validator: LazyValidator) {
        self.graph = graph
        order = TranslationOrder(graph)
        self.validator = validator
    }

    /// The schemas as formulas, kept from the second time on that they are asked for.
    ///
    /// Those that lead back to themselves become formulas only together with those of the other graph.
    func translated() -> Translated? {
        guard order.isAcyclic, graph.nodes.count <= Self.keptNodes else { return nil }
        return translation.withLock { kept in
            switch kept {
            case .nothing:
                kept = .request
                return nil
            case .request:
                let made = Translation.alone(self)
                kept = .translated(made)
                return made
            case .translated(let known): return known
            }
        }
    }
}

/// The readings of a schema, each made when it is first asked for.
final class Readings: Sendable {
    private let graph: SchemaGraph
    private let known = Mutex(Known())

    enum Side: Hashable {
        case reader, writer
    }

    /// What was made; `nil` within where there are too many ways to read a schema.
    private struct Known {
        var strict: Reading??
        var reader: Reading??
        var writer: Reading??
    }

    init(_ graph: SchemaGraph) { self.graph = graph }

    /// The reading of a side under a policy; `nil` when there are too many ways to read it.
    func reading(_ policy: CompatibilityPolicy, _ side: Side) -> Reading? {
        known.withLock { known in
            switch (policy, side) {
            // Both sides read the same.
            case (.strict, _): kept(&known.strict, policy, side)
            case (.lenient, .reader): kept(&known.reader, policy, side)
            case (.lenient, .writer): kept(&known.writer, policy, side)
            }
        }
    }

    private func kept(_ reading: inout Reading??, _ policy: CompatibilityPolicy, _ side: Side) -> Reading? {
        if let reading { return reading }
        let made = made(policy, side)
        reading = .some(made)
        return made
    }

    private func made(_ policy: CompatibilityPolicy, _ side: Side) -> Reading? {
        let resolved = DynamicScope.resolved(graph)
        switch policy {
        // The validator knows what dynamic references mean.
        case .strict: return Reading(resolved, validator: LazyValidator(graph))
        case .lenient:
            return LenientReading.read(resolved, as: side).map { Reading($0, validator: LazyValidator($0)) }
        }
    }
}
