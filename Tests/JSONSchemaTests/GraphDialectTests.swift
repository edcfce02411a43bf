import JSONCore
import JSONSchema
import SchemaCore
import Testing

@Suite struct GraphDialectTests {
    @Test func theDialectIsFoundInTheSchemaKeyword() throws {
        let published: [(String, Dialect)] = [
            ("http://json-schema.org/draft-04/schema", .draft4), ("http://json-schema.org/draft-06/schema", .draft6),
            ("http://json-schema.org/draft-07/schema", .draft7),
            ("https://json-schema.org/draft/2019-09/schema", .draft2019),
            ("https://json-schema.org/draft/2020-12/schema", .draft2020),
        ]
        for (uri, dialect) in published {
            let rest = uri.drop { $0 != ":" }
            let variants = ["http\(rest)", "https\(rest)", "http\(rest)#", "https\(rest)#"]
            for variant in variants + variants.map({ $0.replacing("/schema", with: "/hyper-schema") }) {
                let graph = try graph(#"{"$schema": "\#(variant)"}"#)
                #expect(graph.resources.map(\.dialect) == [dialect], "\(variant)")
            }
        }
    }

    @Test func withoutTheKeywordTheCallersDialectCounts() throws {
        #expect(try graph("{}").resources[0].dialect == .draft7)
        for dialect in Dialect.allCases {
            #expect(try graph("{}", dialect: dialect).resources[0].dialect == dialect)
        }
    }

    @Test func anUnknownMetaschemaMeansDraft7() throws {
        for uri in ["http://json-schema.org/schema#", "https://example.com/meta", "ftp://x", "", "meta.json"] {
            let graph = try graph(#"{"$schema": "\#(uri)", "const": 1}"#, dialect: .draft2020)
            #expect(graph.resources[0].dialect == .draft7, "\(uri)")
        }
    }

    @Test func draft3IsRefusedWithAdvice() {
        #expect(
            refusal(#"{"$schema": "http://json-schema.org/draft-03/schema#"}"#)
                == "/$schema: draft-03 is not supported; use draft-04 or later (line 1, column 13)")
    }

    /// A keyword, a value of it, and the dialects in which it asserts something.
    private static let keywords: [(name: String, value: String, since: Dialect, until: Dialect)] = [
        ("type", #""string""#, .draft4, .draft2020), ("enum", "[1]", .draft4, .draft2020),
        ("const", "1", .draft6, .draft2020), ("multipleOf", "2", .draft4, .draft2020),
        ("maximum", "2", .draft4, .draft2020), ("minimum", "2", .draft4, .draft2020),
        ("exclusiveMaximum", "2", .draft6, .draft2020), ("exclusiveMinimum", "2", .draft6, .draft2020),
        ("maxLength", "2", .draft4, .draft2020), ("minLength", "2", .draft4, .draft2020),
        ("pattern", #""a""#, .draft4, .draft2020), ("format", #""date""#, .draft4, .draft2020),
        ("items", "{}", .draft4, .draft2020), ("items", "[{}]", .draft4, .draft2019),
        ("prefixItems", "[{}]", .draft2020, .draft2020), ("contains", "{}", .draft6, .draft2020),
        ("maxItems", "2", .draft4, .draft2020), ("minItems", "2", .draft4, .draft2020),
        ("uniqueItems", "true", .draft4, .draft2020), ("unevaluatedItems", "{}", .draft2019, .draft2020),
        ("properties", "{}", .draft4, .draft2020), ("patternProperties", "{}", .draft4, .draft2020),
        ("additionalProperties", "false", .draft4, .draft2020), ("propertyNames", "{}", .draft6, .draft2020),
        ("required", #"["a"]"#, .draft4, .draft2020), ("maxProperties", "2", .draft4, .draft2020),
        ("minProperties", "2", .draft4, .draft2020), ("dependencies", #"{"a": ["b"]}"#, .draft4, .draft2020),
        ("dependentRequired", #"{"a": ["b"]}"#, .draft2019, .draft2020),
        ("dependentSchemas", #"{"a": {}}"#, .draft2019, .draft2020),
        ("unevaluatedProperties", "{}", .draft2019, .draft2020), ("allOf", "[{}]", .draft4, .draft2020),
        ("anyOf", "[{}]", .draft4, .draft2020), ("oneOf", "[{}]", .draft4, .draft2020),
        ("not", "{}", .draft4, .draft2020), ("if", "{}", .draft7, .draft2020), ("$ref", ##""#""##, .draft4, .draft2020),
        ("$recursiveRef", ##""#""##, .draft2019, .draft2019), ("$dynamicRef", ##""#""##, .draft2020, .draft2020),
    ]

    @Test func everyKeywordAssertsInItsDialectsAndAnnotatesInTheOthers() {
        var wrong: [String] = []
        for (name, value, since, until) in Self.keywords {
            for dialect in Dialect.allCases {
                let isKnown = since <= dialect && dialect <= until
                do {
                    let graph = try graph(#"{"\#(name)": \#(value)}"#, dialect: dialect)
                    let root = graph[graph.root]
                    let asserts = root.keywords.map(\.name) == [name] && root.annotations.isEmpty
                    let annotates = root.keywords.isEmpty && root.annotations.names == [name]
                    if isKnown ? !asserts : !annotates { wrong.append("\(name): \(value) in \(dialect)") }
                } catch {
                    // An array of items in the last dialect, a number of draft 4's: a known name, another form.
                    if isKnown { wrong.append("\(name): \(value) in \(dialect): \(error)") }
                }
            }
        }
        #expect(wrong == [])
    }

    @Test func annotationsAreKeptInTheOrderOfTheText() throws {
        let graph = try graph(
            #"{"title": "t", "type": "null", "x-own": {"$ref": "nowhere"}, "default": 1, "$comment": "c", "examples": []}"#
        )
        #expect(graph[graph.root].annotations.names == ["title", "x-own", "default", "$comment", "examples"])
        #expect(graph[graph.root].keywords.map(\.name) == ["type"])
    }

    @Test func theBooleanExclusivesOfDraft4BecomeLimits() throws {
        func limits(_ text: String) throws -> [String] {
            let graph = try graph(text, dialect: .draft4)
            return graph[graph.root].keywords.map {
                switch $0.keyword {
                case .minimum(let limit): "\($0.name) >= \(limit)"
                case .exclusiveMinimum(let limit): "\($0.name) > \(limit)"
                case .maximum(let limit): "\($0.name) <= \(limit)"
                case .exclusiveMaximum(let limit): "\($0.name) < \(limit)"
                default: "\($0.name)"
                }
            }
        }
        #expect(try limits(#"{"minimum": 1, "exclusiveMinimum": true}"#) == ["minimum > 1"])
        #expect(try limits(#"{"exclusiveMaximum": true, "maximum": 2.5}"#) == ["maximum < 2.5"])
        #expect(
            try limits(#"{"minimum": 1, "exclusiveMinimum": false, "maximum": 2}"#) == ["minimum >= 1", "maximum <= 2"])
        #expect(try limits(#"{"exclusiveMinimum": true}"#) == [])
    }

    @Test func draft4HasBooleansForAdditionalThingsOnly() throws {
        let graph = try graph(
            #"{"additionalProperties": false, "items": [{}], "additionalItems": true}"#, dialect: .draft4)
        #expect(graph.nodes.map(\.truth) == [nil, false, nil, true])
        for schema in [#"{"not": true}"#, #"{"properties": {"a": false}}"#, #"{"items": true}"#, "true"] {
            #expect(refusal(schema, dialect: .draft4).contains("draft-04 has no boolean schemas"), "\(schema)")
        }
    }

    @Test func anArrayOfItemsBecomesAPrefix() throws {
        func items(_ text: String, _ dialect: Dialect) throws -> [String] {
            let graph = try graph(text, dialect: dialect)
            return graph[graph.root].keywords.map {
                switch $0.keyword {
                case .prefixItems(let prefix): "\($0.name): prefix of \(prefix.count)"
                case .items(let rest): "\($0.name): rest \(graph[rest].pointer)"
                default: "\($0.name)"
                }
            }
        }
        for dialect in [Dialect.draft4, .draft6, .draft7, .draft2019] {
            #expect(
                try items(#"{"items": [{}, {}], "additionalItems": {}}"#, dialect)
                    == ["items: prefix of 2", "additionalItems: rest /additionalItems"])
            // Beside one schema for all items, or none, it has no meaning.
            #expect(try items(#"{"items": {}, "additionalItems": {}}"#, dialect) == ["items: rest /items"])
            #expect(try items(#"{"additionalItems": {}}"#, dialect) == [])
        }
        #expect(
            try items(#"{"prefixItems": [{}], "items": false}"#, .draft2020)
                == ["prefixItems: prefix of 1", "items: rest /items"])
    }

    @Test func dependenciesBecomeTheirHalves() throws {
        let graph = try graph(#"{"dependencies": {"a": ["b", "c"], "d": {"minProperties": 2}, "e": []}}"#)
        let keywords = graph[graph.root].keywords
        #expect(keywords.map(\.name) == ["dependencies", "dependencies"])
        guard case .dependentRequired(let required)? = keywords.first?.keyword,
            case .dependentSchemas(let schemas)? = keywords.last?.keyword
        else {
            Issue.record("not both halves: \(keywords)")
            return
        }
        #expect(required.map(\.name) == ["a", "e"])
        #expect(required.map(\.required) == [["b", "c"], []])
        #expect(schemas.map(\.name) == ["d"])
    }

    @Test func containsCarriesItsBounds() throws {
        func bounds(_ text: String, _ dialect: Dialect = .draft2020) throws -> String {
            let graph = try graph(text, dialect: dialect)
            guard case .contains(_, let minimum, let maximum)? = graph[graph.root].keywords.first?.keyword else {
                return ""
            }
            return "\(minimum)...\(maximum.map(String.init) ?? "")"
        }
        #expect(try bounds(#"{"contains": {}}"#) == "1...")
        #expect(try bounds(#"{"minContains": 0, "contains": {}, "maxContains": 2.0}"#) == "0...2")
        #expect(try bounds(#"{"minContains": 0, "contains": {}, "maxContains": 2}"#, .draft7) == "1...")
        let alone = try graph(#"{"minContains": 0}"#, dialect: .draft2020)
        #expect(alone[alone.root].annotations.names == ["minContains"])
    }

    @Test func aReferenceVoidsItsSiblingsUpToDraft7() throws {
        let text = ##"{"$ref": "#/definitions/a", "minLength": 1, "title": "t", "definitions": {"a": {}}}"##
        for dialect in Dialect.allCases {
            let graph = try graph(text, dialect: dialect)
            let root = graph[graph.root]
            let isVoid = dialect <= .draft7
            #expect(root.keywords.map(\.name) == (isVoid ? ["$ref"] : ["$ref", "minLength"]))
            #expect(root.annotations.names == (isVoid ? ["minLength", "title"] : ["title"]))
            #expect(root.definitions.count == 1)
        }
    }

    @Test func branchesBelongToTheirCondition() throws {
        let whole = try graph(#"{"then": {"type": "null"}, "if": {"const": 1}, "else": false}"#)
        guard case .conditional(let condition, let then?, let otherwise?)? = whole[whole.root].keywords.first?.keyword
        else {
            Issue.record("no condition: \(whole[whole.root])")
            return
        }
        #expect([condition, then, otherwise].map { "\(whole[$0].pointer)" } == ["/if", "/then", "/else"])
        #expect(whole[whole.root].keywords.count == 1)
        let half = try graph(#"{"then": {"$id": "there"}, "not": {"$ref": "there"}}"#)
        #expect(half[half.root].keywords.map(\.name) == ["not"])
        #expect(half[half.root].definitions.count == 1)
    }

    @Test func aMetaschemaOfOnesOwnChoosesTheVocabularies() throws {
        let meta = #"""
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.com/meta",
             "$vocabulary": {"https://json-schema.org/draft/2020-12/vocab/core": true,
                             "https://json-schema.org/draft/2020-12/vocab/applicator": true,
                             "https://json-schema.org/draft/2020-12/vocab/format-assertion": false,
                             "https://example.com/own": false}}
            """#
        let text = #"{"$schema": "https://example.com/meta", "properties": {"a": {"minLength": 1, "format": "date"}}}"#
        for name in ["https://example.com/meta", "meta.json"] {
            let graph = try graph(text, references: [name: meta])
            #expect(graph.resources[0].dialect == .draft2020)
            #expect(graph.resources[0].vocabularies == [.core, .applicator, .format, .formatAssertion])
            #expect(graph.nodes.map { $0.keywords.map(\.name) } == [["properties"], ["format"]])
            #expect(graph.nodes[1].annotations.names == ["minLength"])
        }
        #expect(
            refusal(text, references: ["https://example.com/meta": meta.replacing("own\": false", with: "own\": true")])
                == "/$schema requires the vocabulary \"https://example.com/own\", which is not known; make it optional "
                + "(false) or remove it (line 1, column 13)")
    }

    @Test func theFormatVocabularyOf2019AssertsWhenItIsRequired() throws {
        for (required, asserted) in [("true", true), ("false", false)] {
            let meta = #"""
                {"$schema": "https://json-schema.org/draft/2019-09/schema",
                 "$vocabulary": {"https://json-schema.org/draft/2019-09/vocab/format": \#(required)}}
                """#
            let graph = try graph(#"{"$schema": "m", "format": "date"}"#, references: ["m": meta])
            #expect(graph.resources[0].vocabularies.contains(.formatAssertion) == asserted)
            #expect(graph[graph.root].keywords.map(\.name) == ["format"])
        }
    }

    @Test func aMetaschemaWithoutVocabulariesPassesItsOwnDialectOn() throws {
        let references = [
            "one": #"{"$schema": "two"}"#, "two": #"{"$schema": "http://json-schema.org/draft-04/schema#"}"#,
        ]
        #expect(try graph(#"{"$schema": "one"}"#, references: references).resources[0].dialect == .draft4)
        // One that describes itself, or others in a circle, says nothing.
        let circle = ["one": #"{"$schema": "two"}"#, "two": #"{"$schema": "one"}"#]
        #expect(try graph(#"{"$schema": "one"}"#, references: circle).resources[0].dialect == .draft7)
        let itself = #"{"$schema": "own", "$vocabulary": {"https://json-schema.org/draft/2019-09/vocab/core": true}}"#
        #expect(try graph(#"{"$schema": "own"}"#, references: ["own": itself]).resources[0].dialect == .draft2019)
    }
}
