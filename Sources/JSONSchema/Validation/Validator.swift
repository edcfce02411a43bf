public import Compatibility
public import JSONCore
public import SchemaCore

/// A schema made ready for validating documents.
public struct Validator: Sendable {
    private let program: Program
    private let schema: ExplainedSchema

    /// Compiles a schema.
    ///
    /// - Throws: `.invalidSchema` when the schema has more constants than can be addressed.
    public init(_ graph: SchemaGraph, formats: FormatTreatment = .annotation) throws(RegistryError) {
        guard let program = ProgramCompiler.compile(graph, formatTreatment: formats) else {
            throw .invalidSchema(type: .json, "the values of its enum and const keywords are too large")
        }
        self.program = program
        schema = ExplainedSchema(graph, formats: formats)
    }

    /// What judges documents, one after the other.
    func evaluator(limits: ValidationLimits = .standard) -> Evaluator { Evaluator(program, limits: limits) }

    /// What is wrong with one of many documents; `nil` when that takes more than it may.
    ///
    /// - Parameters:
    ///   - steps: what this document may take.
    ///   - allowance: what is left for all of them.
    func explain(_ json: JSON, steps: Int, within allowance: inout ValidationAllowance) -> ValidationOutput? {
        let granted = min(steps, allowance.steps)
        var explainer = Explainer(schema, limits: .standard, steps: granted)
        explainer.searches = allowance.searches
        let output = Result { () throws(ValidationGaveUp) in try explainer.explain(json, map: nil) }
        allowance.steps -= granted - max(0, explainer.steps)
        allowance.searches = explainer.searches
        return try? output.get()
    }

    /// Whether a document is valid.
    ///
    /// - Throws: ``ValidationGaveUp`` when that could not be decided within the limits.
    public func isValid(_ document: JSONDocument) throws(ValidationGaveUp) -> Bool {
        try isValid(document, limits: .standard)
    }

    /// The same within other limits.
    func isValid(_ document: JSONDocument, limits: ValidationLimits) throws(ValidationGaveUp) -> Bool {
        var evaluator = evaluator(limits: limits)
        evaluator.document = document
        return try evaluator.isValid()
    }

    /// Judges a document and says everything that is wrong with it.
    ///
    /// - Parameter text: The text of the document, for lines and columns.
    /// - Throws: ``ValidationGaveUp`` when the verdict could not be decided within the limits.
    public func explain(_ json: JSON, text: String? = nil) throws(ValidationGaveUp) -> ValidationOutput {
        try explain(json, map: text.map { SourceMap($0) })
    }

    /// Judges a document and says everything that is wrong with it, and where, as a map of its text has it.
    func explain(
        _ json: JSON, map: @autoclosure () -> SourceMap?
    ) throws(ValidationGaveUp) -> ValidationOutput {
        guard let document = JSONDocument(json) else { throw .tooLarge }
        let limits = ValidationLimits.standard
        var explainer = Explainer(schema, limits: limits, steps: limits.steps(for: document))
        return try explainer.explain(json, map: map())
    }

    /// Whether a document is valid.
    ///
    /// - Throws: ``ValidationGaveUp`` when that could not be decided within the limits.
    public func isValid(_ json: JSON) throws(ValidationGaveUp) -> Bool {
        guard let document = JSONDocument(json) else { throw .tooLarge }
        return try isValid(document)
    }
}
