import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
import Testing

@Suite struct ValidationOutputTests {
    private func output(_ schema: String, _ document: String, formats: FormatTreatment = .annotation) throws
        -> ValidationOutput
    {
        try Validator(graph(schema), formats: formats).explain(JSON(parsing: document), text: document)
    }

    /// The schema and document of the specification's own example (2020-12, core, section 12.4.2).
    private static let polygon = """
        {
          "$id": "https://example.com/polygon",
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "$defs": {
            "point": {
              "type": "object",
              "properties": {"x": {"type": "number"}, "y": {"type": "number"}},
              "additionalProperties": false,
              "required": ["x", "y"]
            }
          },
          "type": "array",
          "items": {"$ref": "#/$defs/point"},
          "minItems": 3
        }
        """
    private static let points = #"[{"x": 2.5, "y": 1.3}, {"x": 1, "z": 6.7}]"#

    @Test func theFlagIsTheVerdictAlone() throws {
        #expect(try output(Self.polygon, Self.points).json(.flag).text == #"{"valid":false}"#)
        #expect(try output("{}", "1").json(.detailed).text == #"{"valid":true}"#)
    }

    @Test func theBasicOutputIsAFlatListWithLocations() throws {
        let expected = """
            {"valid":false,"errors":[\
            {"keywordLocation":"/items/$ref/additionalProperties",\
            "absoluteKeywordLocation":"https://example.com/polygon#/$defs/point/additionalProperties",\
            "instanceLocation":"/1/z","line":1,"column":38,"error":"`/1/z` is not allowed"},\
            {"keywordLocation":"/items/$ref/required",\
            "absoluteKeywordLocation":"https://example.com/polygon#/$defs/point/required",\
            "instanceLocation":"/1","line":1,"column":24,"error":"`/1` lacks the property \\"y\\", which is required"},\
            {"keywordLocation":"/minItems","absoluteKeywordLocation":"https://example.com/polygon#/minItems",\
            "instanceLocation":"","line":1,"column":1,"error":"The document has 2 items; the minimum is 3"}]}
            """
        let basic = try output(Self.polygon, Self.points).json(.basic).text
        #expect(basic == expected)
    }

