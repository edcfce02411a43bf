internal import Compatibility
internal import Governance
public import SchemaCore

extension Registry {
    /// Compares a candidate with one earlier version of a subject, or with all that the subject's level asks for.
    ///
    /// - Parameters:
    ///   - selector: the version to compare with, in the directions of the level and whatever its depth; `nil` for those
    ///     that registering would compare with.
    ///   - policy: which documents count; `nil` for what is configured.
    ///   - telling: whether the report is to say what the other policy would.
    /// - Throws: `.versionNotFound` when the version named by its number is not there; `.invalidSchema` when the
    ///   candidate is no schema, or its type is not supported.
    public func check(
        _ candidate: Candidate, against selector: VersionSelector?, of subject: Subject, normalization: Normalization,
        policy: CompatibilityPolicy? = nil, telling: CheckReport.Telling = .onePolicy
    ) throws(RegistryError) -> CheckReport {
        let named: [VersionEntry]? =
            if let selector { try versions(selector, of: subject) } else { nil }
        guard !candidate.text.isEmpty else { throw .emptySchema }
        let format = try format(of: candidate.type)
        return try check(candidate, against: named, of: subject, normalization, policy, telling, as: format)
    }

    private func check(
        _ candidate: Candidate, against named: [VersionEntry]?, of subject: Subject, _ normalization: Normalization,
        _ policy: CompatibilityPolicy?, _ telling: CheckReport.Telling, as format: some SchemaFormat
    ) throws(RegistryError) -> CheckReport {
        var prepared = try prepare(
            candidate, under: subject, as: format, normalization: normalization, targets: .excluded)
        prepared.settings.policy = policy ?? prepared.settings.policy
        let latest = try store.version(.latest, of: subject, deleted: .excluded)
        prepared.definition.completeContract(after: latest?.schema.definition, prepared.settings.configuration)
        try checkFields(of: prepared, as: format)
        let history =
            if let named {
                try grouped(named, with: prepared.definition, prepared.settings)
            } else {
                try history(for: prepared.definition, of: subject, prepared.settings)
            }
        return try compare(prepared, with: history, of: subject, telling, as: format)
    }

    /// The version that a request names; none for the latest of a subject that has no version.
    private func versions(
        _ selector: VersionSelector, of subject: Subject
    ) throws(RegistryError) -> [VersionEntry] {
        if let found = try store.version(selector, of: subject, deleted: .excluded) { return [found.entry] }
        switch selector {
        case .latest: return []
        case .number: throw .versionNotFound(selector)
        }
    }

    /// The versions that a new one is compared with, newest first: of those in its group, all or the latest.
    func history(
        for definition: Definition, of subject: Subject, _ settings: Settings
    ) throws(RegistryError) -> [VersionEntry] {
        if settings.level == .none { return [] }
        if settings.level.depth == .latest, settings.configuration.group == nil {
            return try versions(.latest, of: subject)
        }
        let all = try store.versions(of: subject, deleted: .excluded, page: .all).filter(\.state.isCurrent)
        return try grouped(all.reversed(), with: definition, settings)
    }

    /// The versions that are in the same group as a definition; of these the first alone where the level asks for no
    /// more.
    private func grouped(
        _ versions: [VersionEntry], with definition: Definition, _ settings: Settings
    ) throws(RegistryError) -> [VersionEntry] {
        guard let group = settings.configuration.group else { return versions }
        var members: [VersionEntry] = []
        for entry in versions {
            let schema = try store.schema(entry.id, in: entry.subject.context)
            let value = schema?.definition.metadata?.properties[group]
            guard value == definition.metadata?.properties[group] else { continue }
            members.append(entry)
            if settings.level.depth == .latest { break }
        }
        return members
    }

    /// Compares under the policy of the candidate's settings and, where that is asked for, under the other one.
    func compare<Format: SchemaFormat>(
        _ candidate: PreparedCandidate<Format>, with history: [VersionEntry], of subject: Subject,
        _ telling: CheckReport.Telling, as format: Format
    ) throws(RegistryError) -> CheckReport {
        var report = try compare(candidate, with: history, as: format)
        report.waived = try waivedFingerprints(of: subject)
        defer { for observer in options.observers { observer.compared(report) } }
        switch telling {
        case .onePolicy: return report
        case .otherPolicyOnRefusal where report.isCompatible: return report
        case .otherPolicyOnRefusal, .bothPolicies: break
        }
        report.otherVerdict = try verdict(on: candidate, with: history, under: report.policy.other, as: format)
        return report
    }

