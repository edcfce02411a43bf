import Glibc
import HTTP
import Testing

@Suite struct ListeningTests {
    private func error(_ addresses: [Address]) -> String? {
        do {
            _ = try Server.test(on: addresses)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func oneServerListensOnSeveralAddresses() throws {
        let server = try Server.test(on: [Address(host: "127.0.0.1", port: 0), Address(host: "127.0.0.2", port: 0)])
        #expect(server.addresses.map(\.host) == ["127.0.0.1", "127.0.0.2"])
        for address in server.addresses {
            #expect(address.port > 0)
            #expect(try Client(address, of: server).ask("/a").text == "GET <a>  ")
        }
    }

    @Test func aNameListensOnItsAddressesWithOnePort() throws {
        let server = try Server.test(on: [Address(host: "localhost", port: 0)])
        #expect(server.addresses.contains { $0.host == "127.0.0.1" })
        #expect(Set(server.addresses.map(\.port)).count == 1)
    }

    @Test func ipv6AndIPv4StandBesideEachOther() throws {
        let probe = socket(AF_INET6, CInt(SOCK_STREAM.rawValue), 0)
        close(probe)
        guard probe >= 0, let all = try? Server.test(on: [Address(host: "::", port: 0)]) else { return }
        let port = try #require(all.addresses.first).port
        let both = try Server.test(on: [Address(host: "0.0.0.0", port: port)])
        #expect(both.addresses.map(\.description) == ["0.0.0.0:\(port)"])
        #expect(all.addresses.map(\.description) == ["[::]:\(port)"])
    }

    @Test func aPortThatIsTakenIsNamedAndNothingElseStaysOpen() throws {
        let first = try Server.test(on: [Address(host: "127.0.0.1", port: 0)])
        let taken = try #require(first.addresses.first)
        let free = try Server.test(on: [Address(host: "127.0.0.1", port: 0)])
        let other = try #require(free.addresses.first)
        free.stop()
        #expect(error([other, taken]) == "Cannot listen on \(taken): Address already in use.")
        #expect(try Server.test(on: [other]).addresses == [other], "it was given back")
    }

    @Test func anAddressOfAnotherHostIsNamed() {
        #expect(
            error([Address(host: "192.0.2.1", port: 8081)])
                == "Cannot listen on 192.0.2.1:8081: Cannot assign requested address.")
    }

    @Test func aNameThatNobodyKnowsIsNamed() {
        let message = error([Address(host: "no.such.host.invalid", port: 8081)])
        #expect(message?.hasPrefix("Cannot listen on no.such.host.invalid:8081: ") == true)
    }

    @Test(
        arguments: [
            ("127.0.0.1:8081", "127.0.0.1", 8081), ("localhost:0", "localhost", 0), ("[::1]:65535", "::1", 65535),
            ("registry.example:80", "registry.example", 80),
        ] as [(String, String, UInt16)])
    func anAddressIsAHostAndAPort(_ text: String, _ host: String, _ port: UInt16) throws {
        let address = try Address(parsing: text)
        #expect(address == Address(host: host, port: port))
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", ":", "8081", ":8081", "localhost", "localhost:", "localhost:65536", "localhost:-1", "localhost:+1",
        "localhost:8o",
        "::1:8081", "[::1]", "[]:1", "[::1:1", "a b:1", "http://localhost:1", "localhost:１",
    ])
    func whatIsNoAddressIsNamed(_ text: String) {
        #expect(throws: ServerError.malformedAddress(text)) { try Address(parsing: text) }
    }
}
