import JSONCore
import JSONSchema
import SchemaCore
import Testing

@Suite struct GraphFaultTests {
    /// Schemas that are none, and the whole sentence that says why.
    private static let faults: [(schema: String, dialect: Dialect, sentence: String)] = [
        (
            #"1"#, .draft7,
            #"the schema must be an object or a boolean, not 1 (line 1, column 1)"#
        ),
        (
            #"  "a""#, .draft4,
            #"the schema must be an object, since draft-04 has no boolean schemas, not "a" (line 1, column 3)"#
        ),
        (
            #"[{}]"#, .draft7,
            #"the schema must be an object or a boolean, not an array (line 1, column 1)"#
        ),
        (
            #"null"#, .draft2020,
            #"the schema must be an object or a boolean, not null (line 1, column 1)"#
        ),
        (
            #"{"properties": {"a": {"minLength": "3"}}}"#, .draft7,
            #"/properties/a/minLength must be a whole number from 0 up, not "3" (line 1, column 36)"#
        ),
        (
            #"{"minLength": -1}"#, .draft7,
            #"/minLength must be a whole number from 0 up, not -1 (line 1, column 15)"#
        ),
        (
            #"{"maxLength": 1.5}"#, .draft7,
            #"/maxLength must be a whole number from 0 up, not 1.5 (line 1, column 15)"#
        ),
        (
            #"{"maxItems": null}"#, .draft7,
            #"/maxItems must be a whole number from 0 up, not null (line 1, column 14)"#
        ),
        (
            #"{"minItems": -1e300}"#, .draft7,
            #"/minItems must be a whole number from 0 up, not -1e300 (line 1, column 14)"#
        ),
        (
            #"{"minProperties": []}"#, .draft7,
            #"/minProperties must be a whole number from 0 up, not an empty array (line 1, column 19)"#
        ),
        (
            #"{"maxProperties": {}}"#, .draft7,
            #"/maxProperties must be a whole number from 0 up, not an object (line 1, column 19)"#
        ),
        (
            #"{"contains": {}, "minContains": "1"}"#, .draft2020,
            #"/minContains must be a whole number from 0 up, not "1" (line 1, column 33)"#
        ),
        (
            #"{"maxContains": -1}"#, .draft2020,
            #"/maxContains must be a whole number from 0 up, not -1 (line 1, column 17)"#
        ),
        (
            #"{"type": "strnig"}"#, .draft7,
            #"/type must be one of "null", "boolean", "integer", "number", "string", "array", "object", not "strnig" (line 1, column 10)"#
        ),
        (
            #"{"type": ["string", "any"]}"#, .draft7,
            #"/type/1 must be one of "null", "boolean", "integer", "number", "string", "array", "object", not "any" (line 1, column 21)"#
        ),
        (
            #"{"type": ["string", {}]}"#, .draft7,
            #"/type/1 must be one of "null", "boolean", "integer", "number", "string", "array", "object", not an object (line 1, column 21)"#
        ),
        (
            #"{"type": []}"#, .draft7,
            #"/type must be the name of a type or a non-empty array of such names, not an empty array (line 1, column 10)"#
        ),
        (
            #"{"type": 1}"#, .draft7,
            #"/type must be the name of a type or a non-empty array of such names, not 1 (line 1, column 10)"#
        ),
        (
            #"{"enum": "a"}"#, .draft7,
            #"/enum must be an array, not "a" (line 1, column 10)"#
        ),
        (
            #"{"enum": {"a": 1}}"#, .draft7,
            #"/enum must be an array, not an object (line 1, column 10)"#
        ),
        (
            #"{"multipleOf": 0}"#, .draft7,
            #"/multipleOf must be a number above 0, not 0 (line 1, column 16)"#
        ),
        (
            #"{"multipleOf": -0.5}"#, .draft7,
            #"/multipleOf must be a number above 0, not -0.5 (line 1, column 16)"#
        ),
        (
            #"{"multipleOf": "2"}"#, .draft7,
            #"/multipleOf must be a number above 0, not "2" (line 1, column 16)"#
        ),
        (
            #"{"maximum": "2"}"#, .draft4,
            #"/maximum must be a number, not "2" (line 1, column 13)"#
        ),
        (
            #"{"minimum": true}"#, .draft6,
            #"/minimum must be a number, not true (line 1, column 13)"#
        ),
        (
            #"{"exclusiveMaximum": true}"#, .draft6,
            #"/exclusiveMaximum must be a number, not true (line 1, column 22)"#
        ),
        (
            #"{"minimum": 1, "exclusiveMinimum": 2}"#, .draft4,
            #"/exclusiveMinimum must be a boolean, not 2 (line 1, column 36)"#
        ),
        (
            #"{"pattern": 1}"#, .draft7,
            #"/pattern must be a string, not 1 (line 1, column 13)"#
        ),
        (
            #"{"format": ["date"]}"#, .draft7,
            #"/format must be a string, not an array (line 1, column 12)"#
        ),
        (
            #"{"uniqueItems": "true"}"#, .draft7,
            #"/uniqueItems must be a boolean, not "true" (line 1, column 17)"#
        ),
        (
            #"{"required": "a"}"#, .draft7,
            #"/required must be an array of strings, not "a" (line 1, column 14)"#
        ),
        (
            #"{"required": true}"#, .draft4,
            #"/required must be an array of strings, not true (line 1, column 14)"#
        ),
        (
            #"{"required": ["a", 1]}"#, .draft7,
            #"/required/1 must be a string, not 1 (line 1, column 20)"#
        ),
        (
            #"{"required": ["a", "b", "a"]}"#, .draft7,
            #"/required/2 is the second "a" in its array; every name may occur once (line 1, column 25)"#
        ),
        (
            #"{"properties": []}"#, .draft7,
            #"/properties must be an object, not an empty array (line 1, column 16)"#
        ),
        (
            #"{"properties": {"a": 1, "b": "string"}}"#, .draft7,
            #"/properties/a must be an object or a boolean, not 1 (line 1, column 22); /properties/b must be an object or a boolean, not "string" (line 1, column 30)"#
        ),
        (
            #"{"properties": {"a/b~c": []}}"#, .draft7,
            #"/properties/a~1b~0c must be an object or a boolean, not an empty array (line 1, column 26)"#
        ),
        (
            #"{"patternProperties": 1}"#, .draft7,
            #"/patternProperties must be an object, not 1 (line 1, column 23)"#
        ),
        (
            #"{"patternProperties": {"a": null}}"#, .draft7,
            #"/patternProperties/a must be an object or a boolean, not null (line 1, column 29)"#
        ),
        (
            #"{"additionalProperties": "false"}"#, .draft7,
            #"/additionalProperties must be an object or a boolean, not "false" (line 1, column 26)"#
        ),
        (
            #"{"propertyNames": 1}"#, .draft7,
            #"/propertyNames must be an object or a boolean, not 1 (line 1, column 19)"#
        ),
        (
            #"{"dependencies": []}"#, .draft7,
            #"/dependencies must be an object, not an empty array (line 1, column 18)"#
        ),
        (
            #"{"dependencies": {"a": "b"}}"#, .draft7,
            #"/dependencies/a must be a schema or an array of strings, not "b" (line 1, column 24)"#
        ),
        (
            #"{"dependencies": {"a": ["b", "b"]}}"#, .draft7,
            #"/dependencies/a/1 is the second "b" in its array; every name may occur once (line 1, column 30)"#
        ),
        (
            #"{"dependentRequired": {"a": "b"}}"#, .draft2019,
            #"/dependentRequired/a must be an array of strings, not "b" (line 1, column 29)"#
        ),
        (
            #"{"dependentRequired": {"a": [1]}}"#, .draft2019,
            #"/dependentRequired/a/0 must be a string, not 1 (line 1, column 30)"#
        ),
        (
            #"{"dependentSchemas": {"a": ["b"]}}"#, .draft2020,
            #"/dependentSchemas/a must be an object or a boolean, not an array (line 1, column 28)"#
        ),
        (
            #"{"items": 1}"#, .draft7,
            #"/items must be a schema or an array of schemas, not 1 (line 1, column 11)"#
        ),
        (
            #"{"items": [{}, 1]}"#, .draft7,
            #"/items/1 must be an object or a boolean, not 1 (line 1, column 16)"#
        ),
        (
            #"{"items": [{}]}"#, .draft2020,
            #"/items must be an object or a boolean, since 2020-12 calls an array of items prefixItems, not an array (line 1, column 11)"#
        ),
        (
            #"{"prefixItems": {}}"#, .draft2020,
            #"/prefixItems must be a non-empty array of schemas, not an object (line 1, column 17)"#
        ),
        (
            #"{"allOf": {}}"#, .draft7,
            #"/allOf must be a non-empty array of schemas, not an object (line 1, column 11)"#
        ),
        (
            #"{"anyOf": []}"#, .draft7,
            #"/anyOf must be a non-empty array of schemas, not an empty array (line 1, column 11)"#
        ),
        (
            #"{"oneOf": [{}, []]}"#, .draft7,
            #"/oneOf/1 must be an object or a boolean, not an empty array (line 1, column 16)"#
        ),
        (
            #"{"not": "a"}"#, .draft7,
            #"/not must be an object or a boolean, not "a" (line 1, column 9)"#
        ),
        (
            #"{"if": 1, "then": 2, "else": 3}"#, .draft7,
            #"/if must be an object or a boolean, not 1 (line 1, column 8); /then must be an object or a boolean, not 2 (line 1, column 19); /else must be an object or a boolean, not 3 (line 1, column 30)"#
        ),
        (
            #"{"else": 3}"#, .draft7,
            #"/else must be an object or a boolean, not 3 (line 1, column 10)"#
        ),
        (
            #"{"$defs": []}"#, .draft2020,
            #"/$defs must be an object, not an empty array (line 1, column 11)"#
        ),
        (
            #"{"definitions": {"a": 1}}"#, .draft7,
            #"/definitions/a must be an object or a boolean, not 1 (line 1, column 23)"#
        ),
        (
            #"{"contentSchema": 1}"#, .draft2020,
            #"/contentSchema must be an object or a boolean, not 1 (line 1, column 19)"#
        ),
        (
            #"{"not": true}"#, .draft4,
            #"/not must be an object, since draft-04 has no boolean schemas, not true (line 1, column 9)"#
        ),
        (
            #"{"not": 1}"#, .draft4,
            #"/not must be an object, since draft-04 has no boolean schemas, not 1 (line 1, column 9)"#
        ),
        (
            #"{"$schema": 1}"#, .draft7,
            #"/$schema must be a string, not 1 (line 1, column 13)"#
        ),
        (
            #"{"$schema": "http://json-schema.org/draft-03/schema#"}"#, .draft7,
            #"/$schema: draft-03 is not supported; use draft-04 or later (line 1, column 13)"#
        ),
        (
            #"{"$id": 1}"#, .draft7,
            #"/$id must be a URI reference as RFC 3986 has it, not 1 (line 1, column 9)"#
        ),
        (
            #"{"$id": "a b"}"#, .draft7,
            #"/$id must be a URI reference as RFC 3986 has it, not "a b" (line 1, column 9)"#
        ),
        (
            #"{"id": "<a>"}"#, .draft4,
            #"/id must be a URI reference as RFC 3986 has it, not "<a>" (line 1, column 8)"#
        ),
        (
            #"{"$id": "http://a/b#c"}"#, .draft2019,
            #"/$id must be a URI reference without a fragment; for a place inside a schema use $anchor, not "http://a/b#c" (line 1, column 9)"#
        ),
        (
            #"{"$anchor": "1a"}"#, .draft2019,
            #"/$anchor must be a name of letters, digits, "-", "_" and "." that begins with a letter, not "1a" (line 1, column 13)"#
        ),
        (
            #"{"$dynamicAnchor": 1}"#, .draft2020,
            #"/$dynamicAnchor must be a name of letters, digits, "-", "_" and "." that begins with a letter, not 1 (line 1, column 20)"#
        ),
        (
            #"{"$recursiveAnchor": "a"}"#, .draft2019,
            #"/$recursiveAnchor must be a boolean, not "a" (line 1, column 22)"#
        ),
        (
            ##"{"$recursiveRef": "#/a"}"##, .draft2019,
            ##"/$recursiveRef must be "#", the only value that 2019-09 gives a meaning, not "#/a" (line 1, column 19)"##
        ),
        (
            #"{"$defs": {"a": {"$anchor": "x"}, "b": {"$anchor": "x"}}}"#, .draft2020,
            #"/$defs/b/$anchor is "x", which another part of the schema has already; identifiers must differ (line 1, column 52)"#
        ),
        (
            #"{"definitions": {"a": {"$id": "x"}, "b": {"$id": "x"}}}"#, .draft7,
            #"/definitions/b/$id is "x", which another part of the schema has already; identifiers must differ (line 1, column 50)"#
        ),
        (
            #"{"$ref": 1}"#, .draft7,
            #"/$ref must be a string, not 1 (line 1, column 10)"#
        ),
        (
            ##"{"$ref": "#/definitions/a"}"##, .draft7,
            ##"/$ref refers to "#/definitions/a", but there is nothing of that name or at that place (line 1, column 10)"##
        ),
        (
            ##"{"$ref": "#a"}"##, .draft7,
            ##"/$ref refers to "#a", but there is nothing of that name or at that place (line 1, column 10)"##
        ),
        (
            ##"{"$ref": "#/%FF"}"##, .draft7,
            ##"/$ref refers to "#/%FF", but there is nothing of that name or at that place (line 1, column 10)"##
        ),
        (
            ##"{"$ref": "#/enum", "enum": [1]}"##, .draft2019,
            ##"/$ref refers to "#/enum", which is no schema but an array (line 1, column 10)"##
        ),
        (
            ##"{"$ref": "#/enum/0", "enum": ["a"]}"##, .draft2019,
            ##"/$ref refers to "#/enum/0", which is no schema but "a" (line 1, column 10)"##
        ),
        (
            #"{"items": [{"$ref": "other.json#/a"}, {"$ref": "other.json"}, {"$ref": "http://a/b"}]}"#, .draft7,
            #"/items/0/$ref refers to "other.json", which is neither part of the schema nor one of its references; nothing is fetched, so register that schema and add a reference with the name "other.json" (line 1, column 21); /items/2/$ref refers to "http://a/b", which is neither part of the schema nor one of its references; nothing is fetched, so register that schema and add a reference with the name "http://a/b" (line 1, column 72)"#
        ),
        (
            ##"{"$dynamicRef": "#a"}"##, .draft2020,
            ##"/$dynamicRef refers to "#a", but there is nothing of that name or at that place (line 1, column 17)"##
        ),
    ]

