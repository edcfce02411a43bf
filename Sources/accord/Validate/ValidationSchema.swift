internal import Compatibility
internal import JSONSchema
internal import RegistryClient
internal import Reports
internal import SchemaCore

/// The schema that documents are judged by, wherever it comes from; the judging is done here.
struct ValidationSchema {
    /// What messages call it.
    let name: String
    let validator: any DocumentValidator

    /// A schema in a file.
    ///
    /// - Parameter references: the files of the schemas that it refers to, by the URIs that it uses for them.
    /// - Throws: `.input` when one of the files holds no schema.
    init(
        _ file: SchemaFile, references: [String: SchemaFile], format: JSONSchemaFormat, formats: FormatTreatment
    ) throws(Failure) {
        try file.checkSyntax()
        let definition = Definition(type: .json, text: file.text)
        let referred = references.mapValues { Definition(type: .json, text: $0.text) }
        try self.init(file.name, definition, referred, format, formats)
    }

    /// A version of a subject in a registry, with all that it refers to.
    init(
        _ selector: VersionSelector, of subject: Subject, at connection: Connection, format: JSONSchemaFormat,
        formats: FormatTreatment
    ) throws(Failure) {
        let schema = try connection.version(selector, of: subject)
        let name = "\(subject.qualifiedName.printable) version \(schema.version)"
        guard schema.definition.type == .json else {
            throw Failure(.input, "\(name) is a schema of type \(schema.definition.type.name), not JSON")
        }
        let referred = try connection.referred(by: schema.definition.references).mapValues(\.definition)
        try self.init(name, schema.definition, referred, format, formats)
    }

    private init(
        _ name: String, _ definition: Definition, _ referred: [String: Definition], _ format: JSONSchemaFormat,
        _ formats: FormatTreatment
    ) throws(Failure) {
        self.name = name
        do throws(RegistryError) {
            validator = try format.validator(
                of: try format.parse(definition, references: referred), formats: formats)
        } catch {
            throw Failure(.input, "\(name): \(error.message)")
        }
    }
}
