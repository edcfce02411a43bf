import JSONCore
import JSONSchema
import SchemaCore
import Testing

@Suite struct GraphReferenceTests {
    /// Where the references of a schema lead, in the order of the nodes: pointer, kind, and the target's location.
    private func targets(
        _ text: String, references: [String: String] = [:], dialect: Dialect = .standard
    ) throws -> [String] {
        let graph = try graph(text, references: references, dialect: dialect)
        var targets: [String] = []
        for node in graph.nodes where node.document == 0 {
            for entry in node.keywords {
                let place = node.pointer.appending(entry.name)
                switch entry.keyword {
                case .reference(let target): targets.append("\(place) -> \(graph.location(of: target))")
                case .dynamicReference(let anchor, let target):
                    targets.append("\(place) ~\(anchor)> \(graph.location(of: target))")
                case .recursiveReference(let target): targets.append("\(place) ~> \(graph.location(of: target))")
                default: continue
                }
            }
        }
        return targets
    }

    // MARK: Inside a schema

    @Test func aPointerLeadsAnywhere() throws {
        let text = ##"""
            {"$defs": {"a b": {}, "c/d": {}, "e~f": {}, "%": {}, "": {}, "é": {}, "e\u0301": {}, "0": {}},
             "items": [{}, {}],
             "anyOf": [{"$ref": "#/$defs/a%20b"}, {"$ref": "#/$defs/c~1d"}, {"$ref": "#/$defs/e~0f"},
                       {"$ref": "#/$defs/%25"}, {"$ref": "#/$defs/"}, {"$ref": "#/$defs/%C3%A9"},
                       {"$ref": "#/$defs/e%CC%81"}, {"$ref": "#/items/1"}, {"$ref": "#"}, {"$ref": ""},
                       {"$ref": "#/anyOf/8"}, {"$ref": "#/$defs/é"}, {"$ref": "#/$defs/0"}]}
            """##
        #expect(
            try targets(text, dialect: .draft2019).map { $0.drop { $0 != ">" } } == [
                "> #/$defs/a%20b", "> #/$defs/c~1d", "> #/$defs/e~0f", "> #/$defs/%25", "> #/$defs/",
                "> #/$defs/%C3%A9", "> #/$defs/e%CC%81", "> #/items/1", "> #", "> #", "> #/anyOf/8",
                "> #/$defs/%C3%A9", "> #/$defs/0",
            ])
    }

    @Test func aPlaceWhereNoSchemaIsExpectedBecomesOne() throws {
        let text = ##"""
            {"components": {"schemas": {"a": {"type": "string", "items": {"$ref": "#/components/schemas/b/c"}},
                                        "b": {"c": true}}},
             "enum": [{"minLength": 1}],
             "not": {"$ref": "#/components/schemas/a"}, "allOf": [{"$ref": "#/enum/0"}, {"$ref": "#/components/schemas/a/items"}]}
            """##
        let graph = try graph(text)
        #expect(
            graph.nodes.map { "\($0.pointer) \($0.keywords.map(\.name))" } == [
                #" ["enum", "not", "allOf"]"#, #"/not ["$ref"]"#, #"/allOf/0 ["$ref"]"#, #"/allOf/1 ["$ref"]"#,
                #"/components/schemas/a ["type", "items"]"#, #"/components/schemas/a/items ["$ref"]"#,
                #"/enum/0 ["minLength"]"#, #"/components/schemas/b/c []"#,
            ])
        #expect(graph.nodes[7].truth == true)
    }

    @Test func definitionsGoByBothNames() throws {
        for (kept, used) in [("definitions", "$defs"), ("$defs", "definitions")] {
            for dialect in Dialect.allCases {
                let text = ##"{"\##(kept)": {"a": {}}, "not": {"$ref": "#/\##(used)/a"}}"##
                #expect(try targets(text, dialect: dialect) == ["/not/$ref -> #/\(kept)/a"])
            }
        }
    }

    @Test func oneNodeStandsForOnePlace() throws {
        let graph = try graph(
            ##"""
            {"x": {"a": {"not": {}}}, "anyOf": [{"$ref": "#/x/a"}, {"$ref": "#/x/a"}, {"$ref": "#/x/a/not"}]}
            """##)
        #expect(graph.nodes.map { "\($0.pointer)" } == ["", "/anyOf/0", "/anyOf/1", "/anyOf/2", "/x/a", "/x/a/not"])
    }

    @Test func recursionAndLoopsAreLegal() throws {
        #expect(try targets(##"{"$ref": "#"}"##) == ["/$ref -> #"])
        #expect(
            try targets(##"{"allOf": [{"$ref": "#/allOf/1"}, {"$ref": "#/allOf/0"}]}"##)
                == ["/allOf/0/$ref -> #/allOf/1", "/allOf/1/$ref -> #/allOf/0"])
        #expect(
            try targets(##"{"$ref": "b"}"##, references: ["b": #"{"$ref": "c"}"#, "c": ##"{"$ref": "b#"}"##])
                == ["/$ref -> b#"])
    }

    // MARK: Identifiers

    @Test func identifiersMoveTheBase() throws {
        let text = ##"""
            {"$id": "http://example.com/a/root.json", "definitions": {
                "one": {"$id": "b/one.json", "items": {"$ref": "two.json"}, "not": {"$ref": "#/items"}},
                "two": {"$id": "/a/b/two.json", "definitions": {"three": {"$id": "#three"}}},
                "four": {"$ref": "../../a/b/two.json#three"}, "five": {"$ref": "#/definitions/one/items"},
                "six": {"$ref": "http://example.com/a/root.json#/definitions/two"}, "seven": {"$ref": "root.json"}}}
            """##
        let expected = [
            "/definitions/four/$ref -> http://example.com/a/b/two.json#/definitions/three",
            "/definitions/five/$ref -> http://example.com/a/b/one.json#/items",
            "/definitions/six/$ref -> http://example.com/a/b/two.json#",
            "/definitions/seven/$ref -> http://example.com/a/root.json#",
            "/definitions/one/items/$ref -> http://example.com/a/b/two.json#",
            "/definitions/one/not/$ref -> http://example.com/a/b/one.json#/items",
        ]
        #expect(try targets(text) == expected)
        let draft4 = text.replacing("$id", with: "id")
        #expect(try targets(draft4, dialect: .draft4) == expected)
        // Each dialect has its own keyword; the other's is an annotation.
        let reached = draft4.replacing(
            "\"definitions\": {\n", with: "\"not\": {\"$ref\": \"#/definitions/one\"}, \"definitions\": {\n")
        #expect(refusal(reached).contains("\"two.json\""))
    }

    @Test func onlySchemasAreIdentified() throws {
        let text = #"""
            {"enum": [{"$id": "x.json"}], "const": {"$id": "x.json"}, "unknown": {"$id": "x.json"},
             "default": {"$id": "x.json"}, "properties": {"$id": {"$id": "x.json", "type": "null"}},
             "not": {"$ref": "x.json"}}
            """#
        #expect(try targets(text) == ["/not/$ref -> x.json#"])
        let graph = try graph(text)
        #expect(graph.resources.map { "\(graph[$0.root].pointer)" } == ["", "/properties/$id"])
    }

    @Test func anIdentifierBesideAReferenceIsVoidUpToDraft7() throws {
        let text = ##"""
            {"$id": "http://a/b/", "definitions": {"one": {"$id": "http://a/c/foo.json"}, "two": {"$id": "foo.json"}},
             "allOf": [{"$id": "http://a/c/", "$ref": "foo.json"}]}
            """##
        #expect(try targets(text, dialect: .draft7) == ["/allOf/0/$ref -> http://a/b/foo.json#"])
        #expect(try targets(text, dialect: .draft2019) == ["/allOf/0/$ref -> http://a/c/foo.json#"])
    }

    @Test func aPlaceThatItsResourceLacksIsLookedForFromTheRoot() throws {
        let text = ##"{"definitions": {"a": {"$id": "inner", "not": {"$ref": "#/definitions/b"}}, "b": {}}}"##
        #expect(try targets(text) == ["/definitions/a/not/$ref -> #/definitions/b"])
    }

    @Test func anchorsNamePlaces() throws {
        let text = ##"""
            {"$id": "http://a/", "$defs": {"one": {"$anchor": "here"},
                "two": {"$id": "two", "$anchor": "here", "items": {"$ref": "#here"}}},
             "anyOf": [{"$ref": "#here"}, {"$ref": "two#here"}, {"$ref": "http://a/#%68ere"}]}
            """##
        for dialect in [Dialect.draft2019, .draft2020] {
            #expect(
                try targets(text, dialect: dialect) == [
                    "/anyOf/0/$ref -> http://a/#/$defs/one", "/anyOf/1/$ref -> http://a/two#",
                    "/anyOf/2/$ref -> http://a/#/$defs/one", "/$defs/two/items/$ref -> http://a/two#",
                ])
        }
        #expect(refusal(text).contains("\"#here\", but there is nothing"))
        let plain =
            ##"{"definitions": {"a": {"$id": "#here"}, "b": {"$id": "#/definitions/b"}}, "not": {"$ref": "#here"}}"##
        for dialect in [Dialect.draft6, .draft7] {
            #expect(try targets(plain, dialect: dialect) == ["/not/$ref -> #/definitions/a"])
        }
    }

    @Test func anEmbeddedResourceMayHaveItsOwnDialect() throws {
        let text = ##"""
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "http://a/",
             "$defs": {"old": {"$schema": "http://json-schema.org/draft-07/schema#", "$id": "old",
                               "$ref": "#/definitions/x", "minLength": 1, "definitions": {"x": {}}},
                       "not": {"$schema": "http://json-schema.org/draft-07/schema#", "prefixItems": []}}}
            """##
        let draft7 = text.replacing("\"old\",", with: "\"old\", \"not\": {\"minLength\": 2},").replacing(
            "\"$ref\": \"#/definitions/x\", ", with: ""
        ).replacing("\"prefixItems\": []", with: "\"prefixItems\": [true]")
        let graph = try graph(draft7)
        #expect(graph.resources.map(\.dialect) == [.draft2020, .draft7])
        #expect(graph.resources.map(\.uri) == ["http://a/", "http://a/old"])
        let places = graph.nodes.filter { $0.resource == 1 }.map { "\($0.pointer)" }
        #expect(places == ["/$defs/old", "/$defs/old/not", "/$defs/old/definitions/x"])
        #expect(graph.nodes.contains { $0.keywords.map(\.name) == ["prefixItems"] })
    }

    // MARK: Dynamic references

    @Test func aDynamicReferenceNeedsADynamicAnchorToBeginWith() throws {
        let text = ##"""
            {"$id": "http://a/", "$dynamicAnchor": "node",
             "$defs": {"plain": {"$anchor": "plain"}, "inner": {"$id": "inner", "$dynamicAnchor": "node"}},
             "anyOf": [{"$dynamicRef": "#node"}, {"$dynamicRef": "#plain"}, {"$dynamicRef": "#/$defs/inner"},
                       {"$dynamicRef": "inner#node"}, {"$dynamicRef": "#"}, {"$ref": "#node"}]}
            """##
        #expect(
            try targets(text, dialect: .draft2020) == [
                "/anyOf/0/$dynamicRef ~node> http://a/#", "/anyOf/1/$dynamicRef -> http://a/#/$defs/plain",
                "/anyOf/2/$dynamicRef -> http://a/inner#", "/anyOf/3/$dynamicRef ~node> http://a/inner#",
                "/anyOf/4/$dynamicRef -> http://a/#", "/anyOf/5/$ref -> http://a/#",
            ])
        let graph = try graph(text, dialect: .draft2020)
        #expect(graph.resources.map { $0.dynamicAnchors.keys.sorted() } == [["node"], ["node"]])
        let keyword = try #require(graph.nodes.first { "\($0.pointer)" == "/anyOf/0" }?.keywords.first?.keyword)
        #expect(graph.dynamicTargets(of: keyword).map { graph.location(of: $0) } == ["http://a/#", "http://a/inner#"])
    }

    @Test func aRecursiveReferenceNeedsARecursiveAnchorToBeginWith() throws {
        let text = ##"{"$recursiveAnchor": true, "items": {"$recursiveRef": "#"}}"##
        #expect(try targets(text, dialect: .draft2019) == ["/items/$recursiveRef ~> #"])
        #expect(
            try targets(text.replacing("true", with: "false"), dialect: .draft2019) == ["/items/$recursiveRef -> #"])
        // Below the root of its resource it has no meaning.
        let below = ##"{"not": {"$recursiveAnchor": true, "not": {"$recursiveRef": "#"}}}"##
        #expect(try targets(below, dialect: .draft2019) == ["/not/not/$recursiveRef -> #"])
        #expect(try targets(text, dialect: .draft2020) == [])
    }

    // MARK: Other texts

    @Test func aGivenTextIsFoundByItsName() throws {
        let other = #"{"definitions": {"x": {"$ref": "third.json"}}}"#
        let third = #"{"type": "null"}"#
        for (name, reference) in [
            ("other.json", "other.json"), ("./other.json", "other.json"), ("other.json", "./other.json"),
            ("https://example.com/other.json", "https://example.com/other.json"),
            ("com.acme.Other", "com.acme.Other"), ("urn:acme:other", "urn:acme:other"), ("my other", "my other"),
        ] {
            let text = ##"{"not": {"$ref": "\##(reference)#/definitions/x"}}"##
            for thirdName in ["third.json", "./third.json"] {
                #expect(
                    refusal(text, references: [name: other, thirdName: third]) == "", "\(name), \(reference)")
            }
        }
    }

    @Test func aNameIsFoundFromAnyBase() throws {
        // The names are what the texts say, whatever the base of the place.
        let text = #"{"$id": "https://acme.com/schemas/order.json", "not": {"$ref": "address.json"}}"#
        let address = ##"{"items": {"$ref": "country.json#/definitions/code"}, "not": {"$ref": "order.json"}}"##
        let country = #"{"$id": "https://iso.org/country", "definitions": {"code": {"$ref": "address.json"}}}"#
        let graph = try graph(text, references: ["address.json": address, "country.json": country])
        #expect(graph.documents.map(\.name) == ["", "address.json", "country.json"])
        #expect(
            graph.resources.map(\.uri) == [
                "https://acme.com/schemas/order.json", "https://acme.com/schemas/address.json",
                "https://iso.org/country",
            ])
        // Back into the schema itself by its identifier, and one document for one name.
        #expect(graph.nodes.filter { $0.document == 1 }.count == 3)
    }

    @Test func aGivenTextIsFoundByItsIdentifier() throws {
        let text = #"{"not": {"$ref": "https://acme.com/address"}}"#
        let address = #"{"$id": "https://acme.com/address", "type": "null"}"#
        let graph = try graph(text, references: ["a": "not JSON", "b": address, "c": "{}"])
        #expect(graph.documents.map(\.name) == ["", "b"])
    }

    @Test func twoVersionsOfOneSchemaGetAlong() throws {
        // Both say the same `$id`; each reference means the text of its name.
        let first =
            ##"{"$id": "https://acme.com/a", "definitions": {"x": {"const": 1}}, "not": {"$ref": "https://acme.com/a#/definitions/x"}}"##
        let second = first.replacing("1", with: "2")
        let text = ##"{"anyOf": [{"$ref": "first"}, {"$ref": "second"}]}"##
        let graph = try graph(text, references: ["first": first, "second": second])
        let ends = graph.nodes.filter { "\($0.pointer)" == "/not" }.map { node -> Int32 in
            guard case .reference(let target)? = node.keywords.first?.keyword else { return -1 }
            return graph[target].document
        }
        #expect(ends == [1, 2])
    }

    @Test func thePublishedMetaschemasAreKnown() throws {
        for dialect in Dialect.allCases {
            for uri in [dialect.rawValue, dialect.rawValue + "#", dialect.rawValue.replacing("https:", with: "http:")] {
                let graph = try graph(#"{"properties": {"schema": {"$ref": "\#(uri)"}}}"#)
                #expect(graph.documents.count > 1)
                #expect(graph.resources.dropFirst().allSatisfy { $0.dialect == dialect }, "\(uri)")
            }
        }
        let later = try graph(#"{"$ref": "https://json-schema.org/draft/2020-12/schema"}"#)
        #expect(later.documents.count == 9)
        #expect(later.resources.dropFirst().allSatisfy { $0.dynamicAnchors["meta"] == $0.root })
        let earlier = try graph(#"{"$ref": "https://json-schema.org/draft/2019-09/schema"}"#)
        #expect(earlier.documents.count == 8)
        #expect(earlier.resources.dropFirst().allSatisfy { $0.isRecursiveAnchor })
        let own = try graph(
            #"{"$ref": "http://json-schema.org/draft-07/schema"}"#,
            references: [
                "http://json-schema.org/draft-07/schema": #"{"const": 1}"#
            ])
        #expect(own.nodes.count == 2)
    }

    @Test func aTargetThatIsAbsentDoesNoHarmWhereNothingLeads() throws {
        let text =
            ##"{"definitions": {"a": {"$ref": "absent.json", "title": "t"}, "b": {"not": {"$ref": "#/nowhere"}}}}"##
        let unused = try graph(text)
        #expect(unused.nodes.allSatisfy { $0.keywords.allSatisfy { $0.name != "$ref" } })
        #expect(unused.nodes.contains { $0.annotations["$ref"] == "absent.json" })
        let used = text.replacing("{\"definitions\"", with: ##"{"$ref": "#/definitions/b", "definitions""##)
        #expect(
            refusal(used) == "/definitions/b/not/$ref refers to \"#/nowhere\", but there is nothing of that name or at "
                + "that place (line 1, column 111)")
    }

    // MARK: Walking

    @Test func subschemasHaveTheirRoles() throws {
        let text = ##"""
            {"$ref": "#/$defs/d", "prefixItems": [{}], "items": {}, "contains": {}, "unevaluatedItems": {},
             "properties": {"a": {}}, "patternProperties": {"a": {}}, "additionalProperties": {},
             "propertyNames": {}, "unevaluatedProperties": {}, "dependentSchemas": {"a": {}}, "allOf": [{}],
             "anyOf": [{}], "oneOf": [{}], "not": {}, "if": {}, "then": {}, "else": {}, "$defs": {"d": {}},
             "contentSchema": {}}
            """##
        let graph = try graph(text, dialect: .draft2020)
        let roles = graph.subschemas(of: graph.root).map { "\(graph[$0.node].pointer) \($0.role)" }
        #expect(
            roles == [
                "/$defs/d reference", "/prefixItems/0 item", "/items item", "/contains item", "/unevaluatedItems item",
                "/properties/a property", "/patternProperties/a property", "/additionalProperties property",
                "/propertyNames propertyName", "/unevaluatedProperties property", "/dependentSchemas/a inPlace",
                "/allOf/0 inPlace", "/anyOf/0 inPlace", "/oneOf/0 inPlace", "/not inPlace", "/if inPlace",
                "/then inPlace", "/else inPlace", "/$defs/d definition", "/contentSchema definition",
            ])
        #expect(Set(graph.subschemas(of: graph.root).map(\.node)).count == graph.nodes.count - 1)
        #expect(graph.reachable(from: graph.root).count == graph.nodes.count - 1)
    }

    @Test func aPlaceHasItsLineAndColumn() throws {
        let graph = try graph("{\n  \"not\": {\n    \"é\": 1, \"minLength\": 2\n  }\n}")
        let node = graph.nodes[1]
        #expect(graph.position(of: node.pointer, in: node.document).map { "\($0)" } == "line 2, column 10")
        #expect(
            graph.position(of: node.pointer.appending("minLength"), in: 0).map { "\($0)" } == "line 3, column 26")
        #expect(graph.position(of: node.pointer.appending("nothing"), in: 0) == nil)
    }
}
