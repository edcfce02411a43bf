import Compatibility
import Glibc
import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

/// Pairs of schemas with the findings they must have; `RECORD=1` writes down the ones they have, and fails.
@Suite struct ContainmentFixtureTests {
    private static let fixtures = Fixtures("compatibility/json")

    /// One pair of a file.
    private struct Case {
        var object: JSONObject

        var description: String { object["description"]?.string ?? "" }
        /// Rules of which the pair shows when they do not fire.
        var silent: [String] { object["silent"]?.array?.compactMap(\.string) ?? [] }

        /// The comparison, or the one with reader and writer turned round.
        func comparison(_ policy: CompatibilityPolicy = .strict, isReversed: Bool = false) throws -> Comparison {
            let (reader, writer) = try schemas()
            return JSONSchemaFormat().compare(
                reader: isReversed ? writer : reader, writer: isReversed ? reader : writer, policy: policy,
                budget: budget)
        }

        var budget: Budget { object["steps"]?.number?.int64.map { Budget(limit: Int($0)) } ?? .standard }

        func schemas() throws -> (reader: JSONSchemaFormat.Schema, writer: JSONSchemaFormat.Schema) {
            (try schema("reader"), try schema("writer"))
        }

        private func schema(_ side: String) throws -> JSONSchemaFormat.Schema {
            let text = try #require(object[side]).text
            var references: [String: Definition] = [:]
            for member in object["references"]?.object?.members ?? [] {
                references[member.name] = Definition(type: .json, text: member.value.text)
            }
            return try JSONSchemaFormat().parse(Definition(type: .json, text: text), references: references)
        }

        /// The case with what comparisons in both directions and under both policies find.
        func recorded() throws -> JSONObject {
            var object = object
            let strict = try comparison()
            Self.record(strict, in: &object)
            object["information"] =
                strict.information.isEmpty
                ? nil : .array(strict.information.map { .string(Self.line($0)) })
            if object["messages"] != nil {
                object["messages"] = .array(
                    strict.incompatibilities.map { .string($0.message(reader: "the new schema", writer: "version 1")) })
            }
            var other = JSONObject()
            Self.record(try comparison(.lenient), in: &other)
            object["lenient"] = .object(other)
            object["reverse"] = .string(try comparison(isReversed: true).verdict.rawValue)
            object["reverseLenient"] = .string(try comparison(.lenient, isReversed: true).verdict.rawValue)
            return object
        }

        private static func record(_ comparison: Comparison, in object: inout JSONObject) {
            let findings = comparison.incompatibilities
            object["verdict"] = .string(comparison.verdict.rawValue)
            object["findings"] = .array(findings.map { .string(line($0)) })
            object["witnesses"] =
                findings.contains { $0.witness != nil }
                ? .array(findings.map { $0.witness ?? .null }) : nil
        }

        private static func line(_ finding: Incompatibility) -> String {
            let line =
                "\(finding.rule.id) #\(finding.readerPointer) #\(finding.writerPointer) @\(finding.instancePointer)"
            return finding.certainty == .proven ? line : line + " undecided"
        }
    }

    private static func cases(in file: String) throws -> [Case] {
        let text = try #require(fixtures.text(file))
        return try JSON(parsing: text).array?.compactMap(\.object).map(Case.init) ?? []
    }

    @Test func everyPairHasItsFindings() throws {
        let isRecording = getenv("RECORD") != nil
        var differences: [String] = []
        for file in Self.fixtures.files {
            var recorded: [JSON] = []
            for one in try Self.cases(in: file) {
                let object = try one.recorded()
                recorded.append(.object(object))
                if object != one.object {
                    differences.append("\(file): \(one.description): \(JSON.object(object).text)")
                }
            }
            if isRecording { try Self.fixtures.record(recorded, in: file) }
        }
        #expect(Self.fixtures.files.count >= 6)
        #expect(differences == [])
    }

