import HTTP
import Synchronization
import TestSupport
import Testing

/// What clients do that they should not.
@Suite struct RobustnessTests {
    @Test func whatIsNoRequestEndsItsConnectionOnly() throws {
        let server = try Server.test(limits: Limits(idleSeconds: 1))
        let texts = [
            "\n\n\n\n", "GET\n\n", "GET /\n\n", "GET / HTTP/1.1 \n\n", "GET / HTTP/2.0\n\n", "GET / HTTP/0.9\n\n",
            "GET / http/1.1\n\n", " / HTTP/1.1\n\n", "\u{0}\u{1}\u{2}\n\n", "GET / HTTP/1.1\nno colon\n\n",
            "GET / HTTP/1.1\nHost: a\nContent-Length: x\n\n", "GET / HTTP/1.1\nHost: a\nContent-Length: -1\n\n",
            "GET / HTTP/1.1\nHost: a\nContent-Length: 99999999999999999999\n\n",
            "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\nxyz\n",
            "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n3\nabcdef\n",
            "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\nFFFFFFFFFFFFFFFFFF\n",
            "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n7FFFFFFFFFFFFFFF\nabc",
        ]
        for text in texts {
            let client = try server.connect()
            client.send(text)
            client.finishSending()
            let reply = String(decoding: client.readToEnd().bytes, as: UTF8.self)
            let status = reply.split(separator: " ").dropFirst().first.flatMap { Int($0) }
            #expect(status.map { (400...505).contains($0) } ?? true, "\(text): \(reply)")
        }
        #expect(try server.connect().ask("/").status == 200)
    }

    @Test func aTargetThatCannotBeDecodedIsRefused() throws {
        let client = try Server.test().connect()
        let targets: [[UInt8]] =
            [
                "/%", "/%4", "/%zz", "/a%0g", "/%2", "/?%", "/?a=%zz", "/?%f", "/%FF", "/%C3", "/%C3/%A4", "/%ED%A0%80",
                "/%C0%AF", "/%F5%80%80%80", "/?a=%FF", "/?%80=a", "/a b", "/a\tb", "*", "a", "ftp://a/", "http://",
                "http:///a",
            ].map { Array($0.utf8) } + [Array("/".utf8) + [0xFF], Array("/a".utf8) + [0xC3], Array("/".utf8) + [0x7F]]
        for target in targets {
            client.send(Array("GET ".utf8) + target + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            let reply = try client.readReply()
            #expect(reply.status == 400, "\(String(decoding: target, as: UTF8.self))")
            #expect(reply.text == #"{"refused":"malformedTarget"}"#, "\(String(decoding: target, as: UTF8.self))")
        }
        #expect(try client.ask("/%C3%A4/%00/%f0%9f%98%80").text == "GET <ä><\0><😀>  ")
    }

    @Test func aNulHidesNothing() throws {
        let server = try Server.test()
        for target in ["/a\0b", "/\0", "/a?b=\0c", "/a?\0"] {
            let client = try server.connect()
            client.send("GET \(target) HTTP/1.1\nHost: a\n\n")
            #expect(try client.readReply().text == #"{"refused":"malformedTarget"}"#)
        }
    }

    @Test func aHeadThatContradictsItselfIsRefusedWithItsConnection() throws {
        let server = try Server.test()
        let heads = [
            "Host: a\nHost: a", "X: y", "Host: a\nContent-Length: 1\nContent-Length: 2",
            "Host: a\nContent-Length: 1\nContent-Length: 1", "Host: a\nContent-Length: 1\nTransfer-Encoding: chunked",
            "Host: a\nTransfer-Encoding: gzip", "Host: a\nTransfer-Encoding: gzip, chunked",
            "Host: a\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked", "Host: a\nTransfer-Encoding: chunked \t",
            "Host: a\nContent-Length : 1", "Host: a\nX Y: z", "Host: a\nX\u{7F}: z", "Host: a\nÄ: z",
        ]
        for head in heads {
            let client = try server.connect()
            client.send("POST / HTTP/1.1\n\(head)\n\n")
            let reply = try client.readReply()
            #expect(reply.status == 400, "\(head.split(separator: "\n"))")
            #expect(reply.text == #"{"refused":"malformedHead"}"#, "\(head)")
            #expect(reply.headers["connection"] == "close")
            #expect(client.readToEnd() == ([], 0))
        }
        let old = try server.connect()
        old.send("POST / HTTP/1.0\nTransfer-Encoding: chunked\n\n")
        #expect(try old.readReply().status == 400)
    }

    @Test func aMethodThatNoResourceHasIsNotImplemented() throws {
        let client = try Server.test().connect()
        for method in ["CONNECT", "PURGE", "get", "Get", "FOO", "GETT", "Ä"] {
            let reply = try client.ask("\(method) /", body: [0x61, 0x62])
            #expect(reply.status == 405, "\(method)")
            #expect(reply.text == #"{"refused":"unknownMethod"}"#)
        }
        #expect(try client.ask("/").status == 200, "the connection goes on")
    }

    @Test func aClientThatGoesAwayLeavesNothingRunning() throws {
        let log = Entries()
        let server = try Server.test(accessLog: log)
        let beginnings = [
            "POST / HTTP/1.1\nHost: a\nContent-Length: 10\n\n",
            "POST / HTTP/1.1\nHost: a\nContent-Length: 10\n\n123",
            "POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n5\n123",
        ]
        for beginning in beginnings {
            let client = try server.connect()
            client.send(beginning)
            client.close()
        }
        let entries = log.wait(for: beginnings.count)
        #expect(entries.count == beginnings.count)
        #expect(entries.allSatisfy { $0.outcome == .aborted && $0.status == nil && $0.connection == .closed })
        #expect(server.drain(seconds: 5) == 0)
    }

    @Test func aClientMayEndItsSideBeforeItIsAnswered() throws {
        let server = try Server.test()
        for request in [
            "POST /a HTTP/1.1\nHost: a\nContent-Length: 3\n\nabc",
            "POST /a HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n",
            "POST /a HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n1\na\n2\nbc\n0\n\n",
        ] {
            for _ in 0..<20 {
                let client = try server.connect()
                client.send(request)
                client.finishSending()
                #expect(try client.readReply().text == "POST <a>  abc")
            }
        }
    }

    @Test func aClientThatNeverReadsHoldsNobodyUp() throws {
        let server = try Server.test(
            Answering { _ in Response(status: 200, body: [UInt8](repeating: 0x61, count: 10_000_000)) }, threads: 1)
        let deaf = try server.connect()
        deaf.send("GET / HTTP/1.1\nHost: a\n\n")
        #expect(try server.connect().ask("/").body.count == 10_000_000)
        deaf.close()
        #expect(try server.connect().ask("/").body.count == 10_000_000)
    }

    @Test func whatTheLibrarySaysIsLogged() throws {
        let messages = Messages()
        let client = try Server.test(messages: messages).connect()
        client.send("GET / HTTP/3.0\n\n")
        #expect(try client.readReply().status == 505)
        #expect(
            messages.contain("debug libmicrohttpd [\"message\": Error processing request (HTTP response code is 505"))
    }

