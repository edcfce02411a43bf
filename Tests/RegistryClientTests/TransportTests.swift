import HTTP
import JSONCore
import SchemaCore
import Synchronization
import Testing

@testable import RegistryClient

@Suite struct TransportTests {
    private static func refusal(_ status: Int) -> Response {
        Response(status: status, body: Array(#"{"error_code":\#(status),"message":"no"}"#.utf8))
    }

    @Test func readingIsTriedAgainAfterWhatPasses() throws {
        for status in [408, 429, 502, 503, 504] {
            try Stub.serve(answer: { _, number in
                number < 2 ? Self.refusal(status) : Response(status: 200, body: Array("[]".utf8))
            }) { client, stub in
                let subjects = try client.subjects()
                #expect(subjects.isEmpty)
                #expect(stub.requests.count == 3)
            }
        }
    }

    @Test func otherRefusalsAreFinal() throws {
        for status in [400, 401, 403, 404, 409, 413, 422, 500, 501] {
            try Stub.serve(answer: { _, _ in Self.refusal(status) }) { client, stub in
                #expect(throws: ClientError.self) { try client.subjects() }
                #expect(stub.requests.count == 1)
            }
        }
    }

    @Test func writingIsSentOnce() throws {
        try Stub.serve(answer: { _, _ in Self.refusal(503) }) { client, stub in
            let subject = try Subject(parsing: "a")
            let definition = Definition(type: .json, text: "{}")
            #expect(throws: ClientError.self) { try client.register(definition, under: subject) }
            #expect(throws: ClientError.self) { try client.delete(subject, .soft) }
            #expect(throws: ClientError.self) { try client.delete(.latest, of: subject, .permanent) }
            #expect(throws: ClientError.self) { try client.deleteSettings(of: subject) }
            #expect(stub.requests.count == 4)
        }
    }

    @Test func theNumberOfAttemptsHasALimit() throws {
        var options = Stub.quick
        options.retries.count = 5
        try Stub.serve(options: options, answer: { _, _ in Self.refusal(503) }) { client, stub in
            #expect(throws: ClientError.self) { try client.subjects() }
            #expect(stub.requests.count == 6)
        }
    }

    @Test func anAnswerOverTheLimitIsRefused() throws {
        var options = Stub.quick
        options.answerBytes = 1000
        let body = Array(#"["\#(String(repeating: "a", count: 2000))"]"#.utf8)
        try Stub.serve(options: options, answer: { _, _ in Response(status: 200, body: body) }) { client, _ in
            let error = #expect(throws: ClientError.self) { try client.subjects() }
            guard case .unexpectedAnswer(_, let reason)? = error else {
                Issue.record("not refused for its length: \(String(describing: error))")
                return
            }
            #expect(reason.contains("1000 bytes"))
        }
    }

    @Test func aRefusalKeepsTheRegistrysCodeAndSentence() throws {
        try Stub.serve(404, #"{"error_code":40401,"message":"Subject 'a' not found."}"#) { client, _ in
            let error = #expect(throws: ClientError.self) { try client.versions(of: try Subject(parsing: "a")) }
            #expect(
                error?.refusal
                    == ClientError.Refusal(
                        server: client.server.text, status: 404, code: 40401, message: "Subject 'a' not found."))
        }
    }

    @Test func aRefusalWithoutABodyOfTheAPIKeepsItsStatus() throws {
        for body in ["", "<html>", "[]", #"{"error_code":"x"}"#, #"{"error_code":1e400}"#] {
            try Stub.serve(502 - 2, body) { client, _ in
                let refusal = #expect(throws: ClientError.self) { try client.subjects() }?.refusal
                #expect(refusal?.code == 500)
                #expect(refusal?.message == "HTTP 500")
            }
        }
    }

    @Test func answersThatNoRegistryGivesAreRecognized() throws {
        for body in [
            "", "null", "{}", "7", #"[7]"#, #"[""]"#, #"["a\u0000b"]"#, "[1,", #"{"error_code":40401}"#,
        ] {
            try Stub.serve(200, body) { client, _ in
                let error = #expect(throws: ClientError.self, "\(body)") { try client.subjects() }
                guard case .unexpectedAnswer? = error else {
                    Issue.record("\(body) was taken for \(String(describing: error))")
                    return
                }
            }
        }
        for body in ["[0]", "[-1]", "[2147483648]", "[1.5]", "[\"1\"]", "[99999999999999999999]"] {
            try Stub.serve(200, body) { client, _ in
                let error = #expect(throws: ClientError.self, "\(body)") {
                    try client.versions(of: try Subject(parsing: "a"))
                }
                guard case .unexpectedAnswer? = error else {
                    Issue.record("\(body) was taken for \(String(describing: error))")
                    return
                }
            }
        }
    }

    @Test func oneClientServesManyThreads() throws {
        try Stub.serve(answer: { request, _ in
            Response(status: 200, body: Array(#"["\#(request.query["subjectPrefix"] ?? "")"]"#.utf8))
        }) { client, stub in
            let wrong = Mutex(0)
            Threads.run(8) { thread in
                for number in 0..<25 {
                    let name = "s\(thread)-\(number)"
                    let isRight = (try? client.subjects(prefix: name).map(\.name)) == [name]
                    if !isRight { wrong.withLock { $0 += 1 } }
                }
            }
            #expect(wrong.withLock(\.self) == 0)
            #expect(stub.requests.count == 200)
        }
    }
}
