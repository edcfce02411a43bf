import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
import Testing

@Suite("What a schema's text refers to")
struct LinksTests {
    private let format = JSONSchemaFormat()

    @Test(
        "is found from where the text stands, or from what it says it is",
        arguments: [
            ("{}", "/a/b.json", nil as String?, [] as [String]),
            (##"{"$ref": "#/x", "a": {"$ref": "#"}}"##, "/a/b.json", nil, []),
            (
                #"{"a": {"$ref": "c.json#/x"}, "b": [{"$ref": "../d.json"}]}"#, "/a/b.json", nil,
                ["/a/c.json", "/d.json"]
            ),
            (#"{"$id": "https://e.com/s/a", "$ref": "b"}"#, "/a.json", "https://e.com/s/a", ["https://e.com/s/b"]),
            (#"{"id": "x.json", "$ref": "b"}"#, "/s/a.json", "/s/x.json", ["/s/b"]),
            (
                #"{"x": {"$id": "https://e.com/s/a", "$ref": "b"}, "$ref": "b"}"#, "/a.json", nil,
                ["/b", "https://e.com/s/b"]
            ),
            (#"{"$ref": "b", "x": {"$ref": "b#/y"}, "y": {"$dynamicRef": "c#z"}}"#, "/a.json", nil, ["/b", "/c"]),
            (#"{"$schema": "https://e.com/meta", "enum": [{"$ref": 7}]}"#, "/a", nil, ["https://e.com/meta"]),
            ("{", "/a", nil, []),
        ])
    func links(text: String, base: String, identifier: String?, targets: [String]) {
        let found = format.links(in: text, at: base)
        #expect(found.identifier == identifier)
        #expect(found.links.map(\.target) == targets)
    }

    @Test("is looked up from the base that the language is read at")
    func base() throws {
        let schema = Definition(type: .json, text: #"{"$ref": "../common/a.json"}"#)
        let texts = [
            "/common/a.json": #"{"$ref": "b.json#/x"}"#, "/common/b.json": #"{"x": {"type": "integer"}}"#,
            "/orders/common/a.json": #"{"type": "string"}"#,
        ].mapValues { Definition(type: .json, text: $0) }
        let reader = try format.reading(at: "/orders/order.json").parse(schema, references: texts)
        let writer = try format.parse(Definition(type: .json, text: #"{"type": "string"}"#), references: [:])
        let found = format.compare(reader: reader, writer: writer, policy: .strict, budget: .standard).incompatibilities
        #expect(found.map(\.rule.id) == ["TYPE_CHANGED"])
        #expect(found.map(\.readerDocument) == ["/common/b.json"])
        #expect(found.map(\.readerPointer.description) == ["/x/type"])
        #expect(found.map(\.writerDocument) == [""])
    }
}