    @Test func theDetailedOutputIsATree() throws {
        let output = try output(Self.polygon, Self.points)
        #expect(output.errors.map(\.keywordLocation.description) == ["/items/$ref", "/minItems"])
        let causes = output.errors[0].causes
        #expect(output.errors[0].message.isEmpty && output.errors[0].instanceLocation.description == "/1")
        #expect(
            causes.map(\.keywordLocation.description)
                == ["/items/$ref/additionalProperties", "/items/$ref/required"])
        let json = output.json(.detailed)
        #expect(json["errors"]?.array?[0]["errors"]?.array?.count == 2)
        #expect(json["errors"]?.array?[0]["error"] == nil)
        #expect(
            json.text.hasPrefix(
                """
                {"valid":false,"keywordLocation":"","instanceLocation":"","errors":[\
                {"valid":false,"keywordLocation":"/items/$ref",\
                "absoluteKeywordLocation":"https://example.com/polygon#/$defs/point","instanceLocation":"/1"
                """), "\(json.text)")
    }

    @Test func aSchemaWithoutAURIHasNoAbsoluteLocations() throws {
        let error = try output(#"{"minimum": 1}"#, "0").json(.basic)["errors"]?.array?.first
        #expect(error?["keywordLocation"] == "/minimum" && error?["absoluteKeywordLocation"] == nil)
    }

    @Test func alternativesThatAllFailAreTheCausesOfOneError() throws {
        let schema = #"{"anyOf": [{"type": "string"}, {"type": "object", "required": ["a"]}, {"maximum": 2}]}"#
        let errors = try output(schema, "3").errors
        #expect(
            errors.map(\.message) == ["The document matches none of the 3 alternatives; it must match at least one"])
        #expect(
            errors[0].causes.map { "\($0.keywordLocation) \($0.message)" } == [
                "/anyOf/0/type The document is a number; it must be a string",
                "/anyOf/1/type The document is a number; it must be an object",
                "/anyOf/2/maximum The document is 3; the maximum is 2",
            ])
        #expect(try output(schema, "1").errors == [])
    }

    @Test func everyKeywordHasASentence() throws {
        let cases: [(schema: String, document: String, message: String)] = [
            (#""type": "integer""#, "1.5", "The document is 1.5; it must be an integer"),
            (#""type": ["string", "null"]"#, "[]", "The document is an array; it must be null or a string"),
            (#""enum": ["a", 1]"#, "null", #"The document is null; it must be one of "a" and 1"#),
            (#""const": {"a": 1}"#, "{}", "The document is {}; it must be an object of 1"),
            (#""multipleOf": 2"#, "7", "The document is 7; it must be a multiple of 2"),
            (#""maximum": 2"#, "3", "The document is 3; the maximum is 2"),
            (#""exclusiveMaximum": 2"#, "2", "The document is 2; it must be less than 2"),
            (#""minimum": 1e1"#, "0", "The document is 0; the minimum is 1e1"),
            (#""exclusiveMinimum": 0"#, "0", "The document is 0; it must be more than 0"),
            (#""maxLength": 1"#, #""ab""#, "The document has 2 characters; the maximum is 1"),
            (#""minLength": 1"#, #""""#, "The document has no characters; the minimum is 1"),
            (#""pattern": "^a""#, #""b""#, #"The document is "b"; it must match the pattern ^a"#),
            (#""format": "date""#, #""b""#, #"The document is "b"; it must be of the format date"#),
            (#""maxItems": 0"#, "[1]", "The document has 1 item; the maximum is 0"),
            (#""minItems": 2"#, "[1]", "The document has 1 item; the minimum is 2"),
            (#""uniqueItems": true"#, "[1, 2, 1.0]", "The document has equal items at 0 and 2; all must differ"),
            (#""contains": {"type": "null"}"#, "[1]", "The document has no matching item; at least 1 must match"),
            (
                #""contains": {}, "minContains": 2"#, "[1]",
                "The document has 1 matching item; at least 2 must match"
            ),
            (#""contains": {}, "maxContains": 1"#, "[1, 2]", "The document has 2 matching items; at most 1 may match"),
            (#""maxProperties": 0"#, #"{"a": 1}"#, "The document has 1 property; the maximum is 0"),
            (#""minProperties": 1"#, "{}", "The document has no properties; the minimum is 1"),
            (#""required": ["a", "b"]"#, "{}", #"The document lacks the properties "a" and "b", which are required"#),
            (
                #""dependentRequired": {"a": ["b"]}"#, #"{"a": 1}"#,
                #"The document lacks the property "b", which "a" requires"#
            ),
            (
                #""propertyNames": {"maxLength": 1}"#, #"{"ab": 1}"#,
                #"The property name "ab" has 2 characters; the maximum is 1"#
            ),
            (#""additionalProperties": false"#, #"{"a/b": 1}"#, "`/a~1b` is not allowed"),
            (
                #""oneOf": [true, true]"#, "1",
                "The document matches the alternatives 0 and 1; it must match exactly one"
            ),
            (#""oneOf": [false]"#, "1", "The document does not match the one alternative there is"),
            (#""not": {}"#, "1", "The document matches the schema that it must not match"),
            (#""items": {"properties": {"qty": {"minimum": 1}}}"#, #"[{"qty": 0}]"#, "`/0/qty` is 0; the minimum is 1"),
        ]
        for (keyword, document, message) in cases {
            let schema = #"{"$schema": "https://json-schema.org/draft/2020-12/schema", \#(keyword)}"#
            let errors = try output(schema, document, formats: .assertion).basicErrors
            #expect(errors.first?.message == message)
        }
    }

    @Test func locationsGoThroughReferencesAndResources() throws {
        let schema = """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "properties": {"a b": {"$ref": "https://example.com/other#/$defs/%25"}},
              "$defs": {"o": {"$id": "https://example.com/other", "$defs": {"%": {"if": true, "then": {"minimum": 5}}}}}
            }
            """
        let error = try #require(try output(schema, "{\n  \"a b\": 4\n}").errors.first)
        #expect(error.keywordLocation.description == "/properties/a b/$ref/then/minimum")
        #expect(error.absoluteKeywordLocation == "https://example.com/other#/$defs/%25/then/minimum")
        #expect(error.instanceLocation.description == "/a b")
        #expect(error.position == SourcePosition(line: 2, column: 10))
    }
}
