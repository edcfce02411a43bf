import JSONCore
import JSONSchema
import SchemaCore
import Testing

@Suite struct NormalizationTests {
    private let text = """
        {
          "type" : "object",
          "properties": { "b": {"minimum": 1.50, "enum": [3, 1, {"z": 1e2, "y": null}]}, "a": true, "\\u00e9": {} },
          "maximum": 100000000000000000000000000000.10
        }
        """

    @Test func canonicalTextIsMinifiedAndNothingElse() throws {
        let format = JSONSchemaFormat()
        let schema = try format.parse(Definition(type: .json, text: text), references: [:])
        #expect(
            format.canonicalText(of: schema)
                == #"{"type":"object","properties":{"b":{"minimum":1.50,"enum":[3,1,{"z":1e2,"y":null}]},"a":true,"é":{}},"#
                + #""maximum":100000000000000000000000000000.10}"#)
    }

    @Test func normalizedTextHasItsMembersSortedAndItsArraysUntouched() throws {
        let format = JSONSchemaFormat()
        let schema = try format.parse(Definition(type: .json, text: text), references: [:])
        let normalized =
            #"{"maximum":100000000000000000000000000000.10,"properties":{"a":true,"b":{"enum":[3,1,{"y":null,"z":1e2}],"#
            + #""minimum":1.50},"é":{}},"type":"object"}"#
        #expect(format.normalizedText(of: schema) == normalized)
        let again = try format.parse(Definition(type: .json, text: normalized), references: [:])
        #expect(format.normalizedText(of: again) == normalized)
    }

    @Test func booleanSchemasHaveTexts() throws {
        let format = JSONSchemaFormat()
        for text in ["true", "false"] {
            let schema = try format.parse(Definition(type: .json, text: " \(text)\n"), references: [:])
            #expect(format.canonicalText(of: schema) == text)
            #expect(format.normalizedText(of: schema) == text)
        }
    }
}
