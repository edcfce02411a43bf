public import Compatibility
public import SchemaCore

/// A schema that need not be registered, with the texts that it refers to.
public struct UnregisteredSchema: Sendable {
    public var type: SchemaType
    public var text: String
    /// The schemas that it refers to, by the names it uses for them.
    public var references: [String: String]
    /// The URI of the dialect that a schema is read as which does not name one.
    public var defaultDialect: String?

    public init(type: SchemaType, text: String, references: [String: String] = [:], defaultDialect: String? = nil) {
        self.type = type
        self.text = text
        self.references = references
        self.defaultDialect = defaultDialect
    }
}

/// What judges documents by a schema of the registry.
public struct RegisteredValidator: Sendable {
    public let id: SchemaID
    public let validator: any DocumentValidator
}

extension Registry {
    /// What judges documents by the schema of a number.
    ///
    /// - Parameter subject: as ``schema(_:under:)`` takes it.
    /// - Throws: `.schemaNotFound` when no version of the context carries it.
    public func validator(
        of id: SchemaID, under subject: Subject?, formats: FormatTreatment
    ) throws(RegistryError) -> RegisteredValidator {
        try validator(of: try schema(id, under: subject), formats: formats)
    }

    /// What judges documents by a version of a subject.
    ///
    /// - Throws: `.subjectNotFound` or `.versionNotFound` when there is no such version.
    public func validator(
        of selector: VersionSelector, of subject: Subject, formats: FormatTreatment
    ) throws(RegistryError) -> RegisteredValidator {
        try validator(of: try version(selector, of: subject), formats: formats)
    }

    /// What judges documents by a schema that is given with them.
    ///
    /// - Throws: `.invalidSchema` when it is none, or a text that it refers to is missing.
    public func validator(
        of schema: UnregisteredSchema, formats: FormatTreatment
    ) throws(RegistryError) -> any DocumentValidator {
        try validator(of: schema, formats: formats, as: try format(of: schema.type))
    }

    private func validator<Format: SchemaFormat>(
        of schema: UnregisteredSchema, formats: FormatTreatment, as format: Format
    ) throws(RegistryError) -> any DocumentValidator {
        try format.validator(of: try parse(schema, as: format), formats: formats)
    }

    private func validator(
        of version: RegisteredVersion, formats: FormatTreatment
    ) throws(RegistryError) -> RegisteredValidator {
        let (id, context) = (version.schema.id, version.subject.context)
        let key = ParsedSchemas.Key(
            context: context, id: id, type: version.schema.definition.type, purpose: .validating(formats))
        if let kept = parsedSchemas.schema(key, as: RegisteredValidator.self) { return kept }
        do throws(RegistryError) {
            let definition = version.schema.definition
            let referred = try referredDefinitions(of: definition)
            let validator = try validator(
                of: definition, referred: referred, formats: formats, as: try format(of: definition.type))
            let made = RegisteredValidator(id: id, validator: validator)
            parsedSchemas.insert(made, bytes: Self.bytes(of: definition, with: referred), under: key)
            return made
        } catch {
            // What a client is told is invalid must be its own schema, not one that was accepted long ago.
            guard error.code == .invalidSchema else { throw error }
            throw .storedSchemaUnreadable(
                version.subject, version.version, error, consequence: "no document can be judged by it")
        }
    }

    private func validator(
        of definition: Definition, referred: [String: Definition], formats: FormatTreatment,
        as format: some SchemaFormat
    ) throws(RegistryError) -> any DocumentValidator {
        try format.validator(of: try format.parse(definition, references: referred), formats: formats)
    }
}
