public import Compatibility
public import JSONCore
public import JSONSchema
public import SchemaCore

/// What the validator says against verdicts.
public struct ContainmentOracle {
    /// Documents that told earlier schemas apart, and may tell later ones.
    private var witnesses: [JSON] = []
    private static let witnessLimit = 200

    /// The writer that readers are held against.
    private struct Writer {
        var json: JSON
        var dialect: Dialect
        var schema: JSONSchemaFormat.Schema
        /// For each policy what judges its documents, and those that it accepts.
        var judges: [CompatibilityPolicy: (validator: Validator, accepted: [(json: JSON, document: JSONDocument)])]
    }

    private var writer: Writer?
    public private(set) var tally: [Verdict: Int] = [:]
    /// Schemas that refer to themselves in place, of which nothing is proven.
    public private(set) var endless = 0

    /// How many pairs were compared.
    public var total: Int { tally.values.reduce(0, +) }

    public init() {}

    /// Takes a schema as the writer of the comparisons that follow; false when it is none.
    public mutating func take(writer json: JSON, _ dialect: Dialect, documents: [JSON]) throws -> Bool {
        writer = nil
        guard let schema = Self.parsed(json, dialect) else { return false }
        var writer = Writer(json: json, dialect: dialect, schema: schema, judges: [:])
        for policy in CompatibilityPolicy.allCases {
            guard let judged = Self.judged(schema, json, dialect, policy, \.writer) else { continue }
            let validator = try Validator(judged.graph)
            let accepted = (documents + witnesses).compactMap { json in JSONDocument(json).map { (json, $0) } }
                .filter { (try? validator.isValid($0.1)) == true }
            writer.judges[policy] = (validator, accepted)
        }
        self.writer = writer
        return true
    }

    /// Compares a reader with the writer, and returns what contradicts the verdict.
    ///
    /// Under LENIENT the documents are judged by schemas that are rewritten as text, where that can be done.
    public mutating func contradictions(
        reader: JSON, _ dialect: Dialect, policy: CompatibilityPolicy, budget: Budget
    ) throws -> [String] {
        guard let writer, let judge = writer.judges[policy], let schema = Self.parsed(reader, dialect),
            let judged = Self.judged(schema, reader, dialect, policy, \.reader)
        else { return [] }
        let comparison = JSONSchemaFormat().compare(
            reader: schema, writer: writer.schema, policy: policy, budget: budget)
        if comparison.incompatibilities.contains(where: { $0.message.contains("without end") }) {
            endless += 1
            return []
        }
        tally[comparison.verdict, default: 0] += 1
        let found = comparison.incompatibilities.compactMap(\.witness)
        witnesses += found
        if witnesses.count > Self.witnessLimit { witnesses.removeFirst(witnesses.count - Self.witnessLimit) }
        let validator = try Validator(judged.graph)
        func refuses(_ document: JSONDocument) -> Bool { (try? validator.isValid(document)) == false }
        // Draft 4 tells 1.0 from 1, which are one value: no pair of schemas is judged by how a number is written.
        func refusesPlainly(_ json: JSON) -> Bool {
            JSONDocument(json.plainlyWritten).map {
                (try? judge.validator.isValid($0)) == true && refuses($0)
            } ?? true
        }
        var result: [String] = []
        if comparison.verdict == .compatible {
            result += judge.accepted.filter { refuses($0.document) && refusesPlainly($0.json) }
                .map { "compatible, but for \($0.json.text)" }
        }
        for finding in comparison.incompatibilities where finding.certainty == .proven {
            if let witness = finding.witness, let document = JSONDocument(witness),
                (try? judge.validator.isValid(document)) == true, refuses(document)
            {
                continue
            }
            result.append("\(finding.rule.id) is not shown by \(finding.witness?.text ?? "anything")")
        }
        return result.map { "\(policy.rawValue) \($0): reader \(reader.text), writer \(writer.json.text)" }
    }

    private static func parsed(_ json: JSON, _ dialect: Dialect) -> JSONSchemaFormat.Schema? {
        try? JSONSchemaFormat(defaultDialect: dialect).parse(Definition(type: .json, text: json.text), references: [:])
    }

    /// The schema that judges documents under a policy; `nil` where there are no words for it.
    private static func judged(
        _ schema: JSONSchemaFormat.Schema, _ json: JSON, _ dialect: Dialect, _ policy: CompatibilityPolicy,
        _ side: KeyPath<LenientText, JSON?>
    ) -> JSONSchemaFormat.Schema? {
        switch policy {
        case .strict: schema
        case .lenient:
            // Drafts before 2019-09 have no word for what the rewriting says.
            dialect >= .draft2019 ? LenientText(json)[keyPath: side].flatMap { parsed($0, dialect) } : nil
        }
    }
}

extension JSON {
    /// The value with every whole number written without fraction and exponent.
    fileprivate var plainlyWritten: JSON {
        switch self {
        case .null, .boolean, .string: self
        case .number(let number): number.int64.map { .number(JSONNumber($0)) } ?? self
        case .array(let items): .array(items.map(\.plainlyWritten))
        case .object(let object):
            .object(JSONObject(object.members.map { JSONObject.Member(name: $0.name, value: $0.value.plainlyWritten) }))
        }
    }
}
