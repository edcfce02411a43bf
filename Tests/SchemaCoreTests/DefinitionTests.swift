import SchemaCore
import Testing

@Suite struct DefinitionTests {
    /// Expected values computed with another implementation of MD5 over the same bytes.
    @Test func theIdentityIsTheOneOtherRegistriesCompute() throws {
        let plain = Definition(type: .json, text: #"{"type":"string"}"#)
        #expect(plain.identity.description == "2809284b-6e54-d0d3-4017-715ffe5636bd")
        var referring = plain
        referring.references = [
            Reference(name: "a.json", subject: try Subject(parsing: "größe"), version: try #require(Version(3)))
        ]
        #expect(referring.identity.description == "7ae0c682-2734-5cba-3507-0beec6c5bb49")
    }

    @Test func theTypeIsNoPartOfTheIdentity() {
        #expect(
            Definition(type: .json, text: "{}").identity == Definition(type: .avro, text: "{}").identity)
    }

    @Test func aGuidReadsBackAsItIsPrinted() throws {
        let guid = Definition(type: .json, text: "{}").identity
        #expect(GUID(parsing: guid.description) == guid)
        #expect(GUID(parsing: guid.description.uppercased()) == guid)
    }

    @Test(arguments: ["", "1234", "zzzzzzzz-0000-0000-0000-000000000000", "00000000-0000-0000-0000-0000000000é"])
    func whatIsNoGuidIsRefused(text: String) {
        #expect(GUID(parsing: text) == nil)
    }
}

@Suite struct CompatibilityLevelTests {
    @Test func eachLevelIsAChoiceOfDirectionsAndDepth() {
        let table: [CompatibilityLevel: ([CompatibilityLevel.Direction], CompatibilityLevel.Depth)] = [
            .none: ([], .latest),
            .backward: ([.backward], .latest),
            .backwardTransitive: ([.backward], .all),
            .forward: ([.forward], .latest),
            .forwardTransitive: ([.forward], .all),
            .full: ([.forward, .backward], .latest),
            .fullTransitive: ([.forward, .backward], .all),
        ]
        #expect(table.count == CompatibilityLevel.allCases.count)
        for (level, (directions, depth)) in table {
            #expect(level.directions == directions, "\(level)")
            #expect(level.depth == depth, "\(level)")
        }
    }

    @Test func namesAreReadInAnyCase() throws {
        for level in CompatibilityLevel.allCases {
            #expect(try CompatibilityLevel(parsing: level.rawValue.lowercased()) == level)
        }
        #expect(throws: RegistryError.invalidCompatibilityLevel) { try CompatibilityLevel(parsing: "sideways") }
    }
}
