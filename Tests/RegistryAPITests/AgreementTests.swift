import JSONCore
import SchemaCore
import TestSupport
import Testing

@testable import HTTP
@testable import RegistryAPI

/// Checking, comparing and registering are one engine: they never disagree.
@Suite struct AgreementTests {
    private static let fixtures = Fixtures("compatibility/json")

    private static func pairs() throws -> [(reader: JSON, writer: JSON)] {
        var pairs: [(reader: JSON, writer: JSON)] = []
        for file in fixtures.files {
            for one in try JSON(parsing: try #require(fixtures.text(file))).array ?? [] where one["references"] == nil {
                guard let reader = one["reader"], let writer = one["writer"] else { continue }
                pairs.append((reader, writer))
            }
        }
        return pairs
    }

    private static func candidate(_ schema: JSON) -> String {
        JSON.object(
            JSONObject([
                .init(name: "schemaType", value: "JSON"), .init(name: "schema", value: .string(schema.text)),
            ])
        ).text
    }

    @Test func whatTheCheckSaysIsWhatRegisteringDoesAndWhatComparingSays() throws {
        let station = try Station()
        let api = InMemory(api: station.api)
        let pairs = try Self.pairs()
        #expect(pairs.count > 150)
        // FULL asks in both directions; of the others a part is enough.
        for (level, stride) in [("FULL", 1), ("BACKWARD", 5), ("FORWARD", 5), ("NONE", 20)] {
            _ = try api.send(.put, "/config", #"{"compatibility": "\#(level)"}"#)
            for (number, pair) in pairs.enumerated() where number.isMultiple(of: stride) {
                let subject = "\(level)-\(number)"
                let versions = "/subjects/\(subject)/versions"
                #expect(try api.send(.post, versions, Self.candidate(pair.writer)).status == 200)
                let check = try api.send(.post, "/compatibility\(versions)", Self.candidate(pair.reader))
                let isCompatible = try JSON(parsing: check.body)["is_compatible"]?.boolean
                let registered = try api.send(.post, versions, Self.candidate(pair.reader)).status
                #expect(registered == (isCompatible == true ? 200 : 409), "\(subject) \(pair)")
                let expected = try Self.comparisons(at: level, pair).allSatisfy { reader, writer in
                    let body = #"{"reader": \#(reader.text), "writer": \#(writer.text)}"#
                    let answer = try api.send(.post, "/compatibility/compare", body)
                    return try JSON(parsing: answer.body)["verdict"]?.string == "compatible"
                }
                #expect(isCompatible == expected, "\(subject) \(pair)")
            }
        }
    }

    private static func comparisons(
        at level: String, _ pair: (reader: JSON, writer: JSON)
    ) throws -> [(reader: JSON, writer: JSON)] {
        try CompatibilityLevel(parsing: level).directions.map { direction in
            switch direction {
            case .backward: pair
            case .forward: (pair.writer, pair.reader)
            }
        }
    }
}
