import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

/// Sizes, depths and mutilations that must neither stop the reader nor make it wait.
@Suite struct GraphLimitTests {
    @Test func countsMayBeWrittenAsAnyWholeNumber() throws {
        func minimum(_ number: String) throws -> Int? {
            let graph = try graph(#"{"minLength": \#(number)}"#)
            guard case .minLength(let length)? = graph[graph.root].keywords.first?.keyword else { return nil }
            return length
        }
        #expect(try minimum("2") == 2)
        #expect(try minimum("2.0") == 2)
        #expect(try minimum("20e-1") == 2)
        #expect(try minimum("-0") == 0)
        #expect(try minimum("-0.0") == 0)
        // Beyond 64 bits no text is that long.
        for huge in ["9223372036854775807", "9223372036854775808", "1e300", "18446744073709551616.0"] {
            #expect(try minimum(huge) == .max)
        }
    }

    @Test func numbersStayAsTheyAreWritten() throws {
        let graph = try graph(
            #"{"maximum": 1e300, "minimum": 0.10000000000000000000000000000001, "multipleOf": 1e-300}"#)
        var texts: [String] = []
        for entry in graph[graph.root].keywords {
            switch entry.keyword {
            case .maximum(let number), .minimum(let number), .multipleOf(let number): texts.append(number.text)
            default: Issue.record("\(entry.name)")
            }
        }
        #expect(texts == ["1e300", "0.10000000000000000000000000000001", "1e-300"])
    }

    @Test(.timeLimit(.minutes(1))) func aHundredThousandOfAnythingIsReadInLinearTime() throws {
        let names = (0..<100_000).map { #""name\#($0)""# }.joined(separator: ",")
        #expect(try graph(#"{"enum": [\#(names)], "required": [\#(names)]}"#).nodes.count == 1)
        let schemas = (0..<100_000).map { #"{"const":\#($0)}"# }.joined(separator: ",")
        #expect(try graph(#"{"oneOf": [\#(schemas)]}"#).nodes.count == 100_001)
        let members = (0..<100_000).map { #""name\#($0)":true"# }.joined(separator: ",")
        #expect(try graph(#"{"properties": {\#(members)}}"#).nodes.count == 100_001)
    }

    @Test(.timeLimit(.minutes(1))) func manyReferencesAndNamesAreReadInLinearTime() throws {
        let numbers = 0..<20_000
        let references = numbers.map { ##"{"$ref":"#/definitions/name\##($0)"}"## }.joined(separator: ",")
        let members = numbers.map { ##""name\##($0)":{"$ref":"#/definitions/a"}"## }.joined(separator: ",")
        let text = #"{"anyOf": [\#(references)], "definitions": {"a": {}, \#(members)}}"#
        #expect(try graph(text).nodes.count == 2 * numbers.count + 2)
        let places = numbers.map { ##""name\##($0)":{"$id":"#name\##($0)"}"## }.joined(separator: ",")
        let named = numbers.map { ##"{"$ref":"#name\##($0)"}"## }.joined(separator: ",")
        #expect(
            try graph(#"{"anyOf": [\#(named)], "definitions": {\#(places)}}"#).nodes.count == 2 * numbers.count + 1)
        let resources = numbers.map { #""name\#($0)":{"$id":"name\#($0)"}"# }.joined(separator: ",")
        #expect(try graph(#"{"definitions": {\#(resources)}}"#).resources.count == numbers.count + 1)
    }

    @Test(.timeLimit(.minutes(1))) func manyReferencesToPlacesWhereNoSchemaIsExpectedAreReadInLinearTime() throws {
        let numbers = 0..<20_000
        let references = numbers.map { ##"{"$ref":"#/components/schemas/name\##($0)"}"## }.joined(separator: ",")
        let members = numbers.map { #""name\#($0)":{}"# }.joined(separator: ",")
        let text = #"{"anyOf": [\#(references)], "components": {"schemas": {\#(members)}}}"#
        #expect(try graph(text).nodes.count == 2 * numbers.count + 1)
    }

    @Test(.timeLimit(.minutes(1))) func longPointersIntoNowhereAreRefusedInLinearTime() {
        let path = String(repeating: "/x", count: 250)
        let references = (0..<300).map { ##"{"$ref":"#\##(path)/\##($0)"}"## }.joined(separator: ",")
        let nested = String(repeating: #"{"x":"#, count: 200) + "{}" + String(repeating: "}", count: 200)
        let text = ##"{"anyOf": [{"$ref": "#/x\##(path.prefix(300))"}, \##(references)], "x": \##(nested)}"##
        #expect(refusal(text).hasSuffix("; and 280 more"))
    }

    @Test func nestingGoesAsDeepAsJSONDoes() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: #"{"not":"#, count: depth) + "{}" + String(repeating: "}", count: depth)
        }
        let deepest = JSON.Limits.standard.depth - 1
        let graph = try graph(nested(deepest))
        #expect(graph.nodes.count == deepest + 1)
        #expect(graph.nodes.last?.pointer.tokens.count == deepest)
        #expect(refusal(nested(deepest + 1)).hasPrefix("the schema cannot be read as JSON: "))
    }

    @Test(.timeLimit(.minutes(1))) func aLongChainOfTextsIsFollowedWithoutRecursion() throws {
        var references: [String: String] = [:]
        for number in 1...5000 { references["t\(number)"] = #"{"$ref": "t\#(number + 1)"}"# }
        references["t5001"] = "{}"
        #expect(try graph(#"{"$ref": "t1"}"#, references: references).documents.count == 5002)
    }

    // MARK: Mutilations

    @Test(.timeLimit(.minutes(1))) func mutilatedSchemasAreReadOrRefused() throws {
        var generator = SeededGenerator(seed: 20_240_611)
        var read = 0
        var refused = 0
        for round in 0..<3000 {
            var json = try JSON(parsing: Self.seeds[round % Self.seeds.count])
            for _ in 0...Int.random(in: 0..<4, using: &generator) { json = Self.mutated(json, &generator) }
            let dialect = Dialect.allCases[round % Dialect.allCases.count]
            do {
                let graph = try graph(json.text, references: ["other": Self.seeds[0]], dialect: dialect)
                try Self.check(graph)
                read += 1
            } catch let error as RegistryError {
                #expect(error.code == .invalidSchema, "seed 20240611, round \(round): \(json.text)")
                refused += 1
            }
        }
        // Both happen, or the test shows nothing.
        #expect(read > 300)
        #expect(refused > 300)
    }

    @Test(.timeLimit(.minutes(1))) func mutilatedTextsAreReadOrRefused() {
        var generator = SeededGenerator(seed: 7)
        for round in 0..<2000 {
            var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
            for _ in 0...Int.random(in: 0..<3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 32...126, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &generator)], at: place)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            // Sentences with a place, or nothing: never a trap.
            let refusal = refusal(text)
            #expect(refusal.isEmpty || refusal.contains("(line ") || refusal.contains("more"), "\(text): \(refusal)")
        }
    }

    /// What every graph keeps: addresses lead somewhere, and a node's place is one of its document.
    private static func check(_ graph: SchemaGraph) throws {
        for (index, node) in graph.nodes.enumerated() {
            let id = SchemaGraph.NodeID(index: Int32(index))
            let document = try #require(
                graph.documents.indices.contains(Int(node.document)) ? graph.document(of: id) : nil)
            #expect(graph.resources.indices.contains(Int(node.resource)))
            #expect(document.json[node.pointer] != nil)
            for below in graph.subschemas(of: id) {
                #expect(graph.nodes.indices.contains(Int(below.node.index)))
            }
            #expect(!graph.location(of: id).isEmpty)
        }
        #expect(graph.reachable(from: graph.root).contains(graph.root))
    }

    private static let seeds = [
        ##"{"$id":"http://a/b","definitions":{"a":{"$ref":"#"},"b":{"$id":"c","items":[{},{"$ref":"#/items/0"}]}}}"##,
        ##"{"$ref":"other#/definitions/a","$defs":{"x":{"$anchor":"y","$dynamicAnchor":"z"}},"not":{"$dynamicRef":"#z"}}"##,
        ##"{"type":["string","null"],"minLength":1,"pattern":"^a+$","enum":["a",null,1.0],"if":{"const":1},"then":true}"##,
        ##"{"properties":{"a":{"$ref":"#/$defs/x"},"b":false},"required":["a"],"dependencies":{"a":["b"],"b":{}}}"##,
        ##"{"$recursiveAnchor":true,"$anchor":"t","allOf":[{"$recursiveRef":"#"},{"$ref":"#t"}],"contains":{},"minContains":2}"##,
        ##"{"id":"http://x/","maximum":3,"exclusiveMaximum":true,"oneOf":[{"$ref":"#/oneOf/1"},{"$ref":"y"},{"id":"y"}]}"##,
        ##"{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"http://json-schema.org/draft-07/schema#"}"##,
    ]

    private static let values: [JSON] = [
        nil, true, false, 0, -1, 2, "", "#", "#/", "#/not", "a", "#/definitions/a", "other", "http://a/b#c", [], [nil],
        ["a", "a"], [true], [:], ["$ref": "#"], ["type": "string"], ["$id": "#x"], ["not": [:]], "(", "[",
        "\u{0}é\u{301}",
    ]

    /// The value with one place changed: another value, a member less, one more, or two values exchanged.
    private static func mutated(_ json: JSON, _ generator: inout SeededGenerator) -> JSON {
        let value = values.randomElement(using: &generator) ?? nil
        switch json {
        case .object(let object):
            guard let member = object.members.randomElement(using: &generator) else { return value }
            var changed = object
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: changed[member.name] = nil
            case 1: changed[member.name] = value
            case 2: changed[keywords.randomElement(using: &generator) ?? "not"] = value
            case 3: changed[keywords.randomElement(using: &generator) ?? "not"] = member.value
            case 4: changed["not"] = json
            default: changed[member.name] = mutated(member.value, &generator)
            }
            return .object(changed)
        case .array(let items):
            guard let place = items.indices.randomElement(using: &generator) else { return [value] }
            var changed = items
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: changed.remove(at: place)
            case 1: changed.append(items[place])
            default: changed[place] = mutated(items[place], &generator)
            }
            return .array(changed)
        case .null, .boolean, .number, .string: return value
        }
    }

    private static let keywords = [
        "$ref", "$id", "id", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveRef", "$recursiveAnchor",
        "$defs", "definitions", "type", "enum", "const", "items", "prefixItems", "additionalItems", "contains", "not",
        "properties", "patternProperties", "additionalProperties", "dependencies", "required", "allOf", "if", "then",
        "minLength", "multipleOf", "maximum", "exclusiveMaximum", "pattern", "format", "$vocabulary", "unknown",
    ]
}
