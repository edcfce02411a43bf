public import Compatibility
public import SchemaCore

/// Two schemas that need not be registered, and how to compare them.
public struct ComparisonRequest: Sendable {
    public var reader: UnregisteredSchema
    public var writer: UnregisteredSchema
    public var policy: CompatibilityPolicy
    public var formats: FormatTreatment

    public init(
        reader: UnregisteredSchema, writer: UnregisteredSchema, policy: CompatibilityPolicy = .strict,
        formats: FormatTreatment = .annotation
    ) {
        self.reader = reader
        self.writer = writer
        self.policy = policy
        self.formats = formats
    }
}

/// What came of comparing two schemas.
public struct ComparisonReport: Sendable {
    public var policy: CompatibilityPolicy
    /// The comparison under the policy.
    public var comparison: Comparison
    /// What the other policy says.
    public var otherVerdict: Verdict
    /// What is different in the reader's schema, and whom it breaks; `nil` unless it was asked for.
    public var changes: [SchemaChange]?
}

extension Registry {
    /// What a comparison is to tell besides the verdict.
    public enum Telling: Sendable {
        case verdict, verdictAndChanges
    }

    /// Compares two schemas that are given, by the same engine as everything else.
    ///
    /// - Throws: `.invalidSchema` that says which of them is no schema, and why.
    public func compare(
        _ request: ComparisonRequest, telling: Telling = .verdict
    ) throws(RegistryError) -> ComparisonReport {
        try compare(request, telling, as: try format(of: request.reader.type))
    }

    private func compare<Format: SchemaFormat>(
        _ request: ComparisonRequest, _ telling: Telling, as format: Format
    ) throws(RegistryError) -> ComparisonReport {
        let reader = try parse(request.reader, role: "reader", request.formats, as: format)
        let writer = try parse(request.writer, role: "writer", request.formats, as: format)
        let (policy, budget) = (request.policy, options.budget)
        let comparison = format.compare(reader: reader, writer: writer, policy: policy, budget: budget)
        let other = format.verdict(reader: reader, writer: writer, policy: policy.other, budget: budget).verdict
        var report = ComparisonReport(policy: policy, comparison: comparison, otherVerdict: other)
        if telling == .verdictAndChanges {
            let forward = format.compare(reader: writer, writer: reader, policy: policy, budget: budget)
            report.changes = format.changes(from: writer, to: reader).judged(backward: comparison, forward: forward)
        }
        return report
    }

    private func parse<Format: SchemaFormat>(
        _ schema: UnregisteredSchema, role: String, _ formats: FormatTreatment, as format: Format
    ) throws(RegistryError) -> Format.Schema {
        do throws(RegistryError) {
            return try parse(schema, as: format.reading(formats: formats))
        } catch {
            throw error.about(role)
        }
    }

    /// Reads a schema that need not be registered.
    func parse<Format: SchemaFormat>(
        _ schema: UnregisteredSchema, as format: Format
    ) throws(RegistryError) -> Format.Schema {
        guard schema.references.count <= options.referencesLimit else {
            throw .tooManyReferences(limit: options.referencesLimit)
        }
        let format = if let dialect = schema.defaultDialect { try format.reading(dialect: dialect) } else { format }
        return try format.parse(
            Definition(type: schema.type, text: schema.text),
            references: schema.references.mapValues { Definition(type: schema.type, text: $0) })
    }
}
