internal import JSONCore

/// The rules that clients apply to documents of a schema; part of its identity.
///
/// The registry keeps them and runs none.
public struct RuleSet: Sendable {
    /// Rules for reading documents of other versions.
    public var migrationRules: [Rule]
    /// Rules for the fields of documents.
    public var domainRules: [Rule]
    /// Rules for the bytes of documents.
    public var encodingRules: [Rule]
    /// Where the rules apply; `nil` where the client decides.
    public var enableAt: Place?

    public init(
        migrationRules: [Rule] = [], domainRules: [Rule] = [], encodingRules: [Rule] = [], enableAt: Place? = nil
    ) {
        self.migrationRules = migrationRules
        self.domainRules = domainRules
        self.encodingRules = encodingRules
        self.enableAt = enableAt
    }

    public enum Place: String, CaseIterable, Sendable {
        case all = "ALL"
        case client = "CLIENT"
        case gateway = "GATEWAY"
        case server = "SERVER"
        case none = "NONE"
    }

    /// The phases of a document's life, by the member that holds their rules.
    public enum Phase: String, CaseIterable, Sendable {
        case migration = "migrationRules"
        case domain = "domainRules"
        case encoding = "encodingRules"

        /// The modes that rules of this phase may have.
        public var modes: [Rule.Mode] {
            switch self {
            case .migration: [.upgrade, .downgrade, .upAndDown]
            case .domain, .encoding: [.write, .read, .writeAndRead]
            }
        }
    }

    /// The rules of a phase.
    public subscript(phase: Phase) -> [Rule] {
        get {
            switch phase {
            case .migration: migrationRules
            case .domain: domainRules
            case .encoding: encodingRules
            }
        }
        set {
            switch phase {
            case .migration: migrationRules = newValue
            case .domain: domainRules = newValue
            case .encoding: encodingRules = newValue
            }
        }
    }

    /// Whether there is no rule.
    public var isEmpty: Bool { migrationRules.isEmpty && domainRules.isEmpty && encodingRules.isEmpty }

    /// One rule.
    public struct Rule: Sendable {
        public var name: String
        public var doc: String?
        public var kind: Kind
        public var mode: Mode
        /// What carries the rule out, as clients call it, such as `CEL` or `ENCRYPT`.
        public var type: String
        /// What the rule applies to; in order, each once.
        public var tags: [String]
        public var params: SortedMap<String>
        public var expr: String?
        public var onSuccess: String?
        public var onFailure: String?
        public var isDisabled: Bool

        public init(
            name: String, doc: String? = nil, kind: Kind = .transform, mode: Mode = .writeAndRead, type: String,
            tags: [String] = [], params: SortedMap<String> = SortedMap(), expr: String? = nil,
            onSuccess: String? = nil, onFailure: String? = nil, isDisabled: Bool = false
        ) {
            self.name = name
            self.doc = doc
            self.kind = kind
            self.mode = mode
            self.type = type
            self.tags = tags.sortedDistinct()
            self.params = params
            self.expr = expr
            self.onSuccess = onSuccess
            self.onFailure = onFailure
            self.isDisabled = isDisabled
        }

        public enum Kind: String, CaseIterable, Sendable {
            case transform = "TRANSFORM"
            case condition = "CONDITION"
        }

        public enum Mode: String, CaseIterable, Sendable {
            case upgrade = "UPGRADE"
            case downgrade = "DOWNGRADE"
            case upAndDown = "UPDOWN"
            case write = "WRITE"
            case read = "READ"
            case writeAndRead = "WRITEREAD"
        }
    }
}

// MARK: - Checking and merging

extension RuleSet {
    /// The longest name of a rule, in characters.
    private static let nameLimit = 256

    /// Checks what the wire's types do not say.
    ///
    /// - Throws: `.invalidRuleSet` when a name is no identifier, too long or used twice in its phase, a rule has no type,
    ///   or a mode does not fit the phase.
    public func validate() throws(RegistryError) {
        for phase in Phase.allCases {
            var names: Set<ByteString> = []
            for rule in self[phase] {
                guard Self.isName(rule.name) else { throw .invalidRuleName(rule.name, limit: Self.nameLimit) }
                guard names.insert(ByteString(rule.name)).inserted else { throw .repeatedRuleName(rule.name) }
                guard !rule.type.isEmpty else { throw .ruleWithoutType(rule.name) }
                guard phase.modes.contains(rule.mode) else { throw .ruleModeMisplaced(rule, phase) }
            }
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, text.unicodeScalars.count <= nameLimit else { return false }
        return first.properties.isAlphabetic || first == "_"
    }

    /// These rules, and those of another set in the place of rules with the same name.
    public func merged(with other: RuleSet) -> RuleSet {
        var merged = self
        for phase in Phase.allCases {
            let names = Set(other[phase].map { ByteString($0.name) })
            merged[phase] = self[phase].filter { !names.contains(ByteString($0.name)) } + other[phase]
        }
        merged.enableAt = other.enableAt ?? enableAt
        return merged
    }

    /// The rules whose names are not among these.
    public func without(_ names: [String]) -> RuleSet {
        let names = Set(names.map(ByteString.init))
        var rest = self
        for phase in Phase.allCases { rest[phase] = self[phase].filter { !names.contains(ByteString($0.name)) } }
        return rest
    }

    /// What holds after defaults, a schema's own rules and overrides; `nil` when all three are.
    public static func merged(_ layers: RuleSet?...) -> RuleSet? {
        layers.compactMap(\.self).reduce(nil) { $0?.merged(with: $1) ?? $1 }
    }
}

extension RuleSet: Hashable {
    public static func == (left: RuleSet, right: RuleSet) -> Bool { left.json == right.json }

    public func hash(into hasher: inout Hasher) { hasher.combine(json) }
}

// MARK: - Identity

extension RuleSet {
    /// Appends what the schema's identity is computed from.
    func appendIdentity(to bytes: inout [UInt8]) {
        bytes.append(1)
        for phase in Phase.allCases {
            for rule in self[phase] { rule.appendIdentity(to: &bytes) }
        }
        if let enableAt { bytes += Array(enableAt.rawValue.utf8) }
    }
}

extension RuleSet.Rule {
    fileprivate func appendIdentity(to bytes: inout [UInt8]) {
        func append(_ text: String?) { bytes += Array((text ?? "").utf8) }
        append(name)
        append(doc)
        append(kind.rawValue)
        append(mode.rawValue)
        append(type)
        for tag in tags { append(tag) }
        for entry in params.entries {
            append(entry.name)
            append(entry.value)
        }
        append(expr)
        append(onSuccess)
        append(onFailure)
        if isDisabled { bytes.append(1) }
    }
}
