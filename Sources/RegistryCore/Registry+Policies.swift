internal import Compatibility
public import Governance
internal import JSONCore
public import SchemaCore

extension Registry {
    /// Policies by name, with the events that set them.
    public func policies(
        after name: String? = nil, limit: Int? = nil
    ) throws(RegistryError) -> [(policy: Policy, record: Record)] {
        var policies: [(policy: Policy, record: Record)] = []
        for record in try store.records(.policy, after: name, limit: limit) {
            policies.append((try record.policy, record))
        }
        return policies
    }

    /// One policy.
    ///
    /// - Throws: `.policyNotFound`.
    public func policy(_ name: String) throws(RegistryError) -> (policy: Policy, record: Record) {
        guard let record = try store.record(.policy, named: name) else { throw .policyNotFound(name) }
        return (try record.policy, record)
    }

    /// The rules that policies define, which others may set as well.
    public func customRules(besides name: String) throws(RegistryError) -> [String] {
        try governance().policies.policies.filter { $0.name != name }.flatMap(\.custom).map(\.id)
    }

    /// Makes a policy, or changes it; one of a team is its members' to set, others take an admin.
    ///
    /// - Throws: `.malformedRequest` for a custom rule that is no schema; `.unknownTeam`.
    public func set(
        _ policy: Policy, if precondition: Precondition = .none, by caller: Caller
    ) throws(RegistryError) -> Record {
        try check(policy)
        return try commit(.setPolicy, by: caller) { () throws(RegistryError) -> Decision<Record> in
            let stored = try store.record(.policy, named: policy.name)
            try precondition.check(stored?.revision)
            if let team = policy.team { try checkExists(team) }
            var targets = [Self.target(of: policy)]
            if let stored { targets.append(Self.target(of: try stored.policy)) }
            return .setting(Record.Key(.policy, policy.name), to: policy.json, stored, targets: targets)
        }
    }

    /// Removes a policy.
    ///
    /// - Throws: `.policyNotFound`.
    public func removePolicy(
        _ name: String, if precondition: Precondition = .none, by caller: Caller
    ) throws(RegistryError) {
        try commit(.setPolicy, by: caller) { () throws(RegistryError) -> Decision<Void> in
            guard let stored = try store.record(.policy, named: name) else { throw .policyNotFound(name) }
            try precondition.check(stored.revision)
            return Decision(
                expecting: [], changes: [.recordRemoved(Record.Key(.policy, name), reason: nil)],
                targets: [Self.target(of: try stored.policy)], answer: { _ in })
        }
    }

    private static func target(of policy: Policy) -> AccessTarget { policy.team.map { .team($0) } ?? .registry }

    /// - Throws: `.malformedRequest` for a custom rule that no language takes for a schema.
    private func check(_ policy: Policy) throws(RegistryError) {
        for rule in policy.custom {
            for format in formats { try format.check(rule) }
        }
    }

    // MARK: Judging

    /// Where a schema breaks the policies of a subject.
    ///
    /// - Throws: `.invalidSchema` when it is none.
    public func lint(_ candidate: Candidate, for subject: Subject) throws(RegistryError) -> [PolicyFinding] {
        guard !candidate.text.isEmpty else { throw .emptySchema }
        return try lint(candidate, for: subject, as: try format(of: candidate.type))
    }

    private func lint(
        _ candidate: Candidate, for subject: Subject, as format: some SchemaFormat
    ) throws(RegistryError) -> [PolicyFinding] {
        // As it was sent, so that lines and columns are those of its author.
        let definition = Definition(
            type: format.type, text: candidate.text,
            references: try pinned(candidate.references, targets: .excluded), metadata: candidate.metadata)
        let schema = try format.parse(definition, references: try referredDefinitions(of: definition))
        return try lint(schema, of: definition, under: subject, by: try governance().policies, as: format)
    }

    /// Where a schema that was read breaks the policies of a subject; none where there are no policies.
    ///
    /// - Parameter definition: what was read.
    func lint<Format: SchemaFormat>(
        _ schema: Format.Schema, of definition: Definition, under subject: Subject, by policies: PolicySet,
        as format: Format
    ) throws(RegistryError) -> [PolicyFinding] {
        guard !policies.policies.isEmpty else { return [] }
        let owner = try ownership(of: subject, nil)?.team
        let rules = policies.rules(for: subject, owner: owner)
        guard !rules.isEmpty else { return [] }
        return rules.findings(subject: subject, owner: owner, text: definition.text)
            + (try format.lint(schema, metadata: definition.metadata, rules: rules))
    }

    /// Where a stored version breaks policies.
    ///
    /// - Throws: `.storedSchemaUnreadable`'s code when it cannot be read.
    func lint(
        _ version: RegisteredVersion, by policies: PolicySet
    ) throws(RegistryError) -> [PolicyFinding] {
        guard !policies.policies.isEmpty,
            let format = formats.first(where: { $0.type == version.schema.definition.type })
        else { return [] }
        return try lint(version, by: policies, as: format)
    }

    private func lint<Format: SchemaFormat>(
        _ version: RegisteredVersion, by policies: PolicySet, as format: Format
    ) throws(RegistryError) -> [PolicyFinding] {
        let definition = version.schema.definition
        let schema = try format.parse(definition, references: try referredDefinitions(of: definition))
        return try lint(schema, of: definition, under: version.subject, by: policies, as: format)
    }

    // MARK: Trying

    /// A subject whose latest version would break a policy.
    public struct Failing: Sendable {
        public var version: RegisteredVersion
        public var findings: [PolicyFinding]
    }

    /// How many subjects one request looks at.
    private static let trialLimit = 2000

    /// Says which subjects would fail a policy if it was set, and sets nothing.
    ///
    /// - Parameters:
    ///   - subject: those after this one alone.
    ///   - limit: the most to give.
    /// - Returns: the subjects in the order of their names, and where to go on; `nil` when all were looked at.
    public func failing(
        _ policy: Policy, after subject: Subject?, limit: Int
    ) throws(RegistryError) -> (failing: [Failing], next: Subject?) {
        try check(policy)
        var policies = try governance().policies.policies.filter { $0.name != policy.name }
        policies.append(policy)
        let set = PolicySet(policies)
        var failing: [Failing] = []
        var seen = 0
        for candidate in try store.subjects(in: nil, prefix: "", deleted: .excluded, page: .all) {
            if let subject, !subject.qualifiedName.utf8.lexicographicallyPrecedes(candidate.qualifiedName.utf8) {
                continue
            }
            guard policy.pattern.matches(candidate) else { continue }
            seen += 1
            if let version = try store.version(.latest, of: candidate, deleted: .excluded) {
                let findings = try lint(version, by: set).filter { $0.policy == policy.name && $0.severity == .error }
                if !findings.isEmpty { failing.append(Failing(version: version, findings: findings)) }
            }
            if failing.count == limit || seen == Self.trialLimit { return (failing, candidate) }
        }
        return (failing, nil)
    }
}

extension Record {
    var policy: Policy {
        get throws(RegistryError) {
            // Other policies may define the rules that it names.
            let names = value["rules"]?.object?.names ?? []
            return try decoded { json throws(MalformedMember) in try Policy(json: json, name: name, foreign: names) }
        }
    }
}
