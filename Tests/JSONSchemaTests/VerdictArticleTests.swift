import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

/// What the article on verdicts says of examples is what the comparison says.
@Suite struct VerdictArticleTests {
    /// The cells in code of one line of a table.
    private static func examples(_ line: Substring) -> [String] {
        line.split(separator: "|").map { $0.trimmingBlanks }.filter { $0.hasPrefix("`") && $0.hasSuffix("`") }
            .map { String($0.dropFirst().dropLast()) }
    }

    @Test func everyExampleOfTheArticleHolds() throws {
        let path = Fixtures.root + "/Sources/Compatibility/Compatibility.docc/Verdicts.md"
        let text = try #require(Fixtures.text(of: path))
        var counts = (compatible: 0, incompatible: 0)
        for line in text.split(separator: "\n") {
            let examples = Self.examples(line)
            guard examples.count >= 2 else { continue }
            let dialect: Dialect = line.contains("draft-04") ? .draft4 : .draft7
            let format = JSONSchemaFormat(defaultDialect: dialect)
            let schemas = try examples.prefix(2).map {
                try format.parse(Definition(type: .json, text: $0), references: [:])
            }
            let comparison = format.compare(
                reader: schemas[1], writer: schemas[0], policy: .strict, budget: .standard)
            if examples.count == 3 {
                counts.incompatible += 1
                let witnesses = comparison.incompatibilities.compactMap { $0.witness?.text }
                #expect(witnesses.contains(examples[2]), "\(witnesses) \(line)")
                if line.contains("LENIENT") {
                    let lenient = format.compare(
                        reader: schemas[1], writer: schemas[0], policy: .lenient, budget: .standard)
                    #expect(lenient.verdict == .compatible, "\(line)")
                }
            } else {
                counts.compatible += 1
                #expect(comparison.verdict == .compatible, "\(line)")
            }
        }
        #expect(counts.compatible >= 6 && counts.incompatible >= 7)
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
