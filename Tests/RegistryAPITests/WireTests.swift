import RegistryAPI
import TestSupport
import Testing

/// The transcripts of `fixtures/wire`, played in memory and over a socket.
@Suite struct WireTests {
    private static let fixtures = Fixtures("wire")
    private static let names = fixtures.files

    private static func transcript(_ name: String) throws -> Transcript {
        try Transcript(parsing: try #require(fixtures.text(name)))
    }

    @Test(arguments: names) func aTranscriptIsAnsweredAsItSays(_ name: String) throws {
        let station = try Station(for: name)
        let failures = try Self.transcript(name).play(over: InMemory(api: station.api))
        #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    }

    @Test(arguments: names) func aTranscriptIsAnsweredAsItSaysOverASocket(_ name: String) throws {
        let station = try Station(for: name)
        let failures = try Self.transcript(name).play(over: try OverSocket(station.api))
        #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    }

    @Test func theTranscriptsAreThere() throws {
        let exchanges = try Self.names.map { try Self.transcript($0).exchanges.count }
        #expect(Self.names.count >= 13)
        #expect(exchanges.reduce(0, +) >= 300)
    }
}
