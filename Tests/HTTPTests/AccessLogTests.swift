import HTTP
import Testing

@Suite struct AccessLogTests {
    @Test func anEntrySaysWhatWasAskedAndAnswered() throws {
        let log = Entries()
        let server = try Server.test(
            Answering { request in
                Response(status: 201, body: Array("created".utf8), route: "/subjects/{subject}/versions")
            }, accessLog: log)
        let client = try server.connect()
        _ = try client.ask("POST /subjects/a%2Fb/versions?x=%20", headers: "X-Request-ID: 7\n", body: [1, 2, 3])
        let entry = try #require(log.wait(for: 1).first)
        #expect(entry.id == "7")
        #expect(entry.method == "POST")
        #expect(entry.target == "/subjects/a%2Fb/versions?x=%20")
        #expect(entry.route == "/subjects/{subject}/versions")
        #expect(entry.status == 201)
        #expect(entry.requestBytes == 3)
        #expect(entry.responseBytes == 7)
        #expect((0..<5_000_000).contains(entry.microseconds))
        #expect(entry.remoteAddress == "127.0.0.1")
        #expect(entry.outcome == .answered)
        #expect(entry.connection == .kept)
    }

    @Test func refusedRequestsAreNotedAsTheyWereSent() throws {
        let log = Entries()
        let client = try Server.test(limits: Limits(bodyBytes: 10, targetBytes: 20), accessLog: log).connect()
        _ = try client.ask("PURGE /a", body: [1])
        client.send(Array("GET /".utf8) + [0xFF] + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        _ = try client.readReply()
        _ = try client.ask("/" + String(repeating: "a", count: 50))
        _ = try client.ask("HEAD /%zz")
        _ = try client.ask("POST /", body: [UInt8](repeating: 1, count: 11))
        let entries = log.wait(for: 4)
        #expect(entries.prefix(4).map(\.method) == ["PURGE", "GET", "GET", "HEAD"])
        #expect(entries.prefix(4).map(\.status) == [405, 400, 414, 400])
        #expect(entries.prefix(3).map(\.target) == ["/a", "/\u{FFFD}", "/" + String(repeating: "a", count: 19)])
        #expect(entries.prefix(4).allSatisfy { $0.route == nil && $0.connection == .kept && $0.outcome == .answered })
        #expect(entries.map(\.responseBytes).dropFirst(3).first == 0, "the body of an answer to HEAD is not sent")
        client.close()
        let last = try #require(log.wait(for: 5).last)
        #expect(last.status == 413)
        #expect(last.connection == .closed)
        #expect(last.outcome == .answered)
    }

    @Test func aConnectionThatIsToldToCloseIsNoted() throws {
        let log = Entries()
        let server = try Server.test(accessLog: log)
        _ = try server.connect().ask("/", headers: "Connection: x, Close\n")
        let old = try server.connect()
        old.send("GET / HTTP/1.0\n\n")
        _ = try old.readReply()
        #expect(log.wait(for: 2).map(\.connection) == [.closed, .closed])
    }
}
