public import Compatibility
internal import JSONCore
public import SchemaCore

/// What came of comparing a candidate with earlier versions of its subject.
public struct CheckReport: Sendable {
    /// What came of comparing with one version.
    public struct Comparison: Sendable {
        public enum Outcome: Sendable, Hashable {
            /// None means compatible.
            case findings([Finding])
            /// The earlier version is a schema of another type, so that nothing can be compared.
            case otherType(SchemaType)
            /// The earlier version is no schema that can be read here, as one that came with an import may be; why.
            case unreadable(String)
        }

        public var version: Version
        public var outcome: Outcome
        /// The text of the earlier version; `nil` unless something was found against it.
        public var text: String?

        public init(version: Version, outcome: Outcome, text: String?) {
            self.version = version
            self.outcome = outcome
            self.text = text
        }
    }

    /// Which policies a report tells of.
    public enum Telling: Sendable {
        case onePolicy
        /// What the other one says only where the schema is refused, which is when somebody asks.
        case otherPolicyOnRefusal
        case bothPolicies
    }

    public var level: CompatibilityLevel
    public var policy: CompatibilityPolicy
    /// What the other policy says of the same comparisons, where that was asked for.
    public var otherVerdict: Verdict?
    /// One for each version that the level asks for, newest first.
    public var comparisons: [Comparison]
    /// Whether a finding that is not proven stands in the way.
    public var undecided: Registry.Options.Undecided
    /// Whether names of fields are checked against those that are reserved.
    public var validatesFields: Bool
    /// A sentence for each name that is reserved and taken, or reserved no more.
    public var reserved: [String] = []
    /// The fingerprints that a live waiver of the subject names.
    public var waived: Set<String> = []

    public init(
        level: CompatibilityLevel, policy: CompatibilityPolicy = .strict, comparisons: [Comparison],
        undecided: Registry.Options.Undecided = .refuse, validatesFields: Bool = false
    ) {
        self.level = level
        self.policy = policy
        self.comparisons = comparisons
        self.undecided = undecided
        self.validatesFields = validatesFields
    }

    /// Whether the candidate may become a version.
    public var isCompatible: Bool { reserved.isEmpty && comparisons.allSatisfy { !$0.isRefusal(undecided, waived) } }

    /// Whether a finding does not count, as a waiver names it.
    public func isWaived(_ finding: Finding) -> Bool { waived.contains(finding.incompatibility.fingerprint) }

    /// What the comparisons come to together.
    public var verdict: Verdict {
        var verdict = Verdict(findings.map(\.incompatibility))
        for comparison in comparisons {
            switch comparison.outcome {
            case .findings: break
            case .otherType: verdict = .incompatible
            case .unreadable: if verdict == .compatible { verdict = .undecided }
            }
        }
        return verdict
    }

    /// Everything that was found, newest version first.
    public var findings: [Finding] {
        comparisons.flatMap { comparison -> [Finding] in
            switch comparison.outcome {
            case .findings(let findings): findings
            case .otherType, .unreadable: []
            }
        }
    }
}

extension CheckReport.Comparison {
    fileprivate func isRefusal(_ undecided: Registry.Options.Undecided, _ waived: Set<String>) -> Bool {
        switch outcome {
        case .otherType: true
        case .unreadable: undecided == .refuse
        case .findings(let findings):
            findings.contains { finding in
                (undecided == .refuse || finding.incompatibility.certainty == .proven)
                    && (waived.isEmpty || !waived.contains(finding.incompatibility.fingerprint))
            }
        }
    }
}

// MARK: - As clients print it

extension CheckReport {
    /// The most of one earlier schema that is quoted, in bytes.
    private static let quotedBytes = 10_240
    /// The most that the quotations of all earlier schemas come to, in bytes.
    private static let allQuotedBytes = 65_536

    /// The elements that clients print: each finding, then the earlier version it is about and its schema, and at the
    /// end the level; none when nothing was found.
    public var messages: [String] {
        var messages = reserved
        var quotable = Self.allQuotedBytes
        for comparison in comparisons {
            switch comparison.outcome {
            case .findings([]): continue
            case .findings(let findings): messages += findings.map { $0.element(isWaived: isWaived($0)) }
            case .otherType: messages.append("Incompatible because of different schema type")
            case .unreadable(let reason):
                messages.append(
                    "Version \(comparison.version) is stored but cannot be read, so that nothing can be compared with it: "
                        + reason)
            }
            messages.append("{oldSchemaVersion: \(comparison.version)}")
            if let text = comparison.text { messages += Self.quotation(of: text, &quotable) }
        }
        if !messages.isEmpty {
            if otherVerdict == .compatible, verdict != .compatible, reserved.isEmpty {
                messages.append(
                    "{compatibilityPolicy: '\(policy.rawValue)', compatibleUnder: '\(policy.other.rawValue)'}")
            }
            messages.append("{validateFields: '\(validatesFields)', compatibility: '\(level.rawValue)'}")
        }
        return messages
    }

    private static func quotation(of text: String, _ quotable: inout Int) -> [String] {
        let limit = min(quotedBytes, quotable)
        guard limit > 0 else { return [] }
        guard text.utf8.count > limit else {
            quotable -= text.utf8.count
            return ["{oldSchema: '\(text)'}"]
        }
        quotable -= limit
        return ["{oldSchema: <truncated> '\(text.prefix(bytes: limit))...'}"]
    }
}

extension Finding {
    /// The finding as one element of a message list.
    fileprivate func element(isWaived: Bool) -> String {
        let path =
            switch direction {
            case .backward: incompatibility.readerPointer
            case .forward: incompatibility.writerPointer
            }
        let sentence =
            switch incompatibility.certainty {
            case .proven: message
            case .undecided: "Undecided: \(message)"
            }
        return "{errorType:\"\(incompatibility.rule.id)\", description:\(sentence.quoted), "
            + "path:\("#\(path)".quoted), version:\(version)\(witness)\(isWaived ? ", waived:true" : "")}"
    }

    /// The most of a document that is shown; a longer one is left out, since part of it would show nothing.
    private static let witnessBytes = 500

    /// The document that one side accepts and the other refuses, as the last part of the element.
    private var witness: String {
        guard let text = incompatibility.witness?.text, text.utf8.count <= Self.witnessBytes else { return "" }
        return ", witness:\(text.quoted)"
    }
}

extension String {
    /// The text between single quotes, with those and backslashes inside it escaped.
    fileprivate var quoted: String {
        "'" + replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }

    /// As much of the beginning as fits, without cutting a character's bytes apart.
    fileprivate func prefix(bytes limit: Int) -> Substring {
        guard var end = utf8.index(startIndex, offsetBy: limit, limitedBy: endIndex) else { return self[...] }
        while end > startIndex, !unicodeScalars.isBoundary(end) { end = utf8.index(before: end) }
        return self[..<end]
    }
}

extension String.UnicodeScalarView {
    /// Whether no scalar's bytes lie on both sides of an index.
    fileprivate func isBoundary(_ index: Index) -> Bool { index.samePosition(in: self) != nil }
}
