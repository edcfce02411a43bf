public import Compatibility
public import SchemaCore

/// A schema that was looked at, and what was found in it.
public struct CheckedSchema: Sendable {
    /// What happened to it since the earlier schema.
    public enum Change: String, Sendable {
        case unchanged, changed, added, renamed, deleted
    }

    /// What a policy says of a change.
    public struct PolicyVerdict: Sendable {
        public var policy: CompatibilityPolicy
        public var verdict: Verdict

        public init(policy: CompatibilityPolicy, verdict: Verdict) {
            self.policy = policy
            self.verdict = verdict
        }
    }

    /// Why nothing could be said about it.
    public struct Problem: Sendable {
        /// A clause.
        public var message: String
        public var place: Place?

        public init(_ message: String, at place: Place? = nil) {
            self.message = message
            self.place = place
        }
    }

    /// What it is called: its subject, or its file.
    public var name: String
    /// The path of its file, as the person would write it; `nil` for the standard input.
    public var file: String?
    public var subject: String?
    public var change: Change?
    /// The file that it was in before, when it was renamed.
    public var earlierFile: String?
    public var level: CompatibilityLevel?
    public var policy: CompatibilityPolicy?
    /// What the other policy says of the same schemas, where that is known.
    public var otherPolicy: PolicyVerdict?
    /// What it was compared with; a comparison without findings is there too.
    public var earlier: [String] = []
    public var findings: [ReportedFinding] = []
    /// Whether the registry that compared would not register the schema; without one, nobody refuses.
    public var isRefused = false
    public var problem: Problem?
    /// What else a person should know.
    public var remarks: [String] = []

    public init(name: String, file: String? = nil) {
        self.name = name
        self.file = file
    }

    /// One word for all findings together that no waiver names.
    public var outcome: Outcome {
        if problem != nil { return .unreadable }
        let counting = findings.filter { $0.waiver == nil }
        if counting.contains(where: { $0.severity == .error }) { return .failed }
        return counting.contains { $0.severity == .undecided } ? .undecided : .passed
    }

    /// The words of a compatibility check for ``outcome``.
    var verdict: Verdict {
        switch outcome {
        case .passed: .compatible
        case .undecided: .undecided
        case .failed, .unreadable: .incompatible
        }
    }
}

extension CheckedSchema {
    /// The command that proposes a waiver for a finding to the registry that refuses the schema for it; `nil` for others.
    func proposal(toWaive finding: ReportedFinding) -> String? {
        guard isRefused, finding.waiver == nil, let subject, let fingerprint = finding.fingerprint else { return nil }
        return "\(Report.toolName) waiver propose \(subject.shellWord) \(fingerprint) --reason WHY --expires TIME"
    }
}

extension String {
    /// The text as one word of a command line.
    fileprivate var shellWord: String {
        let isPlain = utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: Array("-_./:@%+=,".utf8).contains(byte)
            }
        }
        if isPlain && !isEmpty { return self }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }
}
