import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

private let suite = TestData("json-schema-test-suite")

@Suite struct ValidationSuiteTests {
    /// Runs in turn, so that each draft's counts stand in one line.
    @Test(.enabled(if: suite != nil, "the official suite is absent"))
    func everyTestOfTheOfficialSuitePasses() throws {
        let official = try OfficialSuite(#require(suite))
        var failures: [String] = []
        var excused: Set<String> = []
        for (folder, dialect) in OfficialSuite.dialects {
            var counts: [OfficialSuite.Part: (passed: Int, all: Int)] = [:]
            for file in official.files(of: folder) {
                let part = OfficialSuite.Part(file)
                for group in try official.groups(file) {
                    let validator = Result {
                        try Validator(official.graph(group.schema, dialect), formats: part.formats)
                    }
                    for test in group.tests {
                        counts[part, default: (0, 0)].all += 1
                        let name = "\(file): \(group.description): \(test.description)"
                        do {
                            let isValid = try validator.get().isValid(test.data)
                            let explained = try validator.get().explain(test.data)
                            let judged = try validator.get().session().judge(test.data.text.utf8.span, .flag)
                            if judged.isValid != isValid { failures.append("\(name): judged \(judged) as a text") }
                            if explained.isValid != isValid || explained.errors.isEmpty != isValid {
                                failures.append("\(name): the verdict is \(isValid), explained \(explained)")
                            }
                            if isValid == test.isValid {
                                counts[part, default: (0, 0)].passed += 1
                            } else if SuiteException.all.contains(where: { $0.excuses(name) }) {
                                excused.insert(name)
                            } else {
                                failures.append("\(name): found \(isValid ? "valid" : "invalid")")
                            }
                        } catch {
                            failures.append("\(name): \(error)")
                        }
                    }
                }
            }
            let summary = OfficialSuite.Part.allCases.map { part in
                "\(part) \(counts[part]?.passed ?? 0)/\(counts[part]?.all ?? 0)"
            }
            print("JSON Schema suite, \(dialect.name): \(summary.joined(separator: ", "))")
        }
        #expect(failures == [])
        #expect(SuiteException.all.filter { exception in !excused.contains(where: exception.excuses) } == [])
    }
}
