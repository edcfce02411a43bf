import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
import SchemaTestSupport
import TestSupport
import Testing

private let realWorld = TestData("realworld")

/// The verdicts on random pairs, held against the validator's on random documents; more of them are run by
/// `accord-containment-trial random`.
@Suite struct ContainmentOracleTests {
    @Test(arguments: Dialect.allCases, [1, 2])
    func noDocumentContradictsAVerdict(dialect: Dialect, kind: Int) throws {
        let number = Dialect.allCases.firstIndex(of: dialect) ?? 0
        // Of the second kind, reader and writer are of different drafts.
        let other = kind == 1 ? dialect : Dialect.allCases[(number + 2) % Dialect.allCases.count]
        let seed = UInt64(20_251 + number + 100 * kind)
        var oracle = ContainmentOracle()
        var schemas = RandomSchemas(dialect: dialect, generator: SeededGenerator(seed: seed))
        var others = RandomSchemas(dialect: other, generator: SeededGenerator(seed: seed &+ 2))
        var mutations = SchemaMutations(generator: SeededGenerator(seed: seed &+ 1))
        var wrong: [String] = []
        for _ in 0..<50 {
            let writer = schemas.schema()
            let documents = (0..<100).map { _ in schemas.document() }
            guard try oracle.take(writer: writer, dialect, documents: documents) else { continue }
            var readers = [(others.schema(), other)]
            for _ in 0..<3 { readers.append((mutations.mutated(writer), dialect)) }
            for (reader, dialect) in readers {
                for policy in CompatibilityPolicy.allCases {
                    wrong += try oracle.contradictions(
                        reader: reader, dialect, policy: policy, budget: Budget(limit: 20_000))
                }
            }
        }
        print("seed \(seed), \(dialect.name) and \(other.name): \(oracle.tally)")
        #expect(wrong == [])
        #expect(oracle.total > 100)
        #expect(oracle.total > 50 * (oracle.tally[.undecided] ?? 0))
    }

    @Test(.enabled(if: realWorld != nil, "The test data is absent."))
    func editsOfPublishedSchemasAreDecided() throws {
        let data = try #require(realWorld)
        var edits = RealisticEdits(seed: 77)
        var tally: [Verdict: Int] = [:]
        var undecided: [String] = []
        let files = data.files(under: "schemas").filter { $0.hasSuffix("schema.json") }
        for (number, file) in files.enumerated() where number.isMultiple(of: 6) {
            guard let text = data.text(file), text.utf8.count < 60_000, let json = try? JSON(parsing: text),
                let schema = try? Self.parsed(json)
            else { continue }
            for (position, kind) in RealisticEdits.kinds.enumerated() where (position + number).isMultiple(of: 3) {
                guard let edited = edits.edited(json, kind), let other = try? Self.parsed(edited) else { continue }
                for (reader, writer) in [(other, schema), (schema, other)] {
                    let comparison = JSONSchemaFormat().compare(
                        reader: reader, writer: writer, policy: .strict, budget: .standard)
                    tally[comparison.verdict, default: 0] += 1
                    if comparison.verdict == .undecided { undecided.append("\(file): \(kind.name)") }
                }
            }
        }
        print("edits: \(tally)")
        #expect(tally.values.reduce(0, +) > 100)
        #expect(undecided.count * 50 < tally.values.reduce(0, +), "\(undecided)")
    }

    private static func parsed(_ json: JSON) throws -> JSONSchemaFormat.Schema {
        try JSONSchemaFormat().parse(Definition(type: .json, text: json.text), references: [:])
    }
}
