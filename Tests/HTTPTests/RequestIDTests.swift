import HTTP
import Testing

@Suite struct RequestIDTests {
    /// A server that answers with the identifier that it sees.
    private func connect() throws -> Client {
        try Server.test(Answering { Response(status: 200, body: Array($0.id.utf8)) }).connect()
    }

    @Test func theClientsIdentifierIsSeenAndEchoed() throws {
        let client = try connect()
        for id in ["a", "!~", String(repeating: "x", count: 128), "9b0f1c9e-2f5e-4a65-8f8e-6a8c4f4f6a01"] {
            let reply = try client.ask("/", headers: "x-request-id: \(id)\n")
            #expect(reply.headers["x-request-id"] == id)
            #expect(reply.text == id)
        }
    }

    @Test func anIdentifierThatCannotBeLoggedIsReplaced() throws {
        let client = try connect()
        for id in ["", "a b", "ä", "a\tb", "\u{1}", String(repeating: "x", count: 129)] {
            let reply = try client.ask("/", headers: "X-Request-ID: \(id)\n")
            #expect(reply.text != id)
            #expect(isUUID(reply.text), "\(id)")
            #expect(reply.headers["x-request-id"] == reply.text)
        }
    }

    @Test func refusalsCarryTheIdentifierToo() throws {
        let client = try connect()
        for request in ["FOO /", "GET /%zz", "GET /" + String(repeating: "a", count: 9000)] {
            #expect(try client.ask(request, headers: "X-Request-ID: mine\n").headers["x-request-id"] == "mine")
        }
        #expect(try client.ask("GET /", headers: "X: \(String(repeating: "a", count: 17000))\n").status == 431)
    }

    @Test func identifiersAreUUIDsAndDiffer() throws {
        let client = try connect()
        var seen: Set<String> = []
        for _ in 0..<1000 {
            let id = try client.ask("/").text
            #expect(isUUID(id), "\(id)")
            seen.insert(id)
        }
        #expect(seen.count == 1000)
    }

    /// Whether a text is a UUID of version 4 (RFC 9562, section 5.4).
    private func isUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12]
            && groups.joined().allSatisfy { $0.isHexDigit && !$0.isUppercase }
            && groups[2].first == "4" && "89ab".contains(groups[3].first ?? "x")
    }
}
