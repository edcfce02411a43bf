import Compatibility
import Glibc
import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

/// Pairs of schemas with the changes they must be told as; `RECORD=1` writes down the ones they are, and fails.
@Suite struct ChangeTests {
    private static let fixtures = Fixtures("changes")

    private static func schema(_ json: JSON?) throws -> JSONSchemaFormat.Schema {
        try JSONSchemaFormat().parse(Definition(type: .json, text: try #require(json).text), references: [:])
    }

    private static func changes(_ one: JSON) throws -> [SchemaChange] {
        let format = JSONSchemaFormat()
        let (old, new) = (try schema(one["old"]), try schema(one["new"]))
        return format.changes(from: old, to: new).judged(
            backward: format.compare(reader: new, writer: old, policy: .strict, budget: .standard),
            forward: format.compare(reader: old, writer: new, policy: .strict, budget: .standard))
    }

    private static func line(_ change: SchemaChange) -> String {
        let old = change.oldPointer.map { "#\($0)" } ?? "nothing"
        let new = change.newPointer.map { "#\($0)" } ?? "nothing"
        return "\(change.kind.rawValue) \(old) -> \(new) @\(change.instancePointer) "
            + "backward \(change.backward.rawValue), forward \(change.forward.rawValue): \(change.message)"
    }

    @Test func everyPairIsToldAsItsChanges() throws {
        let cases = try JSON(parsing: try #require(Self.fixtures.text("json.json"))).array ?? []
        var differences: [String] = []
        var recorded: [JSON] = []
        for one in cases {
            var object = try #require(one.object)
            object["changes"] = .array(try Self.changes(one).map { .string(Self.line($0)) })
            recorded.append(.object(object))
            if recorded.last != one {
                differences.append("\(one["description"]?.string ?? ""): \(object["changes"]?.text ?? "")")
            }
        }
        if getenv("RECORD") != nil { try Self.fixtures.record(recorded, in: "json.json") }
        #expect(cases.count >= 40)
        #expect(differences == [])
    }

    @Test func everyKindOfChangeIsTold() throws {
        let cases = try JSON(parsing: try #require(Self.fixtures.text("json.json"))).array ?? []
        let told = Set(try cases.flatMap { try Self.changes($0).map(\.kind) })
        #expect(told == Set(SchemaChange.Kind.allCases))
    }

    /// A verdict of the whole is never lost among the changes, and none is blamed without one.
    @Test func somebodyIsBlamedForEveryFindingAndNobodyElse() throws {
        let cases = try JSON(parsing: try #require(Self.fixtures.text("json.json"))).array ?? []
        let format = JSONSchemaFormat()
        for one in cases {
            let (old, new) = (try Self.schema(one["old"]), try Self.schema(one["new"]))
            let backward = format.compare(reader: new, writer: old, policy: .strict, budget: .standard).verdict
            let forward = format.compare(reader: old, writer: new, policy: .strict, budget: .standard).verdict
            let changes = try Self.changes(one)
            let name = one["description"]?.string ?? ""
            #expect(changes.contains { $0.backward != .compatible } == (backward != .compatible), "\(name)")
            #expect(changes.contains { $0.forward != .compatible } == (forward != .compatible), "\(name)")
            #expect(changes.allSatisfy { $0.kind != .annotation || $0.backward == .compatible }, "\(name)")
        }
    }

    /// Two texts that are referred to, with a change at the same place of each; only one of them breaks anybody.
    @Test func aChangeSaysWhichTextItIsInAndIsBlamedForFindingsThere() throws {
        func schema(_ least: Int, _ most: Int) throws -> JSONSchemaFormat.Schema {
            try JSONSchemaFormat().parse(
                Definition(type: .json, text: #"{"properties":{"a":{"$ref":"a"},"b":{"$ref":"b"}}}"#),
                references: [
                    "a": Definition(type: .json, text: #"{"properties":{"x":{"minLength":\#(least)}}}"#),
                    "b": Definition(type: .json, text: #"{"properties":{"x":{"minLength":\#(most)}}}"#),
                ])
        }
        let format = JSONSchemaFormat()
        let (old, new) = (try schema(1, 2), try schema(2, 1))
        let changes = format.changes(from: old, to: new).judged(
            backward: format.compare(reader: new, writer: old, policy: .strict, budget: .standard),
            forward: format.compare(reader: old, writer: new, policy: .strict, budget: .standard))
        #expect(changes.map(\.newDocument) == ["a", "b"] && changes.map(\.oldDocument) == ["a", "b"])
        #expect(changes.map(\.backward) == [.incompatible, .compatible])
        #expect(changes.map(\.forward) == [.compatible, .incompatible])
    }
}
