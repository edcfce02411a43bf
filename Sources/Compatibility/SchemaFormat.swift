public import SchemaCore

/// A schema language: how its texts are read, and which data of one schema another one refuses.
public protocol SchemaFormat: Sendable {
    /// A parsed schema; immutable, so that one value serves all threads.
    associatedtype Schema: Sendable

    /// The language's name.
    var type: SchemaType { get }

    /// Reads a schema, with the definitions that its references lead to, by the names it uses for them. Texts reached
    /// over several steps are in there too, under the name used where they are referred to.
    ///
    /// - Throws: `.invalidSchema` with what is wrong and where.
    func parse(_ definition: Definition, references: [String: Definition]) throws(RegistryError) -> Schema

    /// The text that is stored and served: minified, nothing reordered, no number changed.
    func canonicalText(of schema: Schema) -> String

    /// The text after rewriting to an equivalent form that does not depend on the order of members.
    func normalizedText(of schema: Schema) -> String

    /// The same language, with another reading of schemas that do not say how they are to be read.
    ///
    /// - Parameter dialect: the URI of a dialect.
    /// - Throws: `.invalidSchema` when the language has no such dialect.
    func reading(dialect: String) throws(RegistryError) -> Self

    /// Makes a schema ready for judging documents.
    ///
    /// - Throws: `.invalidSchema` when it is too large for that.
    func validator(of schema: Schema, formats: FormatTreatment) throws(RegistryError) -> any DocumentValidator

    /// Which documents that the writer's schema accepts the reader's schema might refuse.
    func compare(reader: Schema, writer: Schema, policy: CompatibilityPolicy, budget: Budget) -> Comparison

    /// What is different in a new schema, in the order of its text; nothing is said yet of whether it breaks anybody.
    func changes(from old: Schema, to new: Schema) -> [SchemaChange]
}
