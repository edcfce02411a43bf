import JSONCore
import RegistryAPI
import TestSupport
import Testing

@testable import HTTP

/// What transcripts of text cannot show of `/validate`: bytes, long bodies, and bodies that come in pieces.
@Suite struct ValidationTests {
    let station: Station
    var api: InMemory { InMemory(api: station.api) }

    init() throws {
        station = try Station()
        let schema = #"{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}"#
        let body: JSON = ["schemaType": "JSON", "schema": .string(schema)]
        #expect(try api.send(.post, "/subjects/s/versions", body.text).status == 200)
    }

    private func send(_ target: String, _ type: String, _ body: [UInt8]) throws -> JSON {
        let response = try api.send(.post, target, [.init(name: "Content-Type", value: type)], body)
        #expect(response.status == 200)
        return try JSON(parsing: response.body)
    }

    // MARK: Messages

    private func frame(_ id: UInt8, _ document: String) -> [UInt8] { [0, 0, 0, 0, id] + Array(document.utf8) }

    @Test func aMessageIsJudgedByWhatFollowsItsFrame() throws {
        for target in ["/validate/ids/1", "/validate/subjects/s/versions/1"] {
            #expect(
                try send(target, "application/octet-stream", frame(1, #"{"n":1}"#)) == ["valid": true, "schemaId": 1])
            let invalid = try send(target, "application/octet-stream", frame(1, #"{"n":""}"#))
            #expect(invalid["valid"] == false && invalid["schemaId"] == 1)
            #expect(invalid["errors"]?.array?.first?["column"] == 6, "in the document")
        }
    }

    @Test func aMessageOfAnotherSchemaIsNotOneOfThisSchemaButMayBeReadByAVersion() throws {
        let message = frame(2, #"{"n":1}"#)
        let byID = try send("/validate/ids/1", "application/octet-stream", message)
        #expect(byID["valid"] == false && byID["schemaId"] == 2)
        #expect(byID["errors"]?.array?.first?["error"] == "The message names the schema 2; it is judged by 1")
        let byVersion = try send("/validate/subjects/s/versions/1", "application/octet-stream", message)
        #expect(byVersion == ["valid": true, "schemaId": 2])
    }

    @Test func aMessageWithoutAFrameIsNotValid() throws {
        let cases: [(message: [UInt8], error: String)] = [
            ([], "The message has 0 bytes; a zero, the number of its schema in 4 bytes and the document were expected"),
            (
                [0, 0, 0, 0],
                "The message has 4 bytes; a zero, the number of its schema in 4 bytes and the document were expected"
            ),
            (Array(#"{"n":1}"#.utf8), "The message begins with the byte 123; it must begin with 0"),
            (frame(1, ""), "The document is not JSON: the text is empty"),
        ]
        for (message, error) in cases {
            let verdict = try send("/validate/ids/1", "application/octet-stream", message)
            #expect(verdict["valid"] == false)
            #expect(verdict["errors"]?.array?.first?["error"] == .string(error))
        }
    }

    @Test func whatIsNoDocumentIsNotValid() throws {
        for text in ["", " ", "{", "{}{}", "\u{0}", "\u{FEFF}{\"n\":1}", "{\"n\":1,\"n\":1}"] {
            let verdict = try send("/validate/ids/1", "application/json", Array(text.utf8))
            #expect(verdict["valid"] == false, "\(text)")
            #expect(verdict["errors"]?.array?.first?["line"] == 1, "\(text)")
        }
    }

    // MARK: Many documents

    private static let lines = [Headers.Field(name: "Content-Type", value: "application/x-ndjson")]

    private func reader(_ target: String) throws -> any BodyReader {
        let bytes = Array(target.utf8)
        let parsed = try Target(parsing: bytes.span, queryParameters: 100)
        let request = Request(method: .post, path: parsed.path, query: parsed.query, headers: Headers(Self.lines))
        guard case .pieces(let reader) = station.api.reception(of: request) else {
            throw Transcript.Malformed(line: 0, reason: "the body is not read in pieces")
        }
        return reader
    }

    @Test func howABodyIsCutIntoPiecesChangesNothing() throws {
        let body = Array("{\"n\":1}\r\n\n  \n{\"n\":\"é\"}\n[\n{\"n\":2}\n{\"n\":3}".utf8)
        let whole = try api.send(.post, "/validate/ids/1", Self.lines, body)
        #expect(whole.body.count { $0 == UInt8(ascii: "\n") } == 5)
        for size in 1...body.count {
            let reader = try reader("/validate/ids/1")
            for start in stride(from: 0, to: body.count, by: size) {
                let wantsMore = reader.take(body.span.extracting(start..<min(start + size, body.count)))
                #expect(wantsMore)
            }
            #expect(reader.answer().body == whole.body, "in pieces of \(size)")
        }
    }

    @Test func aLineBeyondTheLimitIsPassedOverAndTheNextIsJudged() throws {
        let limit = Limits().bodyBytes
        let blanks = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20)
        let reader = try reader("/validate/ids/1")
        for piece in [Array("{\"n\":1}\n{\"n\":".utf8)] + Array(repeating: blanks, count: limit >> 20) + [
            Array("1}\n{\"n\":2}".utf8)
        ] {
            let wantsMore = reader.take(piece.span)
            #expect(wantsMore)
        }
        let text = String(decoding: reader.answer().body, as: UTF8.self)
        #expect(
            text == """
                {"line":1,"valid":true}
                {"line":2,"valid":false,"errors":[{"instanceLocation":"","line":2,"column":1,\
                "error":"The line is longer than 10485760 bytes"}]}
                {"line":3,"valid":true}

                """)
    }

    @Test func manyVerdictsAreKeptInAFile() throws {
        let count = 20_000
        let response = try api.send(
            .post, "/validate/ids/1", Self.lines, Array(String(repeating: "{\"n\":1}\n", count: count).utf8))
        #expect(response.body.isEmpty)
        let text = String(decoding: try #require(response.file).contents(), as: UTF8.self)
        #expect(text.split(separator: "\n").count == count)
        #expect(text.hasSuffix("{\"line\":\(count),\"valid\":true}\n"))
    }

    @Test func whoJudgesTheLinesChangesNeitherVerdictsNorTheirOrder() throws {
        let pool = try ThreadPool(threads: 3, stackBytes: 1 << 20)
        defer { pool.stop() }
        // Several batches, and lines that are too long for one.
        let body = (1...9_000).map { number -> String in
            switch number {
            case 2_000, 7_500: "{\"n\":\(String(repeating: " ", count: 300_000))1}\n"
            case _ where number.isMultiple(of: 7): "{\"n\":\"\(number)\"}\n"
            case _ where number.isMultiple(of: 11): "\n"
            default: "{\"n\":\(number)}\n"
            }
        }.joined()
        let bytes = Array(body.utf8)
        for target in ["/validate/ids/1", "/validate/ids/1?answer=summary"] {
            let whole = try api.send(.post, target, Self.lines, bytes)
            for size in [1_000, 40_000, bytes.count] {
                let reader = try reader(target)
                reader.begin(with: pool)
                for start in stride(from: 0, to: bytes.count, by: size) {
                    let wantsMore = reader.take(bytes.span.extracting(start..<min(start + size, bytes.count)))
                    #expect(wantsMore)
                }
                let answer = reader.answer()
                #expect(answer.body == whole.body && answer.file?.count == whole.file?.count, "\(target), \(size)")
                #expect(try answer.file?.contents() == whole.file?.contents(), "\(target), \(size)")
            }
        }
    }

    @Test func oneVerdictTellsTwentyErrorsOfALine() throws {
        let schema: JSON = ["items": ["type": "string"]]
        let body: JSON = ["schemaType": "JSON", "schema": .string(schema.text)]
        #expect(try api.send(.post, "/subjects/t/versions", body.text).status == 200)
        let line = JSON.array(Array(repeating: 1, count: 100)).text
        let verdict = try JSON(parsing: api.send(.post, "/validate/ids/2", Self.lines, Array(line.utf8)).body)
        #expect(verdict["errors"]?.array?.count == 20)
        #expect(verdict["truncated"] == true)
    }

    @Test func aBodyOfAnyLengthIsReadOverASocketAndAnsweredAfterIt() throws {
        let socket = try OverSocket(station.api)
        // Beyond the limit for other bodies.
        let count = 11_000
        let blanks = String(repeating: " ", count: 1000)
        let body = Array(String(repeating: "{\"n\":\(blanks)1}\n", count: count).utf8)
        #expect(body.count > Limits().bodyBytes)
        let response = try socket.send(.post, "/validate/ids/1", Self.lines, body)
        #expect(response.status == 200)
        #expect(response.headers["Content-Type"] == "application/x-ndjson")
        #expect(response.body.count { $0 == UInt8(ascii: "\n") } == count)
        let summary = try socket.send(.post, "/validate/ids/1?answer=summary", Self.lines, body)
        #expect(
            try JSON(parsing: summary.body) == [
                "valid": true, "documents": .number(JSONNumber(Int64(count))), "invalid": 0, "undecided": 0,
                "errors": [],
            ])
        #expect(try socket.send(.post, "/validate/ids/1", [], body).status == 413, "as one document it is too long")
    }
}
