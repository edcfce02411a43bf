internal import Governance
public import RegistryCore
public import SchemaCore
internal import Synchronization

/// What governance keeps, and what is searched.
extension MemoryStore {
    public func record(_ kind: Record.Kind, named name: String) throws(RegistryError) -> Record? {
        try read { state in state.records.first { $0.key.kind == kind && $0.key.name == name }?.value }
    }

    public func records(
        _ kind: Record.Kind, after name: String?, limit: Int?
    ) throws(RegistryError) -> [Record] {
        try read { state in
            let records = state.records.values.filter { record in
                record.kind == kind && (name.map { $0.utf8.lexicographicallyPrecedes(record.name.utf8) } ?? true)
            }.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            return Array(records.prefix(limit ?? .max))
        }
    }

    public func versions(sunsetBy time: Timestamp, page: Page) throws(RegistryError) -> [RegisteredVersion] {
        try read { state in
            func sunset(_ version: RegisteredVersion) -> Int64 { version.lifecycle.sunset?.microseconds ?? .max }
            let due = state.sorted().filter {
                $0.lifecycle.state == .deprecated && !$0.isDeleted && sunset($0) <= time.microseconds
            }
            return page.of(
                due.enumerated().sorted { (sunset($0.element), $0.offset) < (sunset($1.element), $1.offset) }
                    .map(\.element))
        }
    }

    public func searchRevision() throws(RegistryError) -> Revision { try read { $0.searchRevision } }

    public func index(
        _ changes: [SearchChange], from revision: Revision, to next: Revision
    ) throws(RegistryError) {
        if let error = failing.withLock({ $0 }) { throw error }
        try state.withLock { (state) throws(RegistryError) in
            guard state.searchRevision == revision else { throw .conflict }
            state.searchRevision = next
            for change in changes {
                switch change {
                case .entry(let entry): state.search[entry.subject] = entry
                case .standing(let subject, let standing): state.search[subject]?.standing = standing
                case .removed(let subject): state.search[subject] = nil
                }
            }
        }
    }

    /// By name alone: how well something fits is the engine's business.
    public func search(_ query: SearchQuery) throws(RegistryError) -> [SearchEntry] {
        try read { state in
            query.page.of(state.search.values.filter(query.fits).sorted { $0.subject.precedes($1.subject) })
        }
    }

    public func searchEntries(after subject: Subject?, limit: Int) throws(RegistryError) -> [SearchEntry] {
        try read { state in
            let entries = state.search.values.filter { entry in subject.map { $0.precedes(entry.subject) } ?? true }
            return Array(entries.sorted { $0.subject.precedes($1.subject) }.prefix(limit))
        }
    }

    public func counts() throws(RegistryError) -> [TeamCounts] {
        try read { state in
            var counts: [String: TeamCounts] = [:]
            for entry in state.search.values {
                var team = counts[entry.standing.owner ?? ""] ?? TeamCounts(team: entry.standing.owner)
                team.subjects += 1
                if entry.standing.errors > 0 {
                    team.failing += 1
                } else if entry.standing.warnings > 0 {
                    team.warned += 1
                }
                for version in state.of(entry.subject, .excluded) {
                    team.versions[version.lifecycle.state, default: 0] += 1
                    let isDue =
                        version.lifecycle.state == .deprecated
                        && version.lifecycle.sunset.map { $0 <= state.now } ?? false
                    if isDue { team.overdue += 1 }
                }
                counts[entry.standing.owner ?? ""] = team
            }
            return counts.sorted { left, right in
                left.key.isEmpty != right.key.isEmpty ? right.key.isEmpty : left.key < right.key
            }.map(\.value)
        }
    }

    public func noteUse(ofToken id: String, at time: Timestamp) throws(RegistryError) {
        if let error = failing.withLock({ $0 }) { throw error }
        state.withLock { $0.tokenUses[id] = time }
    }

    public func tokenUses() throws(RegistryError) -> [String: Timestamp] { try read { $0.tokenUses } }

    public func now() -> Timestamp { state.withLock { $0.now } }

    /// Lets time pass.
    public func wait(seconds: Int64) { state.withLock { $0.waited += seconds * 1_000_000 } }
}

extension SearchQuery {
    /// Whether an entry has all that is asked for.
    fileprivate func fits(_ entry: SearchEntry) -> Bool {
        let texts =
            [entry.subject.qualifiedName, entry.text.title ?? "", entry.text.description ?? ""]
            + entry.text.fields + entry.text.labels
        // Words in camel case count as a whole and in parts.
        let known = texts.flatMap { SearchQuery.words(in: $0) + SearchQuery.words(in: $0.spaced) }
        let isOwner =
            switch owner {
            case nil: true
            case .team(let name)?: entry.standing.owner == name
            case .nobody?: entry.standing.owner == nil
            }
        return isOwner && (state == nil || entry.state == state) && (dialect == nil || entry.text.dialect == dialect)
            && (label.map(entry.text.labels.contains) ?? true) && (field.map(entry.text.fields.contains) ?? true)
            && words.allSatisfy { word in known.contains { $0.hasPrefix(word) } }
    }
}

extension String {
    fileprivate var spaced: String {
        var spaced = ""
        for character in self {
            if character.isUppercase, spaced.last?.isLowercase == true { spaced.append(" ") }
            spaced.append(character)
        }
        return spaced
    }
}
