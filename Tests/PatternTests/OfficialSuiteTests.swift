import JSONCore
import Pattern
import TestSupport
import Testing

/// The groups of the official JSON Schema suite that hold nothing but a `pattern`, a `format` of `regex`, or
/// `patternProperties` that need no more than the names.
@Suite struct OfficialSuiteTests {
    private static let suite = TestData("json-schema-test-suite/tests")

    @Test(.enabled(if: suite != nil, "the official JSON Schema suite is not beside the project"))
    func everyPatternOfTheOfficialSuiteAnswersAsItSays() throws {
        let suite = try #require(Self.suite)
        var checks = 0
        for file in suite.files() where Self.files.contains(where: { file.hasSuffix("/" + $0) }) {
            let document = try JSON(parsing: try #require(suite.text(file), "\(file)"))
            for group in try #require(document.array) {
                for test in group["tests"]?.array ?? [] {
                    guard let schema = group["schema"], let data = test["data"], let isValid = test["valid"]?.boolean,
                        let answer = try Self.isValid(data, schema)
                    else { continue }
                    checks += 1
                    #expect(answer == isValid, "\(file): \(group["description"]?.text ?? ""), \(test.text)")
                }
            }
        }
        #expect(checks > 500)
    }

    private static let files = [
        "optional/ecmascript-regex.json", "optional/non-bmp-regex.json", "format/ecmascript-regex.json",
        "format/regex.json",
        "pattern.json", "patternProperties.json",
    ]

    /// What a schema of these three shapes says of a document; `nil` for other schemas.
    private static func isValid(_ data: JSON, _ schema: JSON) throws -> Bool? {
        let keywords = (schema.object?.names ?? []).filter { $0 != "$schema" && $0 != "type" }
        switch keywords {
        case ["pattern"]:
            guard let source = schema["pattern"]?.string, let text = data.string else { return nil }
            return try Pattern(source).matches(text)
        case ["format"]:
            guard schema["format"] == "regex" || schema["format"] == "ecmascript-regex", let source = data.string else {
                return nil
            }
            return (try? Pattern(source)) != nil
        case ["patternProperties", "additionalProperties"]:
            guard schema["additionalProperties"] == false, let patterns = schema["patternProperties"]?.object,
                patterns.members.allSatisfy({ $0.value == true || $0.value == [:] }), let names = data.object?.names
            else { return nil }
            for name in names {
                var isMatched = false
                for source in patterns.names where try Pattern(source).matches(name) { isMatched = true }
                if !isMatched { return false }
            }
            return true
        default: return nil
        }
    }
}
