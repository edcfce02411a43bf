import Compatibility
import Glibc
import JSONCore
import JSONSchema
import SchemaCore
import SchemaTestSupport
import TestSupport

/// Runs the comparison over many pairs of schemas and says what came of it.
///
///     accord-containment-trial labelled [ID]       pairs of known truth, from the test data
///     accord-containment-trial edits [N]           N edits of each kind of each published schema
///     accord-containment-trial random N [SEED]     N random pairs, held against the validator
///     accord-containment-trial time FILE           microseconds and verdict of each pair of a file, one a line
///     accord-containment-trial typical [N] [NAME]  objects of 20 properties with one change, N times
///     accord-containment-trial hostile [NAME]      pairs made to take long, each in a process of its own
@main struct ContainmentTrial {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "labelled": try labelled(arguments.dropFirst().first)
        case "edits": try edits(rounds: arguments.dropFirst().first.flatMap { Int($0) } ?? 1)
        case "random":
            let numbers = arguments.dropFirst().compactMap { Int($0) }
            try random(pairs: numbers.first ?? 1_000, seed: UInt64(numbers.count > 1 ? numbers[1] : 1))
        case "hostile": try hostile(arguments.dropFirst().first)
        case "time": try time(arguments.last ?? "")
        case "typical":
            let words = Array(arguments.dropFirst())
            try typical(rounds: words.first.flatMap { Int($0) } ?? 100, words.dropFirst().first)
        case "one-hostile": try oneHostile(Int(arguments.last ?? "") ?? 0)
        default: print("What to run: labelled, edits, random or hostile?")
        }
    }

    // MARK: - Labelled pairs

    private static func labelled(_ id: String?) throws {
        for (folder, file) in [
            ("containment", "suite.jsonl"), ("containment", "probes.jsonl"), ("realworld", "pairs.jsonl"),
        ] {
            guard let text = TestData(folder)?.text(file) else {
                print("\(file) is absent")
                continue
            }
            let pairs = try LabelledPairs(text, id: id)
            if pairs.pairs.isEmpty { continue }
            for policy in CompatibilityPolicy.allCases { report("\(file) \(policy.rawValue)", pairs.tally(policy)) }
            if !pairs.unreadable.isEmpty { print("unreadable:", pairs.unreadable.count) }
        }
    }

    private static func report(_ name: String, _ tally: LabelledPairs.Tally) {
        func count(_ verdict: Verdict) -> Int { tally.verdicts[verdict] ?? 0 }
        print(
            "\(name): \(count(.compatible)) compatible, \(count(.incompatible)) incompatible, "
                + "\(count(.undecided)) undecided, \(tally.wrong.count) wrong; "
                + "p50 \(micro(tally.time(0.5))), p90 \(micro(tally.time(0.9))), p99 \(micro(tally.time(0.99))), "
                + "max \(micro(tally.time(1)))")
        for line in tally.wrong { print("  WRONG", line.prefix(400)) }
        for line in tally.undecided { print("  undecided", line.prefix(400)) }
        for line in tally.slow { print("  slow", line) }
    }

    private static func micro(_ seconds: Double) -> String { "\(Int(seconds * 1e6)) µs" }

    // MARK: - Edits of published schemas

    private static func edits(rounds: Int) throws {
        guard let data = TestData("realworld") else { return print("The test data is absent.") }
        var edits = RealisticEdits(seed: 1)
        var tallies: [String: (verdicts: [Verdict: Int], times: [Double])] = [:]
        for file in data.files(under: "schemas") where file.hasSuffix("schema.json") {
            guard let text = data.text(file), let json = try? JSON(parsing: text),
                let schema = try? JSONSchemaFormat().parse(Definition(type: .json, text: json.text), references: [:])
            else { continue }
            let name = file.split(separator: "/")[1]
            for kind in RealisticEdits.kinds {
                for round in 0..<rounds {
                    guard let edited = edits.edited(json, kind),
                        let other = try? JSONSchemaFormat().parse(
                            Definition(type: .json, text: edited.text), references: [:])
                    else { continue }
                    for (direction, reader, writer) in [("forth", other, schema), ("back", schema, other)] {
                        for policy in CompatibilityPolicy.allCases {
                            let start = LabelledPairs.seconds()
                            let comparison = JSONSchemaFormat().compare(
                                reader: reader, writer: writer, policy: policy, budget: .standard)
                            let time = LabelledPairs.seconds() - start
                            tallies[kind.name, default: ([:], [])].verdicts[comparison.verdict, default: 0] += 1
                            tallies[kind.name]?.times.append(time)
                            let place = "\(name) \(kind.name) #\(round) \(direction) \(policy.rawValue)"
                            if comparison.verdict == .undecided {
                                print(
                                    "undecided \(place):", comparison.incompatibilities.first?.message.suffix(160) ?? ""
                                )
                            }
                            if time > 0.02 { print("slow \(place): \(micro(time)) \(comparison.steps) steps") }
                        }
                    }
                }
            }
        }
        var all: [Double] = []
        var undecided = 0
        for (name, tally) in tallies.sorted(by: { $0.key < $1.key }) {
            let times = tally.times.sorted()
            all += times
            undecided += tally.verdicts[.undecided] ?? 0
            print(
                "\(name): \(times.count) pairs, \(tally.verdicts[.undecided] ?? 0) undecided, "
                    + "\(tally.verdicts[.compatible] ?? 0) compatible, p50 \(micro(times[times.count / 2])), "
                    + "max \(micro(times.last ?? 0))")
        }
        all.sort()
        guard !all.isEmpty else { return }
        print(
            "all: \(all.count) pairs, \(undecided) undecided, p50 \(micro(all[all.count / 2])), "
                + "p99 \(micro(all[all.count * 99 / 100])), max \(micro(all[all.count - 1]))")
    }

    // MARK: - Random pairs

    private static func random(pairs: Int, seed: UInt64) throws {
        var oracle = ContainmentOracle()
        var choice = SeededGenerator(seed: seed)
        var generators = Dialect.allCases.map {
            RandomSchemas(dialect: $0, generator: SeededGenerator(seed: choice.next()))
        }
        var mutations = SchemaMutations(generator: SeededGenerator(seed: choice.next()))
        var wrong = 0
        while oracle.total < pairs {
            let one = Int.random(in: generators.indices, using: &choice)
            let isMixed = Int.random(in: 0..<4, using: &choice) == 0
            let other = isMixed ? Int.random(in: generators.indices, using: &choice) : one
            let writer = generators[one].schema()
            let documents = (0..<150).map { _ in generators[one].document() }
            guard try oracle.take(writer: writer, generators[one].dialect, documents: documents) else { continue }
            var readers = [(generators[other].schema(), generators[other].dialect)]
            for _ in 0..<6 { readers.append((mutations.mutated(writer), generators[one].dialect)) }
            if other != one {
                let translated = writer.inDialect(generators[other].dialect)
                readers.append((mutations.mutated(translated), generators[other].dialect))
            }
            for (reader, dialect) in readers {
                for policy in CompatibilityPolicy.allCases {
                    let contradictions = try oracle.contradictions(
                        reader: reader, dialect, policy: policy, budget: Budget(limit: 20_000))
                    wrong += contradictions.count
                    for line in contradictions { print("WRONG", line) }
                    if !contradictions.isEmpty { fflush(nil) }
                }
            }
        }
        print("seed \(seed): \(oracle.total) pairs, \(oracle.tally), \(oracle.endless) endless, \(wrong) wrong")
        if wrong > 0 { exit(1) }
    }

    // MARK: - Pairs of a file

    /// Reads and compares each pair of a file, and prints the least microseconds that a verdict took and that a whole
    /// report with its witnesses took, each of five runs from the texts on, and the verdict.
    private static func time(_ path: String) throws {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let file = path.split(separator: "/").last.map(String.init) ?? ""
        let format = JSONSchemaFormat()
        for line in (TestData(path: folder).text(file) ?? "").split(separator: "\n") {
            let pair = try JSON(parsing: String(line))
            let texts = ["new", "old"].map { name in pair[name]?.text ?? "true" }
            func least(_ work: (_ reader: JSONSchemaFormat.Schema, _ writer: JSONSchemaFormat.Schema) -> Verdict) throws
                -> (microseconds: Double, verdict: Verdict)
            {
                var best = (microseconds: Double.infinity, verdict: Verdict.undecided)
                for _ in 0..<5 {
                    // The clock on the wall, as the peers are measured: that of the process costs more than a comparison
                    // may differ by, and the least of five is not what others held up.
                    let start = ContinuousClock.now
                    let schemas = try texts.map { try format.parse(Definition(type: .json, text: $0), references: [:]) }
                    best.verdict = work(schemas[0], schemas[1])
                    best.microseconds = min(best.microseconds, (ContinuousClock.now - start) / .microseconds(1))
                }
                return best
            }
            let verdict = try least {
                format.verdict(reader: $0, writer: $1, policy: .strict, budget: .standard).verdict
            }
            let report = try least {
                format.compare(reader: $0, writer: $1, policy: .strict, budget: .standard).verdict
            }
            print(verdict.microseconds, report.microseconds, verdict.verdict)
        }
    }

    // MARK: - Typical pairs

    /// Compares closed objects of 20 properties, of which one has changed, so many times; for profiling.
    private static func typical(rounds: Int, _ wanted: String?) throws {
        func schema(_ properties: Int, _ length: Int) throws -> JSONSchemaFormat.Schema {
            let members = (1...properties).map { number in
                #""field\#(number)":{"type":"string","maxLength":\#(number == 1 ? length : 64)}"#
            }
            let text =
                #"{"type":"object","properties":{\#(members.joined(separator: ","))},"#
                + #""required":["field1","field2"],"additionalProperties":false}"#
            return try JSONSchemaFormat().parse(Definition(type: .json, text: text), references: [:])
        }
        let old = try schema(20, 40)
        for (name, new) in [
            ("wider", try schema(20, 50)), ("tighter", try schema(20, 30)), ("one more", try schema(21, 40)),
            ("one fewer", try schema(19, 40)),
        ] {
            for policy in CompatibilityPolicy.allCases where "\(name) \(policy.rawValue)".hasPrefix(wanted ?? "") {
                let start = LabelledPairs.seconds()
                for _ in 0..<rounds {
                    _ = JSONSchemaFormat().compare(reader: new, writer: old, policy: policy, budget: .standard)
                }
                print(name, policy.rawValue, micro((LabelledPairs.seconds() - start) / Double(rounds)))
            }
        }
    }

    // MARK: - Hostile pairs

    private static func hostile(_ name: String?) throws {
        var failures = 0
        for (position, pair) in HostilePair.all.enumerated() where name.map({ pair.name.contains($0) }) ?? true {
            let result = try Child.run([CommandLine.arguments[0], "one-hostile", String(position)])
            let isOver = result.megabytes > 64 || result.status != 0
            if isOver { failures += 1 }
            fflush(nil)
            print("\(isOver ? "OVER " : "")\(pair.name): \(result.output) \(result.megabytes) MB")
        }
        if failures > 0 { exit(1) }
    }

    /// Compares one pair; fails when it takes longer than it may.
    private static func oneHostile(_ position: Int) throws {
        alarm(10)
        let (read, written) = try HostilePair.all[position].parsed()
        var isSlow = false
        for policy in CompatibilityPolicy.allCases {
            let start = LabelledPairs.seconds()
            let comparison = JSONSchemaFormat().compare(
                reader: read, writer: written, policy: policy, budget: .standard)
            let milliseconds = Int((LabelledPairs.seconds() - start) * 1e3)
            if milliseconds > 250 { isSlow = true }
            print(
                "\(milliseconds) ms \(comparison.verdict) (\(comparison.incompatibilities.count) findings)",
                terminator: "; ")
        }
        if isSlow { exit(1) }
    }
}

extension JSON {
    /// The same under another `$schema`.
    fileprivate func inDialect(_ dialect: Dialect) -> JSON {
        guard case .object(var object) = self else { return self }
        object["$schema"] = .string(dialect.rawValue)
        return .object(object)
    }
}

/// A run of this program as a process of its own, so that its memory can be told.
private enum Child {
    static func run(_ arguments: [String]) throws -> (output: String, megabytes: Int, status: Int32) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return ("no pipe", 0, -1) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        defer { posix_spawn_file_actions_destroy(&actions) }
        var process = pid_t()
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        posix_spawn(&process, arguments[0], &actions, nil, &words, environ)
        close(ends[1])
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while case let count = read(ends[0], &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        close(ends[0])
        var status: Int32 = 0
        var usage = rusage()
        wait4(process, &status, 0, &usage)
        return (String(decoding: bytes, as: UTF8.self), usage.ru_maxrss / 1_024, status)
    }
}
