import Compatibility
import Glibc
import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

/// The verdicts on random pairs, held against the validator's on random documents.
@Suite struct ContainmentOracleTests {
    private static let budget = Budget(limit: 3_000)

    /// More of them on request.
    private static let rounds = getenv("ACCORD_ROUNDS").flatMap { Int(String(cString: $0)) } ?? 200

    private static func parse(_ json: JSON, _ dialect: Dialect) throws -> JSONSchemaFormat.Schema {
        try JSONSchemaFormat(defaultDialect: dialect).parse(Definition(type: .json, text: json.text), references: [:])
    }

    @Test(arguments: Dialect.allCases)
    func noDocumentContradictsAVerdict(dialect: Dialect) throws {
        let given = getenv("ACCORD_SEED").flatMap { UInt64(String(cString: $0)) }
        let seed = given ?? UInt64(dialect.hashSeed)
        var tally: [Verdict: Int] = [:]
        var wrong: [String] = []
        // Documents that told earlier schemas apart may tell later ones.
        var witnesses: [JSON] = []
        var schemas = RandomSchemas(dialect: dialect, generator: SeededGenerator(seed: seed))
        var mutations = SchemaMutations(generator: SeededGenerator(seed: seed &+ 1))
        for _ in 0..<Self.rounds {
            let writer = schemas.schema()
            let other = schemas.schema()
            for reader in [other] + (0..<3).map({ _ in mutations.mutated(writer) }) {
                guard let readerSchema = try? Self.parse(reader, dialect),
                    let writerSchema = try? Self.parse(writer, dialect)
                else { continue }
                let comparison = JSONSchemaFormat(defaultDialect: dialect).compare(
                    reader: readerSchema, writer: writerSchema, policy: .strict, budget: Self.budget)
                if comparison.incompatibilities.contains(where: { $0.message.contains("without end") }) { continue }
                tally[comparison.verdict, default: 0] += 1
                witnesses += comparison.incompatibilities.compactMap(\.witness)
                if witnesses.count > 200 { witnesses.removeFirst(witnesses.count - 200) }
                let documents = witnesses + (0..<40).map { _ in schemas.document() }
                wrong += try Self.contradictions(comparison, readerSchema.graph, writerSchema.graph, documents)
                    .map { "\($0): reader \(reader.text), writer \(writer.text)" }
            }
        }
        print("seed \(seed), \(dialect.name): \(tally)")
        #expect(wrong == [])
        let decided = (tally[.compatible] ?? 0) + (tally[.incompatible] ?? 0)
        #expect(decided > 50 * (tally[.undecided] ?? 0))
    }

    /// What the validator says against a comparison.
    private static func contradictions(
        _ comparison: Comparison, _ reader: SchemaGraph, _ writer: SchemaGraph, _ documents: [JSON]
    ) throws -> [String] {
        let (reader, writer) = (try Validator(reader), try Validator(writer))
        func shows(_ document: JSON) -> Bool {
            (try? writer.isValid(document)) == true && (try? reader.isValid(document)) == false
        }
        var result: [String] = []
        if comparison.verdict == .compatible {
            result += documents.filter(shows).map { "compatible, but for \($0.text)" }
        }
        for finding in comparison.incompatibilities where finding.certainty == .proven {
            if let witness = finding.witness, shows(witness) { continue }
            result.append("\(finding.rule.id) is not shown by \(finding.witness?.text ?? "anything")")
        }
        return result
    }
}

extension Dialect {
    /// A number of its own for each.
    fileprivate var hashSeed: Int { (Dialect.allCases.firstIndex(of: self) ?? 0) + 20_251 }
}

/// Small edits of schemas, as people make them.
struct SchemaMutations {
    var generator: SeededGenerator

    /// The schema with one to three edits somewhere.
    mutating func mutated(_ schema: JSON) -> JSON {
        var schema = schema
        for _ in 0...Int.random(in: 0...2, using: &generator) { schema = edited(schema, depth: 0) }
        return schema
    }

    private static let subschemas: Set<String> = [
        "items", "additionalItems", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else",
        "unevaluatedProperties", "unevaluatedItems",
    ]
    private static let lists: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems"]
    private static let maps: Set<String> = [
        "properties", "patternProperties", "dependentSchemas", "$defs", "definitions",
    ]

    private mutating func edited(_ schema: JSON, depth: Int) -> JSON {
        guard case .object(var object) = schema, !object.isEmpty else { return schema }
        let member = object.members[Int.random(in: 0..<object.count, using: &generator)]
        let goesDown = Int.random(in: 0..<4, using: &generator) > 0
        if goesDown, let below = editedBelow(member, depth: depth) {
            object[member.name] = below
        } else {
            object[member.name] = replacement(for: member)
        }
        if depth > 0, Int.random(in: 0..<12, using: &generator) == 0 { return ["anyOf": [.object(object), schema]] }
        return .object(object)
    }

    private mutating func editedBelow(_ member: JSONObject.Member, depth: Int) -> JSON? {
        if Self.subschemas.contains(member.name), member.value.object != nil {
            return edited(member.value, depth: depth + 1)
        }
        if Self.lists.contains(member.name), var items = member.value.array, !items.isEmpty {
            let position = Int.random(in: items.indices, using: &generator)
            items[position] = edited(items[position], depth: depth + 1)
            return .array(items)
        }
        if Self.maps.contains(member.name), var object = member.value.object, !object.isEmpty {
            let below = object.members[Int.random(in: 0..<object.count, using: &generator)]
            object[below.name] = edited(below.value, depth: depth + 1)
            return .object(object)
        }
        return nil
    }

    /// Another value for a member, or none.
    private mutating func replacement(for member: JSONObject.Member) -> JSON? {
        let isKept = member.name.hasPrefix("$") || member.name == "definitions"
        switch (member.name, member.value) {
        case (_, .number(let number)):
            if Int.random(in: 0..<4, using: &generator) == 0 { return nil }
            let step: Int64 = Bool.random(using: &generator) ? 1 : -1
            guard let value = number.int64, abs(value) < 1 << 40, value + step > 0 else { return member.value }
            return .number(JSONNumber(value + step))
        case ("enum", .array(let values)):
            return values.count > 1 ? .array(Array(values.dropLast())) : member.value
        case ("required", .array(let names)):
            return names.count > 1 ? .array(Array(names.dropFirst())) : nil
        case ("type", .string(let name)):
            return name == "integer" ? "number" : [.string(name), name == "null" ? "string" : "null"]
        case (_, .boolean(let truth)): return isKept ? member.value : .boolean(!truth)
        case (_, _): return isKept ? member.value : nil
        }
    }
}
