public import SchemaCore

/// Compares a candidate with the earlier versions that a level names: direction by depth, one loop.
public struct CompatibilityChecker<Format: SchemaFormat>: Sendable {
    /// An earlier version, parsed.
    public struct Earlier: Sendable {
        public var version: Version
        public var schema: Format.Schema

        public init(version: Version, schema: Format.Schema) {
            self.version = version
            self.schema = schema
        }
    }

    public let format: Format
    public let level: CompatibilityLevel
    public let policy: CompatibilityPolicy

    public init(format: Format, level: CompatibilityLevel, policy: CompatibilityPolicy = .strict) {
        self.format = format
        self.level = level
        self.policy = policy
    }

    /// Compares with every version given, newest first; choosing them by the level's depth is the caller's part, who
    /// knows how to load them.
    public func check(candidate: Format.Schema, history: [Earlier], budget: Budget = .standard) -> [Finding] {
        var total = Budget.history
        return check(candidate: candidate, history: history, budget: budget, within: &total)
    }

    /// The same with what all comparisons together may take; versions that are not reached any more are undecided,
    /// unless they are equal to the candidate.
    public func check(
        candidate: Format.Schema, history: [Earlier], budget: Budget = .standard, within total: inout Budget
    ) -> [Finding] {
        var findings: [Finding] = []
        for (earlier, direction) in comparisons(with: history) {
            let (reader, writer) = direction.roles(candidate: candidate, earlier: earlier.schema)
            let limit = Budget(limit: min(budget.limit, total.limit - total.spent))
            let comparison = format.compare(reader: reader, writer: writer, policy: policy, budget: limit)
            _ = total.spend(min(comparison.steps, limit.limit))
            findings += comparison.incompatibilities.map {
                Finding(version: earlier.version, direction: direction, incompatibility: $0)
            }
        }
        return findings
    }

    /// What ``check(candidate:history:budget:)`` comes to, without the reasons and for less work.
    public func verdict(candidate: Format.Schema, history: [Earlier], budget: Budget = .standard) -> Verdict {
        var total = Budget.history
        return verdict(candidate: candidate, history: history, budget: budget, within: &total)
    }

    /// The same with what all comparisons together may take.
    public func verdict(
        candidate: Format.Schema, history: [Earlier], budget: Budget = .standard, within total: inout Budget
    ) -> Verdict {
        var verdict = Verdict.compatible
        for (earlier, direction) in comparisons(with: history) {
            let (reader, writer) = direction.roles(candidate: candidate, earlier: earlier.schema)
            let limit = Budget(limit: min(budget.limit, total.limit - total.spent))
            let answer = format.verdict(reader: reader, writer: writer, policy: policy, budget: limit)
            _ = total.spend(min(answer.steps, limit.limit))
            switch answer.verdict {
            case .incompatible: return .incompatible
            case .undecided: verdict = .undecided
            case .compatible: continue
            }
        }
        return verdict
    }

    private func comparisons(with history: [Earlier]) -> [(Earlier, CompatibilityLevel.Direction)] {
        history.flatMap { earlier in level.directions.map { (earlier, $0) } }
    }
}

extension CompatibilityLevel.Direction {
    /// Who reads whose data.
    fileprivate func roles<Schema>(candidate: Schema, earlier: Schema) -> (reader: Schema, writer: Schema) {
        switch self {
        case .backward: (candidate, earlier)
        case .forward: (earlier, candidate)
        }
    }
}

/// One incompatibility with one earlier version.
public struct Finding: Sendable, Hashable {
    public var version: Version
    public var direction: CompatibilityLevel.Direction
    public var incompatibility: Incompatibility

    public init(version: Version, direction: CompatibilityLevel.Direction, incompatibility: Incompatibility) {
        self.version = version
        self.direction = direction
        self.incompatibility = incompatibility
    }

    /// The sentence, with the schemas named "the new schema" and "version N".
    public var message: String {
        switch direction {
        case .backward: incompatibility.message(reader: "the new schema", writer: "version \(version)")
        case .forward: incompatibility.message(reader: "version \(version)", writer: "the new schema")
        }
    }
}
