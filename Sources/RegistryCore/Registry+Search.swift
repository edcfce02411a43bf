internal import Compatibility
internal import Governance
internal import JSONCore
public import SchemaCore
internal import Synchronization

extension Registry {
    /// Subjects that fit a query, the best first.
    ///
    /// The index is brought up to date first, so that what was written before the question is asked is found; that takes
    /// a second or two at most, and what is left is done afterwards.
    ///
    /// - Returns: the subjects, and whether the index knows all of the log.
    public func search(_ query: SearchQuery) throws(RegistryError) -> (entries: [SearchEntry], isComplete: Bool) {
        let isComplete = try indexForAWhile()
        return (try store.search(query), isComplete)
    }

    /// The names of the dialects of all languages that are known.
    public var dialects: [String] { formats.flatMap(\.dialects) }

    /// The time by the clock that events are stamped with.
    public func now() -> Timestamp { store.now() }

    /// What belongs to each team, and whether the index knows all of the log.
    public func counts() throws(RegistryError) -> (teams: [TeamCounts], isComplete: Bool) {
        let isComplete = try indexForAWhile()
        return (try store.counts(), isComplete)
    }

    /// How many events are looked at in one step.
    private static let step = 1000

    /// How long somebody who asks waits for the index, in microseconds.
    private static let patience: Int64 = 2_000_000

    private func indexForAWhile() throws(RegistryError) -> Bool {
        let end = store.now().microseconds + Self.patience
        while try indexSome() {
            if store.now().microseconds > end { return false }
        }
        return true
    }

    /// Brings the index for searching on by some events.
    ///
    /// The index is no part of what a writer waits for: it follows the log when somebody searches, or when nothing else
    /// is to be done.
    ///
    /// - Returns: whether there is more.
    public func indexSome() throws(RegistryError) -> Bool {
        try indexing.withLock { (pass) throws(RegistryError) in try indexStep(&pass) }
    }

    private func indexStep(_ pass: inout StandingPass?) throws(RegistryError) -> Bool {
        let from = try store.searchRevision()
        let events = try store.events(after: from, limit: Self.step)
        guard let last = events.last else { return false }
        var subjects: Set<Subject> = []
        var standingsChanged = false
        for event in events {
            switch event.change {
            case .recordSet(let key, _, _), .recordRemoved(let key, _):
                switch key.kind {
                case .owner: if let subject = key.subject { subjects.insert(subject) }
                case .ownershipRules, .policy: standingsChanged = true
                case .team, .transfer, .waiver, .token, .webhook, .keyEncryptionKey, .dataEncryptionKey: break
                }
            case .versionRegistered, .versionDeleted, .versionErased, .subjectDeleted, .subjectErased, .lifecycleSet:
                if let subject = event.change.subject { subjects.insert(subject) }
            case .configurationSet, .configurationCleared, .modeSet, .modeCleared, .idsReserved, .contextDeleted,
                .associationSet, .associationRemoved:
                break
            }
        }
        do throws(RegistryError) {
            if standingsChanged, try indexStandings(at: from, &pass) { return true }
            var changes: [SearchChange] = []
            let state = try governance()
            for subject in subjects { changes.append(try searchChange(of: subject, state)) }
            try store.index(changes, from: from, to: last.revision)
        } catch {
            // Somebody else was faster, and has done the same.
            guard error.code == .conflict else { throw error }
        }
        return true
    }

    /// Gives some subjects in the index the owner and the findings that rules and policies now say; a policy of a team is
    /// about what the team owns, so that both go together.
    ///
    /// - Returns: whether there are more.
    private func indexStandings(at revision: Revision, _ pass: inout StandingPass?) throws(RegistryError) -> Bool {
        let state = try governance()
        // What was changed since the pass began is true of all subjects again.
        if pass?.index != revision || pass?.governance != state.revision {
            pass = StandingPass(index: revision, governance: state.revision)
        }
        let entries = try store.searchEntries(after: pass?.subject, limit: Self.step)
        var changes: [SearchChange] = []
        for entry in entries {
            let standing = try standing(of: entry, state)
            if standing != entry.standing { changes.append(.standing(entry.subject, standing)) }
        }
        if !changes.isEmpty { try store.index(changes, from: revision, to: revision) }
        pass?.subject = entries.last?.subject
        if entries.count == Self.step { return true }
        pass = nil
        return false
    }

    /// What governance now says of a subject that is in the index.
    private func standing(of entry: SearchEntry, _ state: GovernanceState) throws(RegistryError) -> Standing {
        let owner = try ownership(of: entry.subject, state)?.team
        if state.policies.rules(for: entry.subject, owner: owner).isEmpty { return Standing(owner: owner) }
        // What was deleted since is told of by an event that comes.
        guard let version = try searchedVersion(of: entry.subject) else { return entry.standing }
        return try standing(of: version, state)
    }

    /// The owner of a version's subject, and how many findings of each severity it has; none where it cannot be read.
    private func standing(of version: RegisteredVersion, _ state: GovernanceState) throws(RegistryError) -> Standing {
        var standing = Standing(owner: try ownership(of: version.subject, state)?.team)
        do throws(RegistryError) {
            let findings = try lint(version, by: state.policies)
            standing.errors = findings.count { $0.severity == .error }
            standing.warnings = findings.count { $0.severity == .warning }
        } catch {
            guard error.code == .invalidSchema else { throw error }
        }
        return standing
    }

    /// What the index is to say of a subject.
    private func searchChange(of subject: Subject, _ state: GovernanceState) throws(RegistryError) -> SearchChange {
        guard let version = try searchedVersion(of: subject) else { return .removed(subject) }
        let definition = version.schema.definition
        var text = formats.first { $0.type == definition.type }?.searchText(of: definition.text) ?? SearchText()
        if let metadata = definition.metadata {
            for entry in metadata.tags.entries { text.labels += entry.value }
            for entry in metadata.properties.entries {
                text.labels.append(entry.name)
                // A secret is not found by trying what it might be.
                if !metadata.sensitive.contains(where: entry.name.isIdentical) { text.labels.append(entry.value) }
            }
        }
        return .entry(
            SearchEntry(
                subject: subject, version: version.version, state: version.lifecycle.state, text: text,
                standing: try standing(of: version, state)))
    }

    private func searchedVersion(of subject: Subject) throws(RegistryError) -> RegisteredVersion? {
        if let latest = try store.version(.latest, of: subject, deleted: .excluded) { return latest }
        guard let highest = try store.versions(of: subject, deleted: .excluded, page: .all).last else { return nil }
        return try store.version(.number(highest.version), of: subject, deleted: .excluded)
    }
}

/// A pass over the subjects in the index, after rules of ownership or policies were changed.
struct StandingPass: Sendable {
    /// The revision that the index is at as long as the pass is not over.
    let index: Revision
    /// The revision of what is applied.
    let governance: Revision
    /// The last subject that was done.
    var subject: Subject?
}
