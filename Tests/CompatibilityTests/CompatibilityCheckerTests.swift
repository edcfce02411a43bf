import Compatibility
import JSONCore
import SchemaCore
import Testing

/// A schema language whose schemas are sets of numbers and whose documents are these numbers.
private struct NumbersFormat: SchemaFormat {
    var type: SchemaType { SchemaType("NUMBERS") }

    func parse(_ definition: Definition, references: [String: Definition]) throws(RegistryError) -> Set<Int> {
        Set(definition.text.split(separator: " ").compactMap { Int($0) })
    }

    func canonicalText(of schema: Set<Int>) -> String { normalizedText(of: schema) }

    func normalizedText(of schema: Set<Int>) -> String { schema.sorted().map(String.init).joined(separator: " ") }

    func reading(dialect: String) -> NumbersFormat { self }

    func validator(of schema: Set<Int>, formats: FormatTreatment) throws(RegistryError) -> any DocumentValidator {
        throw .invalidSchema(type: type, "nobody judges numbers here")
    }

    /// Negative numbers are never decided.
    func compare(
        reader: Set<Int>, writer: Set<Int>, policy: CompatibilityPolicy, budget: Budget
    ) -> Comparison {
        Comparison(
            incompatibilities: writer.subtracting(reader).sorted().map { number in
                Incompatibility(
                    rule: Rule(
                        id: "NUMBER_REMOVED", keyword: "number", category: .value,
                        purpose: "Checks that no number is removed."),
                    certainty: number < 0 ? .undecided : .proven, readerPointer: .root, writerPointer: .root,
                    instancePointer: .root, message: "\(number) is in {writer} and not in {reader}.")
            }, steps: 1)
    }

    func reading(formats: FormatTreatment) -> NumbersFormat { self }

    func changes(from old: Set<Int>, to new: Set<Int>) -> [SchemaChange] { [] }
}

@Suite struct CompatibilityCheckerTests {
    private func messages(_ level: CompatibilityLevel, candidate: Set<Int>, history: [Set<Int>]) -> [String] {
        let checker = CompatibilityChecker(format: NumbersFormat(), level: level)
        let earlier = history.enumerated().reversed().compactMap { position, schema in
            Version(position + 1).map { CompatibilityChecker<NumbersFormat>.Earlier(version: $0, schema: schema) }
        }
        return checker.check(candidate: candidate, history: earlier).map(\.message)
    }

    @Test func backwardAsksWhetherTheNewSchemaReadsTheOldData() {
        #expect(
            messages(.backward, candidate: [1], history: [[1, 2]]) == ["2 is in version 1 and not in the new schema."])
        #expect(messages(.backward, candidate: [1, 2], history: [[1]]) == [])
    }

    @Test func forwardAsksWhetherTheOldSchemaReadsTheNewData() {
        #expect(
            messages(.forward, candidate: [1, 2], history: [[1]]) == ["2 is in the new schema and not in version 1."])
        #expect(messages(.forward, candidate: [1], history: [[1, 2]]) == [])
    }

    @Test func fullAsksBothForwardFirst() {
        #expect(
            messages(.full, candidate: [2], history: [[1]]) == [
                "2 is in the new schema and not in version 1.", "1 is in version 1 and not in the new schema.",
            ])
    }

    @Test func noneAsksNothing() {
        #expect(messages(.none, candidate: [], history: [[1]]) == [])
    }

    @Test func everyFindingAgainstEveryVersionIsReportedNewestVersionFirst() {
        #expect(
            messages(.backwardTransitive, candidate: [], history: [[1], [2, 3]]) == [
                "2 is in version 2 and not in the new schema.", "3 is in version 2 and not in the new schema.",
                "1 is in version 1 and not in the new schema.",
            ])
    }

    @Test func levelsAreDirectionsByDepth() {
        for level in CompatibilityLevel.allCases {
            let isTransitive = level.rawValue.hasSuffix("_TRANSITIVE")
            #expect((level.depth == .all) == isTransitive, "\(level)")
            #expect(
                level.directions.contains(.backward) == ["BACKWARD", "FULL"].contains { level.rawValue.hasPrefix($0) })
            #expect(
                level.directions.contains(.forward) == ["FORWARD", "FULL"].contains { level.rawValue.hasPrefix($0) })
        }
    }
}

@Suite struct ComparisonTests {
    private func comparison(_ numbers: Set<Int>) -> Comparison {
        NumbersFormat().compare(reader: [], writer: numbers, policy: .strict, budget: .standard)
    }

    @Test func oneProvenCauseMakesAVerdictIncompatible() {
        #expect(comparison([]).verdict == .compatible)
        #expect(comparison([-1]).verdict == .undecided)
        #expect(comparison([-1, 1]).verdict == .incompatible)
    }

    @Test func aBudgetIsSpentToItsLimitAndNoFurther() {
        var budget = Budget(limit: 3)
        let answers = [2, 2, 1, 1].map { budget.spend($0) }
        #expect(answers == [true, false, true, false])
        #expect(budget.spent == 3)
    }
}
