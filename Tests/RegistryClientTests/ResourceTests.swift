import HTTP
import JSONCore
import RegistryClient
import SchemaCore
import Testing

@Suite struct ResourceTests {
    /// What each function of the client asks for, as method, path and query.
    @Test func everyFunctionAsksForItsResource() throws {
        let subject = try Subject(parsing: "a/b")
        let definition = Definition(type: .json, text: "{}")
        let id = try #require(SchemaID(7))
        let guid = try #require(GUID(parsing: "00112233-4455-6677-8899-aabbccddeeff"))
        let schema = #"{"subject":"a/b","version":1,"id":7,"schemaType":"JSON","schema":"{}"}"#
        let cases: [(String, answer: String, (Client) throws -> Void)] = [
            ("GET subjects", "[]", { _ = try $0.subjects() }),
            (
                "GET subjects ?subjectPrefix=:.c:&deleted=true", "[]",
                {
                    _ = try $0.subjects(prefix: ":.c:", deleted: .included)
                }
            ),
            ("POST subjects a/b", schema, { _ = try $0.find(definition, in: subject) }),
            (
                "POST subjects a/b ?normalize=true&deleted=true", schema,
                {
                    _ = try $0.find(definition, in: subject, normalization: .always, deleted: .included)
                }
            ),
            ("DELETE subjects a/b", "[1]", { _ = try $0.delete(subject, .soft) }),
            ("DELETE subjects a/b ?permanent=true", "[1]", { _ = try $0.delete(subject, .permanent) }),
            ("GET subjects a/b versions", "[1]", { _ = try $0.versions(of: subject) }),
            ("GET subjects a/b versions latest", schema, { _ = try $0.version(.latest, of: subject) }),
            (
                "GET subjects a/b versions 1 ?deleted=true", schema,
                {
                    _ = try $0.version(.number(.first), of: subject, deleted: .included)
                }
            ),
            (
                "GET subjects a/b versions 1 referencedby", "[]",
                { _ = try $0.referrers(to: .number(.first), of: subject) }
            ),
            ("POST subjects a/b versions", #"{"id":7}"#, { _ = try $0.register(definition, under: subject) }),
            ("DELETE subjects a/b versions 1", "1", { _ = try $0.delete(.number(.first), of: subject, .soft) }),
            ("GET schemas ids 7", schema, { _ = try $0.schema(id) }),
            ("GET schemas ids 7 versions", "[]", { _ = try $0.uses(of: id) }),
            ("GET schemas guids \(guid)", schema, { _ = try $0.schema(guid) }),
            ("GET schemas types", "[]", { _ = try $0.schemaTypes() }),
            (
                "POST compatibility subjects a/b versions ?verbose=true&findings=true", #"{"is_compatible":true}"#,
                {
                    _ = try $0.check(definition, of: subject)
                }
            ),
            (
                "POST compatibility subjects a/b versions latest ?normalize=true&verbose=true&findings=true",
                #"{"is_compatible":true}"#,
                {
                    _ = try $0.check(definition, against: .latest, of: subject, normalization: .always)
                }
            ),
            ("GET config", "{}", { _ = try $0.settings(of: nil, .own) }),
            ("GET config a/b ?defaultToGlobal=true", "{}", { _ = try $0.settings(of: subject, .effective) }),
            ("PUT config a/b", "{}", { _ = try $0.set(Settings(level: .full), of: subject) }),
            ("DELETE config", "{}", { _ = try $0.deleteSettings(of: nil) }),
        ]
        for (expected, answer, ask) in cases {
            try Stub.serve(200, answer) { client, stub in
                try ask(client)
                let request = try #require(stub.requests.first)
                let query = request.query.parameters.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
                let words = [request.method.rawValue] + request.path + (query.isEmpty ? [] : ["?" + query])
                #expect(words.joined(separator: " ") == expected)
            }
        }
    }

    @Test func aSchemaTravelsWithItsTypeAndReferences() throws {
        let text = "{\"a\": \"\\u00e9 \u{1F600} \\\"\"}"
        let definition = Definition(
            type: .json, text: text,
            references: [Reference(name: "x=y.json", subject: try Subject(parsing: ":.c:s"), version: .first)])
        try Stub.serve(200, #"{"id":7,"version":3,"guid":"00112233-4455-6677-8899-aabbccddeeff"}"#) { client, stub in
            let registration = try client.register(definition, under: try Subject(parsing: "a"))
            #expect(registration.id == SchemaID(7))
            #expect(registration.version == Version(3))
            let body = try JSON(parsing: try #require(stub.requests.first).body)
            #expect(body["schema"]?.string == text)
            #expect(body["schemaType"]?.string == "JSON")
            let references = try JSON(parsing: #"[{"name":"x=y.json","subject":":.c:s","version":1}]"#)
            #expect(body["references"] == references)
        }
    }

    @Test func aSchemaWithoutATypeIsAvro() throws {
        try Stub.serve(200, #"{"schema":"\"string\""}"#) { client, _ in
            let definition = try client.schema(try #require(SchemaID(1)))
            #expect(definition == Definition(type: .avro, text: "\"string\""))
        }
    }

    @Test func findingsAreReadWithAllTheirParts() throws {
        let answer = """
            {"is_compatible":false,"messages":["m"],"compatibilityLevel":"FULL","compatibilityPolicy":"STRICT",
             "versions":[3,1],"findings":[{"rule":"MINIMUM_INCREASED","certainty":"proven","version":3,
             "direction":"backward","pointer":"/minimum","oldPointer":"/a~1b","instancePointer":"","oldValue":0,
             "newValue":1,"message":"It grew.","witness":0,"fix":"keep 0"}]}
            """
        try Stub.serve(200, answer) { client, _ in
            let answer = try client.check(Definition(type: .json, text: "{}"), of: try Subject(parsing: "a"))
            let details = try #require(answer.details)
            #expect(details.level == .full)
            #expect(details.versions == [3, 1].compactMap(Version.init))
            let finding = try #require(details.findings.first)
            #expect(finding.rule == "MINIMUM_INCREASED")
            #expect(finding.certainty == .proven)
            #expect(finding.direction == .backward)
            #expect(finding.oldPointer == JSONPointer(["a/b"]))
            #expect(finding.oldValue == .number(JSONNumber(0)))
            #expect(finding.witness == .number(JSONNumber(0)))
            #expect(finding.fix == "keep 0")
        }
    }

    @Test func settingsAreReadUnderBothNamesOfTheLevel() throws {
        for name in ["compatibilityLevel", "compatibility"] {
            try Stub.serve(200, #"{"\#(name)":"FULL","normalize":true}"#) { client, _ in
                let settings = try client.settings(of: nil, .own)
                #expect(settings == Settings(level: .full, normalize: true))
            }
        }
    }

    @Test func onlyWhatIsNamedIsSet() throws {
        for (settings, body) in [
            (Settings(level: CompatibilityLevel.none), #"{"compatibility":"NONE"}"#),
            (Settings(normalize: false), #"{"normalize":false}"#),
            (Settings(level: .full, normalize: true), #"{"compatibility":"FULL","normalize":true}"#),
        ] {
            try Stub.serve(200, "{}") { client, stub in
                _ = try client.set(settings, of: nil)
                let expected = try JSON(parsing: body)
                #expect(try JSON(parsing: #require(stub.requests.first).body) == expected)
            }
        }
    }
}
