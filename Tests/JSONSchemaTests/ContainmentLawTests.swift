import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
import SchemaTestSupport
import TestSupport
import Testing

/// What holds of containment whatever the schemas are.
@Suite struct ContainmentLawTests {
    private static let seed: UInt64 = 7_331

    private static func comparison(reader: JSON, writer: JSON) throws -> Comparison {
        let format = JSONSchemaFormat(defaultDialect: .draft7)
        let schemas = try [reader, writer].map {
            try format.parse(Definition(type: .json, text: $0.text), references: [:])
        }
        return format.compare(
            reader: schemas[0], writer: schemas[1], policy: .strict, budget: Budget(limit: 20_000))
    }

    /// The pairs of random schemas for which a law does not hold; it makes reader and writer of two schemas.
    private static func exceptions(
        to law: (_ one: JSON, _ other: JSON) -> (reader: JSON, writer: JSON)
    ) throws -> [String] {
        var schemas = RandomSchemas(dialect: .draft7, generator: SeededGenerator(seed: seed))
        var exceptions: [String] = []
        for _ in 0..<150 {
            let (reader, writer) = law(schemas.schema(), schemas.schema())
            let comparison = try comparison(reader: reader, writer: writer)
            if comparison.verdict == .compatible || isEndless(comparison) { continue }
            exceptions.append("\(comparison.verdict): reader \(reader.text), writer \(writer.text)")
        }
        return exceptions
    }

    /// Schemas at random may refer to themselves in place; nothing is proven of those.
    private static func isEndless(_ comparison: Comparison) -> Bool {
        comparison.incompatibilities.allSatisfy { $0.certainty == .undecided && $0.message.contains("without end") }
    }

    /// Two schemas as parts of one; their definitions are kept apart by their places.
    private static func combined(_ keyword: String, _ parts: [JSON]) -> JSON {
        .object(JSONObject([JSONObject.Member(name: keyword, value: .array(parts.map(\.rooted)))]))
    }

    @Test func aSchemaContainsItself() throws {
        print("seed \(Self.seed)")
        #expect(try Self.exceptions { one, _ in (one.rooted, one.rooted) } == [])
    }

    @Test func aSchemaIsContainedInAnAlternative() throws {
        #expect(try Self.exceptions { one, other in (Self.combined("anyOf", [one, other]), one.rooted) } == [])
    }

    @Test func aConjunctionIsContainedInItsParts() throws {
        #expect(try Self.exceptions { one, other in (one.rooted, Self.combined("allOf", [one, other])) } == [])
    }

    @Test func nothingIsContainedInEverything() throws {
        #expect(try Self.exceptions { one, _ in (one.rooted, false) } == [])
        #expect(try Self.exceptions { one, _ in (true, one.rooted) } == [])
    }

    @Test func aSchemaAndItsNegationAreEverythingTogether() throws {
        #expect(
            try Self.exceptions { one, _ in
                let reference: JSON = ["$ref": one.rooted["$id"] ?? ""]
                return (["definitions": ["s": one.rooted], "anyOf": [reference, ["not": reference]]], true)
            } == [])
    }

    @Test func orderAndAnnotationsAndNamesOfDefinitionsChangeNothing() throws {
        #expect(try Self.exceptions { one, _ in (one.rooted.rearranged, one.rooted) } == [])
        #expect(try Self.exceptions { one, _ in (one.rooted, one.rooted.rearranged) } == [])
    }
}

extension JSON {
    /// The schema below an identifier, so that its references stay its own wherever it stands.
    fileprivate var rooted: JSON {
        guard case .object(var object) = self else { return self }
        var hash: UInt64 = 5381
        for byte in text.utf8 { hash = hash &* 33 &+ UInt64(byte) }
        let definitions = object["definitions"] ?? [:]
        object["$schema"] = nil
        object["definitions"] = nil
        return [
            "$id": .string("urn:schema:\(hash)"), "definitions": definitions, "allOf": [.object(object)],
        ]
    }

    /// The same schema with members turned round and definitions renamed.
    fileprivate var rearranged: JSON {
        switch self {
        case .object(let object):
            let isSchema = object["const"] == nil && object["enum"] == nil
            return .object(
                JSONObject(
                    object.members.reversed().map { member in
                        let isValue = member.name == "const" || member.name == "enum"
                        let value = isValue && isSchema == false ? member.value : member.value.rearranged
                        return JSONObject.Member(name: member.name.renamed, value: value)
                    }))
        case .array(let items): return .array(items.map(\.rearranged))
        case .string(let text): return .string(text.renamed)
        case .null, .boolean, .number: return self
        }
    }
}

extension String {
    /// The name of a definition, and a reference to one, under another name.
    fileprivate var renamed: String {
        if hasPrefix("#/definitions/") { return self + "_renamed" }
        return ["p", "q", "r"].contains(self) ? self + "_renamed" : self
    }
}
