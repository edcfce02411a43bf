import HTTP
import JSONCore
import RegistryCore
import SchemaCore
import Synchronization
import TestSupport
import Testing

@testable import RegistryAPI

/// What clients send by mistake or on purpose.
@Suite struct InputTests {
    let station: Station
    var api: InMemory { InMemory(api: station.api) }

    init() throws { station = try Station() }

    private func register(_ subject: String, _ schema: String) throws -> Response {
        let body: JSON = ["schemaType": "JSON", "schema": .string(schema)]
        return try api.send(.post, "/subjects/\(Self.escaped(subject))/versions", body.text)
    }

    /// Every byte as an escape.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    // MARK: Bodies

    @Test func bodiesThatAreNotJSONAreRefusedWithTheirPlace() throws {
        let bodies: [[UInt8]] = [
            [0], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], Array("{\"schema\":\"".utf8) + [0xC3] + Array("\"}".utf8),
            Array("{\"schema\":\"".utf8) + [0xED, 0xA0, 0x80] + Array("\"}".utf8),
            Array("{\"schema\":\"a\u{1}b\"}".utf8), Array("{\"schema\":\"a".utf8), Array("{\"a\\u0000b\":1}".utf8),
            Array(String(repeating: "[", count: 100_000).utf8),
            Array(String(repeating: "{\"a\":", count: 300).utf8) + [UInt8(ascii: "1")]
                + Array(String(repeating: "}", count: 300).utf8),
            Array("{\"version\":01}".utf8), Array("{\"version\":+1}".utf8), Array("{\"version\":NaN}".utf8),
            Array("{\"version\":0x10}".utf8), Array("{\"version\":1e}".utf8), Array("{\"schema\":\"\\ud800\"}".utf8),
            Array("{\"schema\":\"\\udc00\\ud800\"}".utf8), Array("{\"schema\":\"\\x41\"}".utf8),
            Array("{\"schema\":\"true\",}".utf8), Array("// {}".utf8), Array("{}\u{0}".utf8),
        ]
        for body in bodies {
            for target in ["/subjects/s/versions", "/subjects/s", "/compatibility/subjects/s/versions", "/config"] {
                let method: HTTP.Method = target == "/config" ? .put : .post
                let response = try api.send(method, target, [], body)
                let text = String(decoding: response.body, as: UTF8.self)
                #expect(response.status == 400, "\(String(decoding: body.prefix(40), as: UTF8.self)): \(text)")
                #expect(text.hasPrefix(#"{"error_code":400,"message":"The request body is not JSON: "#), "\(text)")
                #expect(text.contains("(line "), "\(text)")
            }
        }
        #expect(try station.store.head() == .zero)
    }

    @Test func schemasThatAreNotJSONAreRefusedWithTheirPlace() throws {
        for schema in [
            "{", "nul", "{\"a\":1,\"a\":2}", "\u{0}", String(repeating: "[", count: 5000), "{\"type\":1e9999999}",
        ] {
            let response = try register("s", schema)
            let text = String(decoding: response.body, as: UTF8.self)
            #expect(response.status == 422, "\(text)")
            #expect(text.contains("\"error_code\":42201"), "\(text)")
        }
    }

    @Test func aSchemaOfBlanksIsEmpty() throws {
        let response = try register("s", " \n ")
        #expect(
            String(decoding: response.body, as: UTF8.self) == #"{"error_code":42201,"message":"Empty schema"}"#)
    }

    @Test func numbersOfAnySizeStayExact() throws {
        let schema = #"{"maximum":123456789012345678901234567890.5,"minimum":-1e-400,"multipleOf":0.10}"#
        #expect(try register("s", schema).status == 200)
        let text = try api.send(.get, "/subjects/s/versions/1/schema").body
        #expect(String(decoding: text, as: UTF8.self) == schema)
    }

    @Test func aLargeSchemaComesBackAsItWas() throws {
        let title = String(repeating: "\"\\é😀\u{1}", count: 40_000)
        let schema = JSON.object(JSONObject([.init(name: "title", value: .string(title))])).text
        #expect(try register("s", schema).status == 200)
        let response = try api.send(.get, "/schemas/ids/1")
        #expect(try JSON(parsing: response.body)["schema"]?.string == schema)
    }

    // MARK: Subjects

    @Test func subjectsOfAllKindsAreTakenOrRefusedButNeverConfused() throws {
        let taken = [
            "a/b", "a//b", "/", "..", ".", "%", "%2F", "+", " ", "?", "#", "é", "e\u{301}", "📦", "a\\b", "\"", "'", "*",
            ":", ":a:b", "::", ":*:s", String(repeating: "x", count: 1024), "latest", "versions", "a\u{200B}",
            "\u{FFFD}",
        ]
        for (index, subject) in taken.enumerated() {
            let response = try register(subject, "{\"title\":\"\(index)\"}")
            #expect(response.status == 200, "\(subject): \(String(decoding: response.body, as: UTF8.self))")
        }
        for (index, subject) in taken.enumerated() {
            let response = try api.send(.get, "/subjects/\(Self.escaped(subject))/versions/latest")
            let json = try JSON(parsing: response.body)
            #expect(json["subject"]?.string?.isIdentical(to: subject) == true, "\(subject)")
            #expect(json["schema"] == .string("{\"title\":\"\(index)\"}"), "\(subject)")
        }
        let listed = try JSON(parsing: try api.send(.get, "/subjects").body).array?.compactMap(\.string) ?? []
        #expect(
            listed.map { Array($0.utf8) } == taken.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test func subjectsThatCannotBeAreNotThere() throws {
        let impossible = [
            "a\nb", "\u{0}", "\u{7F}", "\u{85}", "__GLOBAL", "__EMPTY", ":.:", ":.c:", ":.c:__GLOBAL",
            String(repeating: "x", count: 1025), String(repeating: "😀", count: 2560),
        ]
        for subject in impossible {
            let path = Self.escaped(subject)
            func code(_ method: HTTP.Method, _ target: String, _ body: String = "") throws -> Int64? {
                try JSON(parsing: try api.send(method, target, body).body)["error_code"]?.number?.int64
            }
            let body = #"{"schemaType":"JSON","schema":"true"}"#
            #expect(try code(.post, "/subjects/\(path)/versions", body) == 42208, "\(subject.prefix(20))")
            #expect(try code(.post, "/compatibility/subjects/\(path)/versions", body) == 42208)
            // The name of a context's empty subject is no subject, and yet a scope of settings.
            if subject != ":.:", subject != ":.c:" {
                #expect(try code(.put, "/config/\(path)", "{}") == 42208)
                #expect(try code(.put, "/mode/\(path)", #"{"mode":"READONLY"}"#) == 42208)
            }
            #expect(try code(.post, "/subjects/\(path)", body) == 40401)
            #expect(try code(.get, "/subjects/\(path)/versions") == 40401)
            #expect(try code(.get, "/subjects/\(path)/versions/1") == 40401)
            #expect(try code(.delete, "/subjects/\(path)") == 40401)
            #expect(try code(.delete, "/subjects/\(path)/versions/1") == 40401)
            guard subject != ":.:" else { continue }
            #expect(try code(.get, "/config/\(path)") == 40408)
            #expect(try code(.delete, "/config/\(path)") == 40401)
            #expect(try code(.get, "/mode/\(path)") == 40409)
            #expect(try code(.delete, "/mode/\(path)") == 40401)
        }
        #expect(try station.store.head() == .zero)
    }

    @Test func targetsThatAreNoneAreRefused() throws {
        for target in [
            "/subjects/%", "/subjects/%zz", "/subjects/%ff/versions", "/subjects/%c3", "/subjects?a=%f", "subjects",
            "*",
        ] {
            let response = try api.send(.get, target)
            #expect(response.status == 400, "\(target)")
            #expect(
                String(decoding: response.body, as: UTF8.self)
                    == #"{"error_code":400,"message":"HTTP 400 Bad Request"}"#)
        }
    }

    // MARK: At random

    @Test func nothingThatIsMadeUpBringsTheServerOutOfItsForm() throws {
        let seed = SeededGenerator.seed
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "subjects", "versions", "schemas", "ids", "guids", "config", "compatibility", "latest", "s", "1", "-1", "0",
            "2147483648", "%00", "a%2Fb", "", "schema", "referencedby", "types", "contexts", ":.c:s", "\u{e9}", "..",
        ]
        let parameters = [
            "deleted=true", "permanent=true", "offset=-9", "limit=2147483647", "limit=x", "subject=:.c:", "verbose=1",
            "subjectPrefix=:*:", "normalize=TRUE", "=", "&&", "fetchMaxId=true", "defaultToGlobal=true", "a=%00",
        ]
        let values: [JSON] = [
            nil, true, 0, -1, 2_147_483_648, "", "JSON", "true", "{}", [], ["a"], [:],
            ["name": "x", "subject": "s", "version": 1],
            .array([["name": "x", "subject": "s", "version": -1]]), .string("{\"type\":\"string\"}"),
        ]
        let names = ["schema", "schemaType", "references", "version", "id", "compatibility", "normalize", "metadata"]
        for step in 0..<4000 {
            let path = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                "/" + (pieces.randomElement(using: &generator) ?? "")
            }.joined()
            let query = (0..<Int.random(in: 0...2, using: &generator)).compactMap { _ in
                parameters.randomElement(using: &generator)
            }.joined(separator: "&")
            var object = JSONObject()
            for name in names where Bool.random(using: &generator) {
                object[name] = values.randomElement(using: &generator)
            }
            if Bool.random(using: &generator) { object["schemaType"] = "JSON" }
            var body = JSON.object(object).utf8
            if Int.random(in: 0..<8, using: &generator) == 0, !body.isEmpty {
                body[Int.random(in: 0..<body.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let method = HTTP.Method.allCases.randomElement(using: &generator) ?? .get
            let target = (path.isEmpty ? "/" : path) + (query.isEmpty ? "" : "?" + query)
            let response = try api.send(method, target, [], body)
            #expect(
                isInForm(response, method, path),
                "seed \(seed), step \(step): \(method) \(target) \(String(decoding: body, as: UTF8.self)) -> \(response)"
            )
        }
    }

    /// Whether an answer is JSON, and an error one that its endpoint declares.
    private func isInForm(_ response: Response, _ method: HTTP.Method, _ path: String) -> Bool {
        if response.status == 204 { return response.body.isEmpty && response.route != nil }
        guard response.headers["Content-Type"] == MediaType.vendorV1.rawValue,
            let json = try? JSON(parsing: response.body)
        else { return false }
        guard response.status != 200 else { return response.route != nil }
        guard json.object?.names == ["error_code", "message"],
            let number = json["error_code"]?.number?.int64.map({ Int($0) }), response.status < 500
        else { return false }
        guard let template = response.route else { return [400, 404, 405].contains(number) }
        let endpoint = API.routes.first { $0.template == template && ($0.method == method || method == .head) }?
            .endpoint
        return endpoint?.codes.map(\.wire).contains { $0.status == response.status && $0.number == number } ?? false
    }

    // MARK: At once

    @Test func writersAtOnceNeverShareAVersion() throws {
        _ = try api.send(.put, "/config", #"{"compatibility":"NONE"}"#)
        let api = api
        let answers = Answers()
        onThreads(8) { thread in
            for round in 0..<5 {
                let schema = JSON.string("{\"title\":\"\(thread)-\(round)\"}").text
                let body = "{\"schemaType\":\"JSON\",\"schema\":\(schema)}"
                guard let response = try? api.send(.post, "/subjects/s/versions", body) else { continue }
                answers.add(response)
            }
        }
        let (registered, others) = answers.all.reduce(into: ([Int64](), [Int]())) { result, response in
            let version = (try? JSON(parsing: response.body))?["version"]?.number?.int64
            if response.status == 200, let version {
                result.0.append(version)
            } else {
                result.1.append(response.status)
            }
        }
        #expect(registered.count + others.count == 40)
        #expect(others.allSatisfy { $0 == 503 }, "\(others)")
        let listed = try JSON(parsing: try api.send(.get, "/subjects/s/versions").body).array ?? []
        #expect(registered.sorted() == listed.compactMap { $0.number?.int64 })
        #expect(registered.sorted() == Array(1...Int64(registered.count)))
    }

    @Test func writersOfOneSchemaAtOnceGetOneVersion() throws {
        let api = api
        let answers = Answers()
        onThreads(8) { _ in
            guard
                let response = try? api.send(
                    .post, "/subjects/s/versions", #"{"schemaType":"JSON","schema":"true"}"#)
            else { return }
            answers.add(response)
        }
        #expect(answers.all.map(\.status) == Array(repeating: 200, count: 8))
        #expect(Set(answers.all.map { String(decoding: $0.body, as: UTF8.self) }).count == 1)
        #expect(try station.store.head().number == 1)
    }
}

/// Answers that several threads gather.
private final class Answers: Sendable {
    private let answers = Mutex<[Response]>([])

    func add(_ answer: Response) { answers.withLock { $0.append(answer) } }

    var all: [Response] { answers.withLock { $0 } }
}
