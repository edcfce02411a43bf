public import Governance
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

    /// The same language, with another idea of what formats are, where the schema does not say.
    func reading(formats: FormatTreatment) -> Self

    /// The same language, for texts that stand somewhere: what they refer to is found from there.
    ///
    /// - Parameter base: a URI, or the path of a file.
    func reading(at base: String) -> Self

    /// What a schema's text refers to in other texts, and what it says of where it stands; nothing when it cannot be read.
    ///
    /// - Parameter base: where the text stands, as for ``reading(at:)``.
    func links(in text: String, at base: String) -> SchemaLinks

    /// Makes a schema ready for judging documents.
    ///
    /// - Throws: `.invalidSchema` when it is too large for that.
    func validator(of schema: Schema, formats: FormatTreatment) throws(RegistryError) -> any DocumentValidator

    /// Which documents that the writer's schema accepts the reader's schema might refuse.
    func compare(reader: Schema, writer: Schema, policy: CompatibilityPolicy, budget: Budget) -> Comparison

    /// The verdict of ``compare(reader:writer:policy:budget:)`` without the reasons, and the steps of work it took.
    func verdict(
        reader: Schema, writer: Schema, policy: CompatibilityPolicy, budget: Budget
    ) -> (verdict: Verdict, steps: Int)

    /// What is different in a new schema, in the order of its text; nothing is said yet of whether it breaks anybody.
    func changes(from old: Schema, to new: Schema) -> [SchemaChange]

    /// The tags that a schema's text gives its parts, in the order of the text; none when it cannot be read.
    func tags(in text: String) -> [EntityTags]

    /// A schema's text with other tags.
    ///
    /// - Parameter previous: the text whose tags are propagated where the changes say so.
    /// - Throws: `.invalidSchema` when a part that should be tagged is not there.
    func retagged(_ text: String, _ changes: TagChanges, after previous: String?) throws(RegistryError) -> String

    /// The names of the fields at the top of a document; none when the text cannot be read.
    func fieldNames(in text: String) -> [String]

    /// Where a schema does not keep some rules, in the order of its text.
    ///
    /// Rules that need no schema language are passed over. Of a schema that breaks them everywhere not all places are
    /// told; a rule that is an error never goes unmentioned for one that is a warning.
    ///
    /// - Parameter metadata: what is said beside the text, labels among it.
    /// - Throws: when a custom rule is none.
    func lint(
        _ schema: Schema, metadata: Metadata?, rules: [EffectiveRule]
    ) throws(RegistryError) -> [PolicyFinding]

    /// Checks that a custom rule can be applied to schemas of the language.
    ///
    /// - Throws: `.malformedRequest` with what is wrong.
    func check(_ rule: CustomRule) throws(RegistryError)

    /// The names of the versions of the language, the oldest first.
    var dialects: [String] { get }

    /// What a schema's text offers to those who search; nothing when it cannot be read.
    func searchText(of text: String) -> SearchText
}

/// A language that finds a verdict by way of its reasons.
extension SchemaFormat {
    public func verdict(
        reader: Schema, writer: Schema, policy: CompatibilityPolicy, budget: Budget
    ) -> (verdict: Verdict, steps: Int) {
        let comparison = compare(reader: reader, writer: writer, policy: policy, budget: budget)
        return (comparison.verdict, comparison.steps)
    }
}

/// A language whose schemas have no parts that could be named.
extension SchemaFormat {
    public func tags(in text: String) -> [EntityTags] { [] }

    public func retagged(
        _ text: String, _ changes: TagChanges, after previous: String?
    ) throws(RegistryError) -> String {
        guard let first = changes.adding.first ?? changes.removing.first else { return text }
        throw .noEntities(of: type, first.path)
    }

    public func fieldNames(in text: String) -> [String] { [] }

    public func lint(
        _ schema: Schema, metadata: Metadata?, rules: [EffectiveRule]
    ) throws(RegistryError) -> [PolicyFinding] { [] }

    public func check(_ rule: CustomRule) throws(RegistryError) {}

    public var dialects: [String] { [] }

    public func reading(at base: String) -> Self { self }

    public func links(in text: String, at base: String) -> SchemaLinks { SchemaLinks() }

    public func searchText(of text: String) -> SearchText { SearchText() }
}

/// What ties a schema's text to others.
public struct SchemaLinks: Sendable, Hashable {
    /// A reference to another text.
    public struct Link: Sendable, Hashable {
        /// The absolute URI or path, without a fragment.
        public var target: String
        /// What the text says, without a fragment.
        public var written: String

        public init(target: String, written: String) {
            self.target = target
            self.written = written
        }
    }

    /// What the text says it is: a URI, without a fragment; `nil` when it says nothing.
    public var identifier: String?
    /// In the order of the text, each once.
    public var links: [Link]

    public init(identifier: String? = nil, links: [Link] = []) {
        self.identifier = identifier
        self.links = links
    }
}
