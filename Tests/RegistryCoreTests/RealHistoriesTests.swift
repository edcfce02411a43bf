import Compatibility
import Governance
import JSONCore
import JSONSchema
import RegistryCore
import SQLiteStore
import SchemaCore
import TestSupport
import Testing

/// Histories of schemas as people really write them, through the whole registry on a real store.
@Suite struct RealHistoriesTests {
    private struct Registrar {
        let registry: Registry
        let directory: TemporaryDirectory

        init() throws {
            directory = try TemporaryDirectory()
            registry = Registry(
                store: try SQLiteStore(path: directory.path + "/accord.db"), formats: [JSONSchemaFormat()])
        }

        func candidate(_ text: String) -> Candidate { Candidate(type: .json, text: text, references: []) }

        func register(_ text: String, _ subject: Subject) throws {
            _ = try registry.register(
                RegistrationRequest(candidate: candidate(text), subject: subject), by: .anonymous)
        }

        func isCompatible(_ text: String, _ subject: Subject) throws -> Bool {
            try registry.check(
                candidate(text), against: nil, of: subject, normalization: .asConfigured
            ).isCompatible
        }
    }

    @Test func ourOwnHistoriesGetTheVerdictsThatTheyAreKnownToHave() throws {
        let fixtures = TestData(fixtures: "realworld")
        let histories = try JSON(parsing: #require(fixtures.text("histories.json")))
        for history in try #require(histories.object).members {
            for step in try #require(history.value.array) {
                func text(_ side: String) throws -> String {
                    let version = try #require(step[side]?.number)
                    return try #require(fixtures.text("\(history.name)/\(version).json"))
                }
                let registrar = try Registrar()
                let subject = try Subject(parsing: history.name)
                try registrar.register(text("old"), subject)
                let verdict = try registrar.isCompatible(text("new"), subject)
                #expect(verdict == step["backward"]?.boolean, "\(history.name) \(step.text)")
            }
        }
    }

    @Test(.enabled(if: TestData("realworld") != nil, "the third-party data is not there"))
    func publishedHistoriesAreNeverCalledCompatibleWhereADocumentSaysOtherwise() throws {
        // Two seconds each in a release build; a debug build is some thirty times slower.
        let bound = Duration.seconds(60)
        let clock = ContinuousClock()
        var counts: [String: Int] = [:]
        let pairs = try #require(TestData("realworld")?.text("pairs.jsonl"))
        for line in pairs.split(separator: "\n") {
            let pair = try JSON(parsing: String(line))
            let (id, truth) = (pair["id"]?.string ?? "", pair["truth"]?.string ?? "")
            let old = try #require(pair["old"]).text
            let new = try #require(pair["new"]).text
            let registrar = try Registrar()
            let subject = try Subject(parsing: "history")
            try registrar.register(old, subject)
            var verdict = ""
            let elapsed = try clock.measure {
                verdict = try registrar.isCompatible(new, subject) ? "compatible" : "refused"
            }
            #expect(elapsed < bound, "\(id) took \(elapsed)")
            if truth == "incompatible" { #expect(verdict == "refused", "\(id)") }
            // Registering decides as checking does.
            if verdict == "compatible" {
                try registrar.register(new, subject)
            } else {
                #expect(throws: RegistryError.self, "\(id)") { try registrar.register(new, subject) }
            }
            counts["\(truth), \(verdict)", default: 0] += 1
        }
        #expect(counts.values.reduce(0, +) > 0)
        for (what, count) in counts.sorted(by: { $0.key < $1.key }) { print("published histories, \(what): \(count)") }
    }
}
