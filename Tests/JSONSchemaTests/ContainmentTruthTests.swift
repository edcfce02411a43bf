import Compatibility
import Glibc
import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

private let realWorld = TestData("realworld")
private let labelled = TestData("containment")

/// Pairs of schemas of which it is known whether every document valid under the old one is valid under the new one.
@Suite(.serialized) struct ContainmentTruthTests {
    /// How the answers of one file came out.
    struct Tally {
        var compatible = 0
        var incompatible = 0
        var undecided = 0
        var wrong: [String] = []
        var slow: [String] = []
        var unreadable: [String] = []
        var reasons: [String: Int] = [:]

        var decided: Int { compatible + incompatible }
        var total: Int { decided + undecided }
    }

    static func remotes() -> [String: Definition] {
        guard let suite = TestData("json-schema-test-suite") else { return [:] }
        var remotes: [String: Definition] = [:]
        for file in suite.files(under: "remotes") {
            guard let text = suite.text(file) else { continue }
            remotes["http://localhost:1234/" + file.dropFirst("remotes/".count)] = Definition(type: .json, text: text)
        }
        return remotes
    }

    static func dialect(_ name: String?) -> Dialect {
        switch name {
        case "4": .draft4
        case "6": .draft6
        case "2019-09": .draft2019
        case "2020-12": .draft2020
        default: .draft7
        }
    }

    static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func run(_ text: String, stride: Int) throws -> Tally {
        let remotes = remotes()
        var tally = Tally()
        let isVerbose = getenv("ACCORD_VERBOSE") != nil
        var times: [Double] = []
        for (number, line) in text.split(separator: "\n").enumerated() where number.isMultiple(of: stride) {
            let pair = try JSON(parsing: String(line))
            let id = pair["id"]?.string ?? ""
            let newDialect = dialect(pair["draft"]?.string ?? pair["draft_new"]?.string)
            let oldDialect = dialect(pair["draft"]?.string ?? pair["draft_old"]?.string)
            let format = JSONSchemaFormat(defaultDialect: newDialect)
            guard
                let reader = try? format.parse(
                    Definition(type: .json, text: try #require(pair["new"]).text), references: remotes),
                let writer = try? JSONSchemaFormat(defaultDialect: oldDialect).parse(
                    Definition(type: .json, text: try #require(pair["old"]).text), references: remotes)
            else {
                tally.unreadable.append(id)
                continue
            }
            let start = seconds()
            let comparison = format.compare(reader: reader, writer: writer, policy: .strict, budget: .standard)
            let time = seconds() - start
            times.append(time)
            if time > 2 { tally.slow.append("\(id) \(time)") }
            let truth = pair["truth"]?.string ?? "unknown"
            switch comparison.verdict {
            case .compatible:
                tally.compatible += 1
                if truth == "incompatible" { tally.wrong.append("\(id): compatible") }
            case .incompatible:
                tally.incompatible += 1
                if truth == "compatible" {
                    tally.wrong.append("\(id): \(comparison.incompatibilities.first?.witness?.text ?? "")")
                }
            case .undecided:
                tally.undecided += 1
                let reason = comparison.incompatibilities.first?.message ?? ""
                tally.reasons[reason.prefix(40).description, default: 0] += 1
                if isVerbose { print("UNDECIDED \(id) \(truth) \(reason.prefix(300))") }
            }
            if isVerbose {
                for f in comparison.incompatibilities {
                    print(
                        "FINDING", id, f.rule.id, f.certainty, f.readerPointer, f.writerPointer, f.instancePointer,
                        f.message, (f.witness?.text ?? "").prefix(200))
                }
            }
            if isVerbose, time > 0.2 { print("SLOW \(id) \(time) \(comparison.verdict) \(comparison.steps)") }
        }
        times.sort()
        print(
            "p50 \(times[times.count / 2]) p90 \(times[times.count * 9 / 10]) p99 \(times[times.count * 99 / 100]) max \(times[times.count - 1])"
        )
        return tally
    }

    @Test func truth() throws {
        for file in ["suite.jsonl", "probes.jsonl"] {
            let tally = try Self.run(try #require(labelled?.text(file)), stride: 1)
            print(
                file, tally.compatible, tally.incompatible, tally.undecided, tally.wrong, tally.slow, tally.reasons,
                tally.unreadable)
            #expect(tally.wrong == [])
        }
    }

    @Test func realWorldTruth() throws {
        let tally = try Self.run(try #require(realWorld?.text("pairs.jsonl")), stride: 1)
        print(
            tally.compatible, tally.incompatible, tally.undecided, tally.wrong, tally.slow, tally.reasons,
            tally.unreadable)
        #expect(tally.wrong == [])
    }
}
