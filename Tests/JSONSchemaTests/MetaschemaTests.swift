import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

private let suite = TestData("json-schema-test-suite")

@Suite struct MetaschemaTests {
    @Test(arguments: Dialect.allCases)
    func everyMetaschemaIsBuiltInAndValidByItself(dialect: Dialect) throws {
        let validator = try Metaschema.validator(of: dialect)
        #expect(try validator.isValid(["$schema": .string(dialect.rawValue)]))
        #expect(try !validator.isValid(["type": "nothing"]))
        #expect(try !validator.isValid(["properties": ["a": ["items": 1]]]))
        #expect(try validator.isValid(true) == (dialect != .draft4))
    }

    @Test(.enabled(if: suite != nil, "the official suite is absent"))
    func everySchemaOfTheOfficialSuiteIsValidByItsMetaschema() throws {
        let official = try OfficialSuite(#require(suite))
        var refused: [String] = []
        for (folder, dialect) in OfficialSuite.dialects {
            for file in official.files(of: folder) {
                for group in try official.groups(file) {
                    let output = try Metaschema.explain(group.schema, defaultDialect: dialect)
                    if !output.isValid { refused.append("\(file): \(group.description): \(output.basicErrors)") }
                }
            }
        }
        #expect(refused == [])
    }

    @Test func whatIsWrongWithASchemaIsSaidWithItsPlace() throws {
        let text = """
            {
              "$schema": "http://json-schema.org/draft-07/schema#",
              "properties": {
                "name": {"type": "text", "minLength": -1}
              },
              "required": "name"
            }
            """
        let output = try Metaschema.explain(JSON(parsing: text), text: text)
        let errors = output.basicErrors.map { "\($0.position.map(String.init(describing:)) ?? ""): \($0.message)" }
        #expect(
            errors == [
                "line 6, column 15: `/required` is a string; it must be an array",
                "line 4, column 43: `/properties/name/minLength` is -1; the minimum is 0",
                "line 4, column 22: `/properties/name/type` matches none of the 2 alternatives; it must match at least one",
                """
                line 4, column 22: `/properties/name/type` is "text"; it must be one of "array", "boolean", "integer", \
                "null", "number", "object" and "string"
                """,
                "line 4, column 22: `/properties/name/type` is a string; it must be an array",
            ])
    }

    @Test func draftsThatAreTooOldAreRefused() throws {
        let schema: JSON = ["$schema": "http://json-schema.org/draft-03/schema#"]
        #expect(throws: RegistryError.self) { try Metaschema.explain(schema) }
    }
}
