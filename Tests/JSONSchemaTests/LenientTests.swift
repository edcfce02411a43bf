import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
import SchemaTestSupport
import TestSupport
import Testing

/// Verdicts under LENIENT, held against schemas that are rewritten as text.
@Suite struct LenientTests {
    private static func parse(_ json: JSON, _ dialect: Dialect) throws -> JSONSchemaFormat.Schema {
        try JSONSchemaFormat(defaultDialect: dialect).parse(Definition(type: .json, text: json.text), references: [:])
    }

    private static func compare(
        _ reader: JSON, _ writer: JSON, _ dialect: Dialect, _ policy: CompatibilityPolicy, steps: Int = 3_000
    ) throws -> Comparison {
        JSONSchemaFormat(defaultDialect: dialect).compare(
            reader: try parse(reader, dialect), writer: try parse(writer, dialect), policy: policy,
            budget: Budget(limit: steps))
    }

    @Test(arguments: [Dialect.draft2019, .draft2020])
    func noDocumentOfTheRewrittenSchemasContradictsAVerdict(dialect: Dialect) throws {
        let seed: UInt64 = dialect == .draft2019 ? 4_019 : 4_020
        var schemas = RandomSchemas(dialect: dialect, generator: SeededGenerator(seed: seed))
        var mutations = SchemaMutations(generator: SeededGenerator(seed: seed + 1))
        var wrong: [String] = []
        var tally: [Verdict: Int] = [:]
        var changed = 0
        var witnesses: [JSON] = []
        for _ in 0..<400 {
            let writer = schemas.schema().withProperties(&schemas)
            let others = [
                schemas.schema().withProperties(&schemas), mutations.mutated(writer), mutations.mutated(writer),
            ]
            for reader in others + others.map(\.withDefaults) {
                guard let written = LenientText(writer).writer, let read = LenientText(reader).reader,
                    (try? Self.parse(reader, dialect)) != nil
                else { continue }
                let comparison = try Self.compare(reader, writer, dialect, .lenient)
                if comparison.incompatibilities.contains(where: { $0.message.contains("without end") }) { continue }
                tally[comparison.verdict, default: 0] += 1
                if try Self.compare(reader, writer, dialect, .strict).verdict != comparison.verdict { changed += 1 }
                let reads = try Validator(try Self.parse(read, dialect).graph)
                let writes = try Validator(try Self.parse(written, dialect).graph)
                func shows(_ document: JSON) -> Bool {
                    (try? writes.isValid(document)) == true && (try? reads.isValid(document)) == false
                }
                witnesses += comparison.incompatibilities.compactMap(\.witness)
                if witnesses.count > 100 { witnesses.removeFirst(witnesses.count - 100) }
                let documents =
                    comparison.verdict == .compatible ? witnesses + (0..<40).map { _ in schemas.document() } : []
                for document in documents where shows(document) {
                    wrong.append("compatible, but for \(document.text): reader \(reader.text), writer \(writer.text)")
                }
                for finding in comparison.incompatibilities where finding.certainty == .proven {
                    guard let witness = finding.witness, !shows(witness) else { continue }
                    wrong.append("\(witness.text) shows nothing: reader \(reader.text), writer \(writer.text)")
                }
            }
        }
        print("seed \(seed), \(dialect.name): \(tally), \(changed) otherwise than STRICT")
        #expect(wrong == [])
        #expect(changed > 10)
        #expect((tally[.undecided] ?? 0) * 50 < tally.values.reduce(0, +))
    }

    @Test(arguments: Dialect.allCases)
    func whatIsCompatibleUnderStrictIsSoUnderLenient(dialect: Dialect) throws {
        var schemas = RandomSchemas(dialect: dialect, generator: SeededGenerator(seed: 4_040))
        var mutations = SchemaMutations(generator: SeededGenerator(seed: 4_041))
        var exceptions: [String] = []
        for _ in 0..<100 {
            let writer = schemas.schema()
            for reader in [writer, mutations.mutated(writer), mutations.mutated(writer)] {
                guard let strict = try? Self.compare(reader, writer, dialect, .strict), strict.verdict == .compatible
                else { continue }
                let lenient = try Self.compare(reader, writer, dialect, .lenient, steps: 30_000)
                if lenient.verdict != .compatible {
                    exceptions.append("\(lenient.verdict): reader \(reader.text), writer \(writer.text)")
                }
            }
        }
        #expect(exceptions == [])
    }

    @Test func definitionsThatLeadBackOverALongWayReadWhatTheyWrite() throws {
        let count = 32
        let definitions = (0..<count).map { number in
            let next: JSON = ["$ref": .string("#/definitions/\((number + 1) % count)")]
            let far: JSON = ["$ref": .string("#/definitions/\((3 * number + 2) % count)")]
            let word: JSON = ["type": "string", "maxLength": .number(JSONNumber(Int64(number)))]
            let definition: JSON = [
                "type": "object", "additionalProperties": ["type": "string"],
                "properties": [
                    "name": ["type": "string"],
                    "next": ["oneOf": [["type": "string"], ["type": "array", "items": next]]],
                    "far": ["type": "array", "items": ["oneOf": [word, far]]],
                ],
            ]
            return JSONObject.Member(name: String(number), value: definition)
        }
        let writer: JSON = [
            "type": "object", "properties": ["first": ["$ref": "#/definitions/0"]],
            "definitions": .object(JSONObject(definitions)),
        ]
        var reader = writer.object ?? JSONObject()
        reader["title"] = "The same"
        let comparison = try Self.compare(.object(reader), writer, .draft7, .lenient, steps: 100_000)
        #expect(comparison.verdict == .compatible)
    }
}

extension JSON {
    /// The same schema, with some properties more often than not.
    fileprivate func withProperties(_ schemas: inout RandomSchemas) -> JSON {
        guard case .object(var object) = self, object["properties"] == nil else { return self }
        object["properties"] = ["a": ["type": "string"], "ab": .object(schemas.schemaObject(depth: 1))]
        if Bool.random(using: &schemas.generator) { object["required"] = ["a"] }
        return .object(object)
    }

    /// The same schema, in which the properties `a` and `b` have defaults.
    fileprivate var withDefaults: JSON {
        switch self {
        case .object(let object):
            JSON.object(
                JSONObject(
                    object.members.map { member in
                        guard member.name == "properties", case .object(var properties) = member.value else {
                            return JSONObject.Member(name: member.name, value: member.value.withDefaults)
                        }
                        for name in ["a", "b"] {
                            guard case .object(var schema) = properties[name] else { continue }
                            schema["default"] = 1
                            properties[name] = .object(schema)
                        }
                        return JSONObject.Member(name: member.name, value: .object(properties))
                    }))
        case .array(let items): .array(items.map(\.withDefaults))
        case .null, .boolean, .number, .string: self
        }
    }
}