    @Test func everyFaultIsSaidWithItsPlace() {
        var wrong: [String] = []
        for (schema, dialect, sentence) in Self.faults {
            let refusal = refusal(schema, dialect: dialect)
            if refusal != sentence { wrong.append("\(schema): \(refusal)") }
        }
        #expect(wrong == [])
    }

    @Test func allFaultsAreSaidAtOnce() {
        let text = """
            {
              "type": "objekt",
              "properties": {
                "a": {"minLength": -1, "$ref": "#/a"},
                "b": {"type": ["string", "text"], "enum": 1}
              },
              "required": "a"
            }
            """
        #expect(
            refusal(text, dialect: .draft2020)
                == [
                    #"/type must be one of "null", "boolean", "integer", "number", "string", "array", "object", not "objekt" "#
                        + "(line 2, column 11)",
                    "/properties/a/minLength must be a whole number from 0 up, not -1 (line 4, column 24)",
                    ##"/properties/a/$ref refers to "#/a", but there is nothing of that name or at that place "##
                        + "(line 4, column 36)",
                    #"/properties/b/type/1 must be one of "null", "boolean", "integer", "number", "string", "array", "#
                        + #""object", not "text" (line 5, column 30)"#,
                    "/properties/b/enum must be an array, not 1 (line 5, column 47)",
                    #"/required must be an array of strings, not "a" (line 7, column 15)"#,
                ].joined(separator: "; "))
    }

    @Test func ofManyFaultsTwentyAreListedAndTheRestIsCounted() {
        for count in [20, 21, 5000] {
            let schemas = (0..<count).map { #""p\#($0)": 1"# }.joined(separator: ",")
            let sentences = refusal("{\"properties\": {\(schemas)}}").split(separator: "; ")
            #expect(sentences.count == (count == 20 ? 20 : 21))
            #expect(sentences.first == "/properties/p0 must be an object or a boolean, not 1 (line 1, column 23)")
            #expect(count == 20 || sentences.last == "and \(count - 20) more")
        }
    }

    @Test func longValuesAreShortened() {
        let text = String(repeating: "é", count: 100)
        #expect(
            refusal(#"{"type": "\#(text)"}"#).hasSuffix(
                #"not "\#(String(repeating: "é", count: 59))… (line 1, column 10)"#))
    }

    @Test func aTextThatIsNotJSONIsRefusedWithItsPlace() {
        #expect(refusal("{\n  \"a\": 1,\n}").hasPrefix("the schema cannot be read as JSON: "))
        #expect(refusal("{\n  \"a\": 1,\n}").contains("(line 3, column "))
        #expect(refusal(#"{"a": 1, "a": 2}"#).contains("line 1"))
        #expect(refusal("") == "Empty schema")
        #expect(refusal(" \n\t ") == "Empty schema")
    }

    @Test func aFaultInAnotherTextNamesIt() {
        let text = #"{"not": {"$ref": "other.json"}}"#
        #expect(
            refusal(text, references: ["other.json": "{\n\"minLength\": \"1\"}"])
                == #"in the reference "other.json", /minLength must be a whole number from 0 up, not "1" (line 2, column 14)"#
        )
        #expect(
            refusal(text, references: ["other.json": "[]"])
                == #"in the reference "other.json", the schema must be an object or a boolean, not an empty array "#
                + "(line 1, column 1)")
        #expect(
            refusal(text, references: ["other.json": "{"]).hasPrefix(
                #"/not/$ref refers to "other.json", which cannot be read as JSON: "#))
        let avro = ["other.json": Definition(type: .avro, text: "{}")]
        let error = #expect(throws: RegistryError.self) {
            try JSONSchemaFormat().parse(Definition(type: .json, text: text), references: avro)
        }
        #expect(error?.code == .invalidSchema)
        #expect(error?.message.contains(#"which is a schema of type AVRO, not JSON (line 1, column 18)"#) == true)
    }

    @Test func aFaultIsSaidWithoutAPositionWhereNoneIsKnown() {
        let fault = SchemaFault(
            document: "", pointer: JSONPointer(["properties", "a/b", "pattern"]),
            reason: .invalidPattern("a(b", reason: "a parenthesis is not closed", offset: 1))
        #expect(
            fault.description
                == "/properties/a~1b/pattern is not a regular expression: a parenthesis is not closed, at character 2 "
                + "of \"a(b\"")
    }
}
