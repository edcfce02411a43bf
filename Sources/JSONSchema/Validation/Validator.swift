public import JSONCore
public import SchemaCore

/// What `format` is taken as (2020-12, validation, section 7.2).
public enum FormatTreatment: Sendable, Hashable {
    /// Says something about a string and asserts nothing, unless the meta-schema's vocabulary says so.
    case annotation
    /// A string that is not of the format is invalid.
    case assertion
}

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

    /// Whether a document is valid.
    ///
    /// - Throws: ``ValidationGaveUp`` when that could not be decided within the limits.
    public func isValid(_ document: JSONDocument) throws(ValidationGaveUp) -> Bool {
        try Evaluator.isValid(document, by: program, limits: .standard)
    }

    /// Judges a document and says everything that is wrong with it.
    ///
    /// - Parameter text: The text of the document, for lines and columns.
    /// - Throws: ``ValidationGaveUp`` when the verdict could not be decided within the limits.
    public func explain(_ json: JSON, text: String? = nil) throws(ValidationGaveUp) -> ValidationOutput {
        guard let document = JSONDocument(json) else { throw .tooLarge }
        let limits = ValidationLimits.standard
        var explainer = Explainer(schema, limits: limits, steps: limits.steps(for: document))
        return try explainer.explain(json, text: text)
    }

    /// Whether a document is valid.
    ///
    /// - Throws: ``ValidationGaveUp`` when that could not be decided within the limits.
    public func isValid(_ json: JSON) throws(ValidationGaveUp) -> Bool {
        guard let document = JSONDocument(json) else { throw .tooLarge }
        return try isValid(document)
    }
}