    /// What a policy says of a candidate, without the reasons, which nobody asks it for.
    private func verdict<Format: SchemaFormat>(
        on candidate: PreparedCandidate<Format>, with history: [VersionEntry], under policy: CompatibilityPolicy,
        as format: Format
    ) throws(RegistryError) -> Verdict {
        let level = candidate.settings.level
        guard !level.directions.isEmpty else { return .compatible }
        let checker = CompatibilityChecker(format: format, level: level, policy: policy)
        var total = Budget.history
        var verdict = Verdict.compatible
        for entry in history {
            let answer: Verdict
            switch try parsed(entry, as: format) {
            case .missing: continue
            case .otherType: answer = .incompatible
            case .unreadable: answer = .undecided
            case .schema(let schema):
                answer = checker.verdict(
                    candidate: candidate.schema, history: [.init(version: entry.version, schema: schema)],
                    budget: options.budget, within: &total)
            }
            if answer == .incompatible { return answer }
            if answer == .undecided { verdict = answer }
        }
        return verdict
    }

    /// Compares with each version in every direction of the level, and loads the texts of those that stand in the way.
    private func compare<Format: SchemaFormat>(
        _ candidate: PreparedCandidate<Format>, with history: [VersionEntry], as format: Format
    ) throws(RegistryError) -> CheckReport {
        let level = candidate.settings.level
        let policy = candidate.settings.policy
        var report = CheckReport(
            level: level, policy: policy, comparisons: [], undecided: options.undecided,
            validatesFields: candidate.settings.validateFields)
        guard !level.directions.isEmpty else { return report }
        if candidate.settings.validateFields {
            report.reserved = try reservedNameConflicts(of: candidate, with: history, as: format)
        }
        let checker = CompatibilityChecker(format: format, level: level, policy: policy)
        var total = Budget.history
        for entry in history {
            let outcome: CheckReport.Comparison.Outcome
            switch try parsed(entry, as: format) {
            // Erased since the history was read.
            case .missing: continue
            case .otherType(let type): outcome = .otherType(type)
            case .unreadable(let reason): outcome = .unreadable(reason)
            case .schema(let schema):
                let earlier = [CompatibilityChecker<Format>.Earlier(version: entry.version, schema: schema)]
                outcome = .findings(
                    checker.check(candidate: candidate.schema, history: earlier, budget: options.budget, within: &total)
                )
            }
            report.comparisons.append(
                .init(version: entry.version, outcome: outcome, text: try text(of: entry, for: outcome)))
        }
        return report
    }

    private func text(
        of entry: VersionEntry, for outcome: CheckReport.Comparison.Outcome
    ) throws(RegistryError) -> String? {
        if outcome == .findings([]) { return nil }
        return try store.schema(entry.id, in: entry.subject.context)?.definition.text
    }
}

// MARK: - Parsed earlier versions

/// An earlier version, as far as a format can read it.
private enum ParsedVersion<Schema: Sendable>: Sendable {
    case schema(Schema)
    case otherType(SchemaType)
    case unreadable(String)
    case missing
}

extension Registry {
    /// The parsed schema of an earlier version; parsed at most once while it is kept.
    private func parsed<Format: SchemaFormat>(
        _ entry: VersionEntry, as format: Format
    ) throws(RegistryError) -> ParsedVersion<Format.Schema> {
        let key = ParsedSchemas.Key(context: entry.subject.context, id: entry.id, type: format.type)
        if let schema = parsedSchemas.schema(key, as: Format.Schema.self) { return .schema(schema) }
        guard let stored = try store.schema(entry.id, in: entry.subject.context) else { return .missing }
        guard stored.definition.type == format.type else { return .otherType(stored.definition.type) }
        do throws(RegistryError) {
            let referred = try referredDefinitions(of: stored.definition)
            let schema = try format.parse(stored.definition, references: referred)
            parsedSchemas.insert(schema, bytes: Self.bytes(of: stored.definition, with: referred), under: key)
            return .schema(schema)
        } catch {
            // What a client is told is invalid must be its own schema, not one that was accepted long ago.
            guard error.code == .invalidSchema else { throw error }
            return .unreadable(error.message)
        }
    }
}