    @Test func aComparisonIsTheSameEachTimeAndItsVerdictIsThatOfTheVerdictAlone() throws {
        for file in Self.fixtures.files {
            for one in try Self.cases(in: file) {
                for policy in CompatibilityPolicy.allCases {
                    // The first one leaves behind what later ones begin with.
                    let (reader, writer) = try one.schemas()
                    for (reader, writer) in [(reader, writer), (writer, reader)] {
                        let comparisons = (0..<3).map { _ in
                            JSONSchemaFormat().compare(
                                reader: reader, writer: writer, policy: policy, budget: one.budget)
                        }
                        for again in comparisons {
                            #expect(again.incompatibilities == comparisons[0].incompatibilities, "\(one.description)")
                            #expect(again.steps == comparisons[0].steps, "\(one.description)")
                        }
                        let verdict = JSONSchemaFormat().verdict(
                            reader: reader, writer: writer, policy: policy, budget: one.budget)
                        #expect(verdict.verdict == comparisons[0].verdict, "\(one.description)")
                        #expect(verdict.steps <= comparisons[0].steps, "\(one.description)")
                    }
                }
            }
        }
    }

    @Test func everyRuleHasAPairThatFiresItAndOneThatDoesNot() throws {
        var fired: Set<String> = []
        var silent: Set<String> = []
        var wrong: [String] = []
        for file in Self.fixtures.files {
            for one in try Self.cases(in: file) {
                let comparison = try one.comparison()
                let found = Set((comparison.incompatibilities + comparison.information).map(\.rule.id))
                fired.formUnion(found)
                silent.formUnion(one.silent)
                if !found.isDisjoint(with: one.silent) { wrong.append("\(file): \(one.description)") }
            }
        }
        let rules = Set(JSONSchemaFormat.rules.map(\.id))
        #expect(wrong == [])
        #expect(rules.subtracting(fired).sorted() == [])
        #expect(rules.subtracting(silent).sorted() == [])
        #expect(fired.union(silent).subtracting(rules).sorted() == [])
    }

    @Test func everyRuleHasAnExampleOfWhatItReportsAndOfWhatItLetsPass() throws {
        for rule in JSONSchemaFormat.rules {
            let example = try #require(JSONSchemaFormat.example(of: rule), "\(rule.id)")
            let breaking = try Self.comparisons(example.breaking, example)
            let passing = try Self.comparisons(example.passing, example)
            #expect(breaking.contains { Self.rules($0).contains(rule.id) }, "\(rule.id): \(breaking.map(Self.rules))")
            #expect(!passing.contains { Self.rules($0).contains(rule.id) }, "\(rule.id)")
            #expect(passing.last?.verdict == .compatible, "\(rule.id)")
        }
    }

    /// The comparison of an example; with fewer steps first, where the rule needs them to run out.
    private static func comparisons(_ reader: String, _ example: RuleExample) throws -> [Comparison] {
        let format = JSONSchemaFormat()
        let new = try format.parse(Definition(type: .json, text: reader), references: [:])
        let old = try format.parse(Definition(type: .json, text: example.old), references: [:])
        let short = example.isCutShort ? stride(from: 20, to: 1_000, by: 20).map { Budget(limit: $0) } : []
        let budgets = short + [.standard]
        return budgets.map { format.compare(reader: new, writer: old, policy: .strict, budget: $0) }
    }

    private static func rules(_ comparison: Comparison) -> [String] {
        (comparison.incompatibilities + comparison.information).map(\.rule.id)
    }

    @Test func everyRuleSaysWhatItChecks() {
        let rules = JSONSchemaFormat.rules
        #expect(Set(rules.map(\.id)).count == rules.count)
        for rule in rules {
            #expect(rule.id.utf8.allSatisfy { (65...90).contains($0) || $0 == 95 }, "\(rule.id)")
            #expect(rule.purpose.hasPrefix("Checks that ") && rule.purpose.hasSuffix("."), "\(rule.id)")
            if let fix = rule.fix { #expect(fix.hasSuffix("."), "\(rule.id)") }
            #expect(rule.fix != nil || rule.category == .annotation, "\(rule.id)")
        }
    }
}
