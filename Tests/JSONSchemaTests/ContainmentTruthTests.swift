import Compatibility
import JSONSchema
import SchemaCore
import SchemaTestSupport
import TestSupport
import Testing

private let realWorld = TestData("realworld")
private let labelled = TestData("containment")

/// Pairs of schemas of which it is known whether every document valid under the old one is valid under the new one.
@Suite(.serialized) struct ContainmentTruthTests {
    @Test(.enabled(if: labelled != nil, "The test data is absent."), arguments: ["suite.jsonl", "probes.jsonl"])
    func derivedPairsAreAnsweredAsTheyAreKnownToBe(file: String) throws {
        let pairs = try LabelledPairs(try #require(labelled?.text(file)))
        let tally = pairs.tally(.strict)
        #expect(tally.total >= 180)
        #expect(tally.wrong == [])
        #expect(tally.decidedShare >= 0.99, "\(tally.undecided)")
        #expect(pairs.unreadable.count <= 2)
    }

    @Test(.enabled(if: realWorld != nil, "The test data is absent."))
    func pairsOfPublishedVersionsAreAnsweredAsTheyAreKnownToBe() throws {
        let pairs = try LabelledPairs(try #require(realWorld?.text("pairs.jsonl")))
        let tally = pairs.tally(.strict)
        #expect(tally.total >= 260)
        #expect(tally.wrong == [])
        #expect(tally.decidedShare >= 0.98, "\(tally.undecided)")
        let lenient = pairs.tally(.lenient, stride: 3)
        #expect(lenient.decidedShare >= 0.97, "\(lenient.undecided)")
        // Who is refused under LENIENT is refused under STRICT.
        #expect((lenient.verdicts[.incompatible] ?? 0) <= (tally.verdicts[.incompatible] ?? 0))
    }
}

/// What takes long must end all the same.
@Suite(.serialized) struct ContainmentBoundTests {
    @Test(arguments: HostilePair.all.indices)
    func aHostilePairIsAnsweredSoon(position: Int) throws {
        let pair = HostilePair.all[position]
        let (reader, writer) = try pair.parsed()
        // The release build is asked under both policies: `accord-containment-trial hostile`.
        let policy = CompatibilityPolicy.allCases[position % CompatibilityPolicy.allCases.count]
        let comparison = JSONSchemaFormat().compare(reader: reader, writer: writer, policy: policy, budget: .standard)
        // The last step is begun before the limit is reached, and ends after it.
        #expect(comparison.steps < 2 * Budget.standard.limit, "\(pair.name)")
    }

    @Test func aHistoryIsComparedWithinOneBudget() throws {
        func schema(_ properties: Int, _ suffix: String) throws -> JSONSchemaFormat.Schema {
            let members = (0..<properties).map { #""p\#($0)\#(suffix)":{"type":"string","maxLength":\#($0)}"# }
            let text = #"{"type":"object","properties":{\#(members.joined(separator: ","))}}"#
            return try JSONSchemaFormat().parse(Definition(type: .json, text: text), references: [:])
        }
        let candidate = try schema(20, "")
        let others = try (0..<100).map { try schema(20, "\($0)") }
        let history = try (others + [candidate]).enumerated().map { position, schema in
            CompatibilityChecker<JSONSchemaFormat>.Earlier(
                version: try #require(Version(position + 1)), schema: schema)
        }
        let checker = CompatibilityChecker(format: JSONSchemaFormat(), level: .backwardTransitive)
        var total = Budget(limit: 20_000)
        let findings = checker.check(candidate: candidate, history: history, within: &total)
        #expect(total.spent <= total.limit)
        let versions = Set(findings.map(\.version))
        let certain = Set(findings.filter { $0.incompatibility.certainty == .proven }.map(\.version))
        // Every version is answered: some with a cause, the ones after the budget as undecided, an equal one with nothing.
        #expect(versions.count == 100)
        #expect(!certain.isEmpty && certain.count < 100)
        #expect(findings.last?.incompatibility.rule.id == "UNDECIDED")
    }
}
