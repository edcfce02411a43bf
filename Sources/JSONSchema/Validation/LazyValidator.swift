internal import Compatibility
internal import JSONCore
internal import SchemaCore
internal import Synchronization

/// A validator that is compiled when it pays: the first few small documents are judged by the schema as it stands.
///
/// Formats are as the schema's meta-schema has them.
final class LazyValidator: Sendable {
    private let graph: SchemaGraph
    private let state: Mutex<State>

    private struct State {
        /// The schema as it stands, until it was judged by enough.
        var explained: ExplainedSchema?
        /// What may still be judged by it, in the steps of an explanation.
        var steps: Int
        /// What came of compiling it.
        var compiled: Result<Validator, RegistryError>?
    }

    /// What is judged without compiling costs about what compiling does, which grows with the schema.
    private static let stepsPerNode = 40
    private static let baseSteps = 1_000

    init(_ graph: SchemaGraph) {
        self.graph = graph
        state = Mutex(State(explained: nil, steps: Self.baseSteps + Self.stepsPerNode * graph.nodes.count))
    }

    /// Whether a document is valid; `nil` when that could not be decided within the limits.
    func isValid(_ json: JSON, limits: ValidationLimits) -> Bool? {
        judgedAsItStands(json, limits: limits) ?? judgedByProgram(json, limits: limits)
    }

    private func judgedAsItStands(_ json: JSON, limits: ValidationLimits) -> Bool? {
        let (explained, steps) = state.withLock { state in
            if state.steps > 0, state.explained == nil {
                state.explained = ExplainedSchema(graph, formats: .annotation)
            }
            return (state.explained, state.steps)
        }
        guard let explained, steps > 0 else { return nil }
        var explainer = Explainer(explained, limits: limits, steps: steps)
        let isValid = try? explainer.isValid(json)
        state.withLock { state in
            state.steps = isValid == nil ? 0 : state.steps - (steps - explainer.steps)
            if state.steps <= 0 { state.explained = nil }
        }
        return isValid
    }

    private func judgedByProgram(_ json: JSON, limits: ValidationLimits) -> Bool? {
        guard let document = JSONDocument(json), let validator = try? validator().get() else { return nil }
        return try? validator.isValid(document, limits: limits)
    }

    /// The validator, or why there is none.
    private func validator() -> Result<Validator, RegistryError> {
        state.withLock { state in
            if let compiled = state.compiled { return compiled }
            let compiled = Result { () throws(RegistryError) in try Validator(graph) }
            state.compiled = compiled
            return compiled
        }
    }
}
