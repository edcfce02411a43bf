public import Compatibility
public import JSONCore
public import SchemaCore

/// Schemas judged as documents, by the meta-schemas of their dialects.
public enum Metaschema {
    /// The validator of a dialect's published meta-schema; made when it is first asked for.
    ///
    /// - Throws: `.invalidSchema` when a meta-schema that is built in cannot be read, which a test rules out.
    public static func validator(of dialect: Dialect) throws(RegistryError) -> Validator {
        guard let validator = validators[dialect] else { return try validator(of: .standard) }
        return try validator.get()
    }

    private static let validators: [Dialect: Result<Validator, RegistryError>] = Dictionary(
        uniqueKeysWithValues: Dialect.allCases.map { dialect in
            (dialect, Result { () throws(RegistryError) in try makeValidator(dialect) })
        })

    private static func makeValidator(_ dialect: Dialect) throws(RegistryError) -> Validator {
        let text = Metaschemas.text(dialect.rawValue) ?? ""
        let definition = Definition(type: .json, text: text)
        return try Validator(JSONSchemaFormat().parse(definition, references: [:]).graph)
    }

    /// Judges a schema by the meta-schema that its `$schema` names, or by that of the default dialect.
    ///
    /// - Parameter text: The text of the schema, for lines and columns.
    /// - Throws: `.invalidSchema` when the draft is not supported, or the verdict could not be decided.
    public static func explain(
        _ schema: JSON, text: String? = nil, defaultDialect: Dialect = .standard
    ) throws(RegistryError) -> ValidationOutput {
        var dialect = defaultDialect
        if let uri = schema["$schema"]?.string {
            switch Dialect.detected(in: uri) {
            case .dialect(let known): dialect = known
            case .unsupported(let draft): throw .invalidSchema(type: .json, "\(draft) is not supported")
            case .custom: break
            }
        }
        let validator = try validator(of: dialect)
        do {
            return try validator.explain(schema, text: text)
        } catch {
            throw .invalidSchema(type: .json, "it could not be decided whether it is one: \(error)")
        }
    }
}
