import HTTP
import Testing

@Suite struct LimitTests {
    private static let small = Limits(bodyBytes: 100_000, headerBytes: 1000, targetBytes: 200, queryParameters: 3)

    @Test func aTargetAtItsLimitIsServedAndOneBeyondIsRefused() throws {
        let client = try Server.test(limits: Self.small).connect()
        #expect(try client.ask("/" + String(repeating: "a", count: 199)).status == 200)
        let reply = try client.ask("/" + String(repeating: "a", count: 200))
        #expect(reply.status == 414)
        #expect(reply.text == #"{"refused":"targetTooLong"}"#)
        #expect(try client.ask("/").status == 200, "the connection goes on")
    }

    @Test func headersAtTheirLimitAreServedAndOneByteMoreIsRefused() throws {
        let client = try Server.test(limits: Self.small).connect()
        // "Host: test" and "X: ..." are counted with two bytes for each line's end.
        let room = 1000 - 12 - 5
        #expect(try client.ask("/", headers: "X: \(String(repeating: "a", count: room))\n").status == 200)
        let reply = try client.ask("POST /", headers: "X: \(String(repeating: "a", count: room + 1))\n", body: [1])
        #expect(reply.status == 431)
        #expect(reply.text == #"{"refused":"headersTooLarge"}"#)
        #expect(try client.ask("/").status == 200, "the body of the refused request is not taken for another one")
    }

    @Test func parametersAreCounted() throws {
        let client = try Server.test(limits: Self.small).connect()
        #expect(try client.ask("/?a&b&&c&").status == 200)
        #expect(try client.ask("/?a&b&c&d").text == #"{"refused":"tooManyParameters"}"#)
    }

    @Test func aHeadThatNoMemoryHoldsIsRefusedByTheLibrary() throws {
        let server = try Server.test()
        let target = try server.connect()
        target.send("GET /" + String(repeating: "a", count: 1 << 20))
        #expect(try target.readReply().status == 414)
        let header = try server.connect()
        header.send("GET / HTTP/1.1\nHost: a\nX: " + String(repeating: "a", count: 1 << 20))
        #expect(try header.readReply().status == 431)
        let fields = try server.connect()
        fields.send("GET / HTTP/1.1\nHost: a\n" + String(repeating: "a:\n", count: 100_000))
        #expect(try fields.readReply().status == 431)
        #expect(try server.connect().ask("/").status == 200)
    }

    @Test func aBodyAtItsLimitIsServed() throws {
        let client = try Server.test(limits: Self.small).connect()
        let body = [UInt8](repeating: 0x61, count: 100_000)
        #expect(try client.ask("POST /", body: body).body.count == 100_000 + "POST   ".utf8.count)
    }

    @Test func anAnnouncedBodyBeyondTheLimitIsRefusedBeforeItIsSent() throws {
        let server = try Server.test(limits: Self.small)
        let client = try server.connect()
        client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 100001\n\n")
        let reply = try client.readReply()
        #expect(reply.status == 413)
        #expect(reply.text == #"{"refused":"bodyTooLarge"}"#)
        #expect(reply.headers["connection"] == "close")
        #expect(reply.headers["x-request-id"] != nil)
        #expect(reply.headers["date"]?.hasSuffix(" GMT") == true)
        #expect(client.readToEnd() == ([], 0))
        for length in ["18446744073709551615", "9223372036854775808"] {
            let client = try server.connect()
            client.send("POST / HTTP/1.1\nHost: a\nContent-Length: \(length)\n\n")
            #expect(try client.readReply().status == 413)
        }
    }

    @Test func aClientThatSendsItsTooLargeBodyFirstStillReadsTheAnswer() throws {
        let server = try Server.test(limits: Self.small)
        for body in [20_000_000, 300_000] {
            for _ in 0..<3 {
                let client = try server.connect()
                client.send("POST / HTTP/1.1\nHost: a\nContent-Length: \(body)\n\n")
                #expect(client.send([UInt8](repeating: 0x61, count: body)) == body)
                #expect(try client.readReply().status == 413)
                #expect(client.readToEnd() == ([], 0), "the connection ends without a reset")
            }
        }
    }

    @Test func aBodyInChunksIsCounted() throws {
        let server = try Server.test(limits: Self.small)
        let client = try server.connect()
        client.send("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n")
        let chunk = Array("2710\r\n".utf8) + [UInt8](repeating: 0x61, count: 10_000) + [13, 10]
        for _ in 0..<1000 { client.send(chunk) }
        client.send("0\n\n")
        let reply = try client.readReply()
        #expect(reply.status == 413)
        #expect(reply.text == #"{"refused":"bodyTooLarge"}"#)
        #expect(client.readToEnd() == ([], 0))
    }

    @Test func aClientThatAsksBeforeItSendsIsSpared() throws {
        let server = try Server.test(limits: Self.small)
        let client = try server.connect()
        client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 100001\nExpect: 100-continue\n\n")
        #expect(try client.readReply().status == 413, "not 100")
        #expect(client.readToEnd() == ([], 0))

        let refused = try server.connect()
        refused.send("POST /%zz HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\nExpect: 100-continue\n\n")
        #expect(try refused.readReply().status == 400, "not 100")
        #expect(refused.readToEnd() == ([], 0))
    }

    @Test func aRefusalOfAHeadIsNotSentItsBody() throws {
        let client = try Server.test(limits: Self.small).connect()
        client.send("HEAD / HTTP/1.1\nHost: a\nContent-Length: 100001\n\n")
        #expect(try client.readReply(to: "HEAD").status == 413)
        #expect(client.readToEnd() == ([], 0))
    }

    @Test func clientsBeyondTheLimitOfConnectionsWait() throws {
        let server = try Server.test(limits: Limits(connections: 2))
        let first = try server.connect()
        let second = try server.connect()
        #expect(try first.ask("/").status == 200)
        #expect(try second.ask("/").status == 200)
        let third = try server.connect()
        third.send("GET /third HTTP/1.1\nHost: a\n\n")
        #expect(try first.ask("/").status == 200, "those who are in are served")
        #expect(!third.hasBytes(withinMilliseconds: 200))
        second.close()
        #expect(try third.readReply().text == "GET <third>  ")
    }

    @Test(.timeLimit(.minutes(1))) func aConnectionOnWhichNothingMovesIsClosed() throws {
        let log = Entries()
        let server = try Server.test(limits: Limits(idleSeconds: 1), accessLog: log)
        let silent = try server.connect()
        let slow = try server.connect()
        slow.send("POST / HTTP/1.1\nHost: a\nContent-Length: 10\n\n123")
        let kept = try server.connect()
        #expect(try kept.ask("/").status == 200)
        for client in [silent, slow, kept] { #expect(client.readToEnd() == ([], 0)) }
        let entries = log.wait(for: 2)
        #expect(entries.map(\.outcome).contains(.timedOut))
        #expect(entries.first { $0.outcome == .timedOut }?.requestBytes == 3)
        #expect(try server.connect().ask("/").status == 200)
    }
}
