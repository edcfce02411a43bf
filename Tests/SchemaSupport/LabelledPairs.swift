public import Compatibility
internal import Glibc
internal import JSONCore
public import JSONSchema
public import SchemaCore
internal import TestSupport

/// Pairs of schemas of which it is known whether every document valid under the old one is valid under the new one.
public struct LabelledPairs {
    public struct Pair {
        public var id: String
        /// `compatible`, `incompatible` or `unknown`.
        public var truth: String
        public var reader: JSONSchemaFormat.Schema
        public var writer: JSONSchemaFormat.Schema
    }

    public private(set) var pairs: [Pair] = []
    public private(set) var unreadable: [String] = []

    /// Reads one pair a line; of those with a given part of the identifier only, if there is one.
    public init(_ text: String, id wanted: String? = nil) throws {
        let remotes = Self.remotes()
        for line in text.split(separator: "\n") {
            let pair = try JSON(parsing: String(line))
            let id = pair["id"]?.string ?? ""
            if let wanted, !id.contains(wanted) { continue }
            let newDialect = Self.dialect(pair["draft"]?.string ?? pair["draft_new"]?.string)
            let oldDialect = Self.dialect(pair["draft"]?.string ?? pair["draft_old"]?.string)
            func parsed(_ json: JSON?, _ dialect: Dialect) -> JSONSchemaFormat.Schema? {
                guard let json else { return nil }
                return try? JSONSchemaFormat(defaultDialect: dialect).parse(
                    Definition(type: .json, text: json.text), references: remotes)
            }
            guard let reader = parsed(pair["new"], newDialect), let writer = parsed(pair["old"], oldDialect) else {
                unreadable.append(id)
                continue
            }
            pairs.append(Pair(id: id, truth: pair["truth"]?.string ?? "unknown", reader: reader, writer: writer))
        }
    }

    /// The official suite's remote schemas, by their URIs.
    private static func remotes() -> [String: Definition] {
        guard let suite = TestData("json-schema-test-suite") else { return [:] }
        var remotes: [String: Definition] = [:]
        for file in suite.files(under: "remotes") {
            guard let text = suite.text(file) else { continue }
            remotes["http://localhost:1234/" + file.dropFirst("remotes/".count)] = Definition(type: .json, text: text)
        }
        return remotes
    }

    private static func dialect(_ name: String?) -> Dialect {
        Dialect.allCases.first { $0.name == name || $0.name == "draft-0\(name ?? "")" } ?? .draft7
    }

    // MARK: - Answers

    /// How the answers came out.
    public struct Tally {
        public var verdicts: [Verdict: Int] = [:]
        public var wrong: [String] = []
        public var undecided: [String] = []
        /// Seconds, sorted.
        public var times: [Double] = []
        public var slow: [String] = []

        public var total: Int { times.count }
        public var decidedShare: Double { 1 - Double(undecided.count) / Double(max(total, 1)) }

        /// The time that a share of the pairs stay below.
        public func time(_ share: Double) -> Double {
            times.isEmpty ? 0 : times[min(Int(Double(times.count) * share), times.count - 1)]
        }
    }

    /// Compares all pairs, or every so manyth.
    public func tally(_ policy: CompatibilityPolicy, stride: Int = 1, slow limit: Double = 0.02) -> Tally {
        var tally = Tally()
        let format = JSONSchemaFormat()
        for (position, pair) in pairs.enumerated() where position.isMultiple(of: stride) {
            let start = Self.seconds()
            let comparison = format.compare(
                reader: pair.reader, writer: pair.writer, policy: policy, budget: .standard)
            let time = Self.seconds() - start
            tally.times.append(time)
            tally.verdicts[comparison.verdict, default: 0] += 1
            if time > limit {
                tally.slow.append("\(pair.id): \(time) s, \(comparison.verdict), \(comparison.steps) steps")
            }
            switch comparison.verdict {
            case .compatible where policy == .strict && pair.truth == "incompatible":
                tally.wrong.append("\(pair.id): compatible")
            case .incompatible where pair.truth == "compatible":
                let witness = comparison.incompatibilities.compactMap(\.witness).first
                if policy == .strict { tally.wrong.append("\(pair.id): \(witness?.text ?? "no witness")") }
            case .undecided:
                tally.undecided.append("\(pair.id): \(comparison.incompatibilities.first?.message ?? "")")
            case .compatible, .incompatible: break
            }
        }
        tally.times.sort()
        return tally
    }

    /// The processor's time that this process has taken, which other work on the machine hardly changes.
    public static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
