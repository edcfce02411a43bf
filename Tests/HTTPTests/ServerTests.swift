import HTTP
import Synchronization
import Testing

@Suite struct ServerTests {
    @Test func aRequestArrivesInItsParts() throws {
        let server = try Server.test()
        let reply = try server.connect().ask(
            "POST /subjects/team%2Forders+x//versions/?a=1+2&b=%2B&c&=d", body: Array("{}".utf8))
        #expect(reply.status == 200)
        #expect(reply.text == "POST <subjects><team/orders+x><><versions> a=1 2;b=+;c=;=d {}")
    }

    @Test func everyMethodArrives() throws {
        let client = try Server.test().connect()
        for method in HTTP.Method.allCases where method != .head {
            #expect(try client.ask("\(method.rawValue) /").text == "\(method.rawValue)   ")
        }
    }

    @Test func headersArriveInOrderAndInEitherEncoding() throws {
        let server = try Server.test(
            Answering { request in
                let fields = request.headers.fields.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
                return Response(status: 200, body: Array(fields.utf8))
            })
        let client = try server.connect()
        client.send(Array("GET / HTTP/1.1\r\nHost: a\r\nX-One:  two \t\r\nX-Latin: ".utf8) + [0xE4])
        client.send("\nX-Two: ä\nX-None:\n\n")
        #expect(try client.readReply().text == "Host=a;X-One=two;X-Latin=ä;X-Two=ä;X-None=")
    }

    @Test func anAnswerHasItsHeadersLengthAndDate() throws {
        let server = try Server.test(
            Answering { _ in
                var headers = Headers([.init(name: "Content-Type", value: "application/json")])
                headers.append("ETag", "\"1\"")
                return Response(status: 404, headers: headers, body: Array("[]".utf8))
            })
        let reply = try server.connect().ask("/")
        #expect(reply.status == 404)
        #expect(reply.headers["content-type"] == "application/json")
        #expect(reply.headers["etag"] == "\"1\"")
        #expect(reply.headers["content-length"] == "2")
        #expect(reply.headers["date"]?.hasSuffix(" GMT") == true)
        #expect(reply.headers["connection"] == nil)
    }

    @Test func headIsGetWithoutTheBody() throws {
        let client = try Server.test(Answering { _ in Response(status: 200, body: [1, 2, 3]) }).connect()
        let reply = try client.ask("HEAD /")
        #expect(reply.status == 200)
        #expect(reply.headers["content-length"] == "3")
        #expect(try client.ask("/").body == [1, 2, 3], "nothing of the first answer follows its head")
    }

    @Test func anAnswerWithoutContentHasNoLength() throws {
        let client = try Server.test(Answering { _ in Response(status: 204) }).connect()
        let reply = try client.ask("DELETE /")
        #expect(reply.status == 204)
        #expect(reply.headers["content-length"] == nil)
        #expect(try client.ask("DELETE /").status == 204)
    }

    @Test func oneConnectionServesManyRequests() throws {
        let log = Entries()
        let server = try Server.test(accessLog: log)
        let client = try server.connect()
        for number in 0..<500 {
            #expect(try client.ask("POST /\(number)", body: [0x61]).text == "POST <\(number)>  a")
        }
        let entries = log.wait(for: 500)
        #expect(entries.count == 500)
        #expect(entries.allSatisfy { $0.connection == .kept && $0.outcome == .answered })
    }

    @Test func requestsSentTogetherAreAnsweredInOrder() throws {
        let client = try Server.test().connect()
        let requests = (0..<20).map { "POST /\($0) HTTP/1.1\nHost: a\nContent-Length: 2\n\n\($0 % 10)x" }
        client.send(requests.joined())
        for number in 0..<20 {
            #expect(try client.readReply().text == "POST <\(number)>  \(number % 10)x")
        }
    }

    @Test func aConnectionClosesWhereTheClientWantsIt() throws {
        let server = try Server.test()
        let closing = try server.connect()
        let reply = try closing.ask("/", headers: "Connection: close\n")
        #expect(reply.headers["connection"] == "close")
        #expect(closing.readToEnd() == ([], 0))

        let old = try server.connect()
        old.send("GET / HTTP/1.0\n\n")
        #expect(try old.readReply().status == 200)
        #expect(old.readToEnd() == ([], 0))

        let oldButKept = try server.connect()
        for _ in 0..<2 {
            oldButKept.send("GET / HTTP/1.0\nConnection: keep-alive\n\n")
            #expect(try oldButKept.readReply().status == 200)
        }
    }

    @Test func aBodyMayComeInChunks() throws {
        let client = try Server.test().connect()
        client.send("PUT / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n5;note=1\nhello\n1\n \n")
        client.send("A\n0123456789\n0\nX-Trailer: 1\n\n")
        #expect(try client.readReply().text == "PUT   hello 0123456789")
        #expect(try client.ask("/").text == "GET   ")
    }

    @Test func aClientMayWaitToBeToldToContinue() throws {
        let client = try Server.test().connect()
        client.send("POST / HTTP/1.1\nHost: a\nContent-Length: 2\nExpect: 100-continue\n\n")
        #expect(try client.readReply().status == 100)
        client.send("ok")
        #expect(try client.readReply().text == "POST   ok")
    }

    @Test func largeBodiesGoBothWaysUnchanged() throws {
        let client = try Server.test(Answering { Response(status: 200, body: $0.body) }).connect()
        let body = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
        #expect(try client.ask("POST /", body: body).body == body)
    }

    @Test func manyThreadsGetTheirOwnAnswers() throws {
        let server = try Server.test(threads: 4)
        let wrong = Mutex<[String]>([])
        onThreads(16) { thread in
            do {
                let client = try server.connect()
                for number in 0..<100 {
                    let body = Array("\(thread)/\(number)".utf8) + Array(repeating: 0x7A, count: number * 97)
                    let reply = try client.ask("POST /\(thread)?n=\(number)", body: body)
                    if reply.body != Array("POST <\(thread)> n=\(number) ".utf8) + body {
                        wrong.withLock { $0.append("\(thread)/\(number)") }
                    }
                }
            } catch {
                wrong.withLock { $0.append("\(thread): \(error)") }
            }
        }
        #expect(wrong.withLock { $0 } == [])
    }

    @Test func hundredsOfConnectionsAreOpenAtOnce() throws {
        let server = try Server.test()
        let clients = try (0..<300).map { _ in try server.connect() }
        for _ in 0..<2 {
            for (number, client) in clients.enumerated() { client.send("GET /\(number) HTTP/1.1\nHost: a\n\n") }
            for (number, client) in clients.enumerated() {
                #expect(try client.readReply().text == "GET <\(number)>  ")
            }
        }
    }

    @Test func aTargetMayNameItsServer() throws {
        #expect(try Server.test().connect().ask("GET http://test:80/a/b?c=d").text == "GET <a><b> c=d ")
    }
}
