/// What a command found in schemas, for every form that it can be told in.
public struct Report: Sendable {
    /// What was asked about the schemas.
    public enum Purpose: String, Sendable {
        /// Whether they are compatible with earlier ones.
        case check
        /// Whether they meet the standards of policies.
        case lint
    }

    public var purpose: Purpose
    /// The version of the program.
    public var version: String
    /// What the schemas were held against, in words; empty when each says it itself.
    public var against = ""
    public var schemas: [CheckedSchema]
    /// The rules that findings name, in the order of their ids.
    public var rules: [ReportedRule] = []
    /// Where the program was started, from the root of the repository, without a slash at the end; empty at the root.
    public var folder = ""
    /// What else a person should know.
    public var remarks: [String] = []

    /// The program's name.
    static let toolName = "accord"

    public init(_ purpose: Purpose, version: String, schemas: [CheckedSchema]) {
        self.purpose = purpose
        self.version = version
        self.schemas = schemas
    }

    /// One word for all schemas together: the worst.
    public var outcome: Outcome { schemas.map(\.outcome).max() ?? .passed }
}

/// How it went with a schema, from the best to the worst.
public enum Outcome: String, Sendable, Comparable, CaseIterable {
    case passed
    /// Nothing is wrong for certain, and not all could be shown to be right.
    case undecided
    case failed
    /// It is no schema, so that nothing could be said about it.
    case unreadable

    public static func < (left: Outcome, right: Outcome) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .passed: 0
        case .undecided: 1
        case .failed: 2
        case .unreadable: 3
        }
    }
}

/// A rule that findings name, with what there is to say about it in general.
public struct ReportedRule: Sendable, Hashable {
    public var id: String
    /// A sentence.
    public var purpose: String
    /// What to do, as a sentence.
    public var advice: String?
    /// What a report says where nothing else is said.
    public var severity: ReportedFinding.Severity

    public init(id: String, purpose: String, advice: String? = nil, severity: ReportedFinding.Severity = .error) {
        self.id = id
        self.purpose = purpose
        self.advice = advice
        self.severity = severity
    }
}
