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
        for earlier in history {
            for direction in level.directions {
                let (reader, writer) =
                    switch direction {
                    case .backward: (candidate, earlier.schema)
                    case .forward: (earlier.schema, candidate)
                    }
                let limit = Budget(limit: min(budget.limit, total.limit - total.spent))
                let comparison = format.compare(reader: reader, writer: writer, policy: policy, budget: limit)
                _ = total.spend(min(comparison.steps, limit.limit))
                findings += comparison.incompatibilities.map {
                    Finding(version: earlier.version, direction: direction, incompatibility: $0)
                }
            }
        }
        return findings
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