    @Test func aHeaderThatCannotBeSentIsLoggedAndLeftOut() throws {
        let messages = Messages()
        let responder = Answering { _ in
            Response(status: 200, headers: Headers([.init(name: "X-Bad", value: "a\r\nSet-Cookie: b")]), body: [0x61])
        }
        let reply = try Server.test(responder, messages: messages).connect().ask("/")
        #expect(reply.text == "a")
        #expect(reply.headers["x-bad"] == nil && reply.headers["set-cookie"] == nil)
        #expect(messages.contain("error a header field is not sent [\"name\": X-Bad]"))
    }

    @Test func randomBytesBreakNothing() throws {
        let seed = SeededGenerator.seed
        var generator = SeededGenerator(seed: seed)
        let server = try Server.test(limits: Limits(bodyBytes: 1000))
        let alphabet = [
            "GET ", "POST ", "HEAD ", "/", "a", "%", "%2F", "?", "=", "&", "+", " HTTP/1.1", " HTTP/1.0", "\r\n",
            "\r\n\r\n", "\n",
            "Host: a\r\n", "Content-Length: ", "Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\n",
            "X-Request-ID: ", "5", "0",
            ":", ",", " ", "\t", "\0", "ä", "Connection: close\r\n", "9999999",
        ].map { Array($0.utf8) }
        for _ in 0..<400 {
            var bytes = Bool.random(using: &generator) ? Array("GET /a HTTP/1.1\r\nHost: a\r\n".utf8) : []
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                if Int.random(in: 0..<10, using: &generator) == 0 {
                    bytes.append(.random(in: 0...255, using: &generator))
                } else {
                    bytes += alphabet.randomElement(using: &generator) ?? []
                }
            }
            let client = try server.connect()
            client.send(bytes)
            _ = client.hasBytes(withinMilliseconds: 5)
        }
        #expect(try server.connect().ask("/").status == 200, "seed \(seed)")
        #expect(server.drain(seconds: 5) == 0, "seed \(seed)")
    }
}
