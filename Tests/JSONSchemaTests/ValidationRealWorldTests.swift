import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

private let realWorld = TestData("realworld")

@Suite struct ValidationRealWorldTests {
    /// Schemas that refer to texts which are not there.
    @Test(.enabled(if: realWorld != nil, "published schemas are absent"))
    func publishedSchemasJudgeTheirDocumentsAsOthersDo() throws {
        let realWorld = try #require(realWorld)
        var failures: [String] = []
        var schemas = 0
        var documents = 0
        var unreadable: Set<String> = []
        var validators: [String: Validator?] = [:]
        for file in realWorld.files(under: "schemas") {
            let parts = file.split(separator: "/").map(String.init)
            guard parts.count == 4 else { continue }
            let text = try #require(realWorld.text(file))
            if validators[parts[1]] == nil {
                let schema = try #require(realWorld.text("schemas/\(parts[1])/schema.json"))
                validators[parts[1]] = .some(try? validator(schema))
                schemas += 1
            }
            guard let validator = validators[parts[1]] ?? nil else {
                unreadable.insert(parts[1])
                continue
            }
            let document = try JSON(parsing: text, limits: .init(depth: 256))
            let isValid = try validator.isValid(document)
            let explained = try validator.explain(document, text: text)
            documents += 1
            if isValid != (parts[2] == "valid") { failures.append("\(file): found \(isValid ? "valid" : "invalid")") }
            if isValid != explained.isValid { failures.append("\(file): explained as \(explained.isValid)") }
            if explained.basicErrors.contains(where: { $0.position == nil }) { failures.append("\(file): no position") }
        }
        print("published schemas: \(schemas - unreadable.count) of \(schemas), \(documents) documents")
        #expect(failures == [])
        #expect(documents > 400)
    }

    private func validator(_ schema: String) throws -> Validator {
        try Validator(graph(schema))
    }
}
