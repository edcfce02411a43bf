import HTTP
import JSONCore
import Logging
import RegistryCore
import SQLiteStore
import TestSupport
import Testing

@testable import RegistryAPI

/// Answers that are kept in memory never show what is no longer so.
@Suite struct AnswerCacheTests {
    private func register(_ text: String, _ target: String = "/subjects/s/versions", with api: API) throws {
        let body: JSON = ["schemaType": "JSON", "schema": .string(text)]
        #expect(try InMemory(api: api).send(.post, target, body.text).status == 200)
    }

    private func latest(_ api: API) throws -> JSON? {
        let response = try InMemory(api: api).send(.get, "/subjects/s/versions/latest", "")
        return response.status == 200 ? try JSON(parsing: response.body)["version"] : nil
    }

    @Test func eachWriteShowsInTheNextReading() throws {
        let station = try Station()
        try register(#"{"type":"object"}"#, with: station.api)
        for _ in 1...3 { #expect(try latest(station.api) == 1) }
        try register(#"{"type":"object","title":"two"}"#, with: station.api)
        for _ in 1...3 { #expect(try latest(station.api) == 2) }
        #expect(try InMemory(api: station.api).send(.delete, "/subjects/s/versions/2", "").status == 200)
        for _ in 1...3 { #expect(try latest(station.api) == 1) }
        #expect(try InMemory(api: station.api).send(.delete, "/subjects/s", "").status == 200)
        #expect(try latest(station.api) == nil)
    }

    @Test func whatAnotherProcessWritesShowsAsWell() throws {
        let station = try Station()
        try register(#"{"type":"object"}"#, with: station.api)
        #expect(try latest(station.api) == 1)
        let other = try Station(store: SQLiteStore(path: station.directory.file("registry.db")))
        try register(#"{"type":"object","title":"two"}"#, with: other.api)
        #expect(try latest(station.api) == 2)
    }

    @Test func answersToDifferentQuestionsAreNotMixedUp() throws {
        let station = try Station()
        // Composed and decomposed letters, and a slash inside a name, are different subjects.
        let subjects = ["caf%C3%A9", "cafe%CC%81", "a%2Fversions", "a"]
        for (number, subject) in subjects.enumerated() {
            try register(#"{"title":"\#(number)"}"#, "/subjects/\(subject)/versions", with: station.api)
        }
        for _ in 1...2 {
            for (number, subject) in subjects.enumerated() {
                let response = try InMemory(api: station.api).send(.get, "/subjects/\(subject)/versions/1/schema", "")
                #expect(String(decoding: response.body, as: UTF8.self) == #"{"title":"\#(number)"}"#)
            }
            let plain = try InMemory(api: station.api).send(.get, "/schemas/ids/1", "")
            let withHighest = try InMemory(api: station.api).send(.get, "/schemas/ids/1?fetchMaxId=true", "")
            #expect(plain.body != withHighest.body)
        }
    }

    @Test func theCacheStaysWithinItsBound() {
        let cache = AnswerCache(bytesLimit: 64 << 10)
        var kept = 0
        for number in 0..<1000 {
            let key = AnswerCache.Key(Request(method: .get, path: ["\(number)"]))
            cache.keep(Answer(body: Array(repeating: 0, count: 512)), to: key, in: 1)
            #expect(cache.answer(to: key, in: 1) != nil)
            #expect(cache.answer(to: key, in: 2) == nil)
        }
        for number in 0..<1000 {
            let key = AnswerCache.Key(Request(method: .get, path: ["\(number)"]))
            if cache.answer(to: key, in: 1) != nil { kept += 1 }
        }
        #expect(kept > 0 && kept * 512 <= 64 << 10)
        let large = AnswerCache.Key(Request(method: .get, path: ["large"]))
        cache.keep(Answer(body: Array(repeating: 0, count: 2048)), to: large, in: 1)
        #expect(cache.answer(to: large, in: 1) == nil)
    }
}
