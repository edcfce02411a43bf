private import Governance
public import RegistryCore
public import SchemaCore
private import Synchronization

/// A store that keeps everything in lists and searches them: slow, and simple enough to be believed.
///
/// It keeps the contract that every engine keeps, so that other stores can be compared with it.
public final class MemoryStore: Store {
    fileprivate struct State {
        var events: [Event] = []
        var versions: [RegisteredVersion] = []
        var settings: [Scope: Configuration] = [:]
        var modes: [Scope: Mode] = [:]
        var associations: [Association.Key: Association] = [:]
        var deletedContexts: Set<Context> = []
        var highestIDs: [Context: SchemaID] = [:]
        var moved: [RegistryCore.Stream: Revision] = [:]
        var records: [Record.Key: Record] = [:]
        var tokenUses: [String: Timestamp] = [:]
        var search: [Subject: SearchEntry] = [:]
        var searchRevision = Revision.zero
        /// What is added to the clock.
        var waited: Int64 = 0
    }

    private let state = Mutex(State())
    private let beforeAppend = Mutex<[@Sendable (MemoryStore) -> Void]>([])
    private let failing = Mutex<RegistryError?>(nil)

    public init() {}

    /// Something to happen just before the next append that finds it, as if somebody else had been faster; several are
    /// taken one by one.
    public func interfere(_ action: @escaping @Sendable (MemoryStore) -> Void) {
        beforeAppend.withLock { $0.append(action) }
    }

    /// From now on every function throws this; `nil` ends it.
    public func fail(with error: RegistryError?) { failing.withLock { $0 = error } }

    private func read<Value>(_ body: (State) -> Value) throws(RegistryError) -> Value {
        if let error = failing.withLock({ $0 }) { throw error }
        return state.withLock { body($0) }
    }

    /// Appends changes whatever the streams' revisions are, and nothing interferes.
    public func force(_ changes: Change...) {
        state.withLock { state in
            for change in changes {
                guard case .success = state.append([change], by: .anonymous) else {
                    preconditionFailure("a change that is forced on a store fits what is there")
                }
            }
        }
    }

    // MARK: The log

    public func revisions(of streams: [RegistryCore.Stream]) throws(RegistryError) -> [Revision] {
        try read { state in streams.map(state.revision) }
    }

    public func append(
        _ changes: [Change], by principal: Principal,
        expecting: [(stream: RegistryCore.Stream, revision: Revision)]
    ) throws(RegistryError) -> [Event] {
        if let error = failing.withLock({ $0 }) { throw error }
        let interference = beforeAppend.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        interference?(self)
        return try state.withLock { state -> Result<[Event], RegistryError> in
            guard expecting.allSatisfy({ state.revision(of: $0.stream) == $0.revision }) else {
                return .failure(.conflict)
            }
            return state.append(changes, by: principal)
        }.get()
    }

    public func generation() throws(RegistryError) -> UInt64 { UInt64(bitPattern: try head().number) }

    public func head() throws(RegistryError) -> Revision {
        try read { $0.events.last?.revision ?? .zero }
    }

    public func events(after revision: Revision, limit: Int) throws(RegistryError) -> [Event] {
        try read { Array($0.events.filter { $0.revision > revision }.prefix(max(0, limit))) }
    }

    public func probe() throws(RegistryError) { try read { _ in } }

    // MARK: Subjects and versions

    public func subjects(
        in context: Context?, prefix: String, deleted: Deleted, page: Page
    ) throws(RegistryError) -> [Subject] {
        try read { state in
            let subjects = Set(state.versions.map(\.subject)).filter { subject in
                let isDeleted = state.versions.allSatisfy { $0.subject != subject || $0.isDeleted }
                return (context == nil || subject.context == context)
                    && subject.name.utf8.starts(with: prefix.utf8) && deleted.includes(isDeleted)
            }
            return page.of(subjects.sorted { $0.precedes($1) })
        }
    }

    public func versions(
        of subject: Subject, deleted: Deleted, page: Page
    ) throws(RegistryError) -> [VersionEntry] {
        try read { page.of($0.of(subject, deleted).map(\.entry)) }
    }

    public func version(
        _ selector: VersionSelector, of subject: Subject, deleted: Deleted
    ) throws(RegistryError) -> RegisteredVersion? {
        try read { state in
            switch selector {
            case .latest: state.of(subject, .excluded).last { $0.lifecycle.state.isCurrent }
            case .number(let version): state.of(subject, deleted).first { $0.version == version }
            }
        }
    }

    public func highestVersion(of subject: Subject) throws(RegistryError) -> Version? {
        try read { $0.of(subject, .included).last?.version }
    }

    public func versions(
        alike guid: GUID, of subject: Subject, deleted: Deleted
    ) throws(RegistryError) -> [RegisteredVersion] {
        try read { state in
            state.of(subject, deleted).filter { $0.schema.definition.withoutVersion.identity == guid }.reversed()
        }
    }

    public func subjects(named name: String) throws(RegistryError) -> [Subject] {
        try read { state in
            Set(state.versions.map(\.subject)).filter { $0.name.utf8.elementsEqual(name.utf8) }
                .sorted { $0.context.precedes($1.context) }
        }
    }

    public func registeredVersions(
        in context: Context?, prefix: String, deleted: Deleted, depth: Depth, ruleType: String?, page: Page
    ) throws(RegistryError) -> [RegisteredVersion] {
        try read { state in
            let listed = state.sorted().filter {
                (context == nil || $0.subject.context == context) && $0.subject.name.utf8.starts(with: prefix.utf8)
                    && deleted.includes($0.isDeleted)
            }
            func part(_ versions: [RegisteredVersion]) -> [RegisteredVersion] {
                page.of(versions.filter { ruleType == nil || $0.hasRule(ofType: ruleType) })
            }
            switch depth {
            case .all: return part(listed)
            case .latest:
                let current = listed.filter { $0.lifecycle.state.isCurrent }
                return part(
                    current.enumerated().filter { position, version in
                        position + 1 == current.count || current[position + 1].subject != version.subject
                    }.map(\.element))
            }
        }
    }

    // MARK: Schemas

    public func version(
        carrying id: SchemaID, in context: Context
    ) throws(RegistryError) -> RegisteredVersion? {
        try read { state in
            let carriers = state.carriers(of: id, in: context)
            return carriers.first { !$0.isDeleted && $0.lifecycle.state == .active }
                ?? carriers.first { !$0.isDeleted } ?? carriers.first
        }
    }

    public func highestID(in context: Context) throws(RegistryError) -> SchemaID? {
        try read { $0.highestIDs[context] }
    }

    public func contexts() throws(RegistryError) -> [Context] {
        try read { state in
            Set(state.highestIDs.keys).subtracting(state.deletedContexts).union([.standard])
                .sorted { $0.precedes($1) }
        }
    }

    public func schema(_ id: SchemaID, in context: Context) throws(RegistryError) -> StoredSchema? {
        try read { $0.carriers(of: id, in: context).first?.schema }
    }

    public func schema(_ guid: GUID) throws(RegistryError) -> StoredSchema? {
        try read { $0.ids(of: guid).first?.schema }
    }

    public func ids(of guid: GUID) throws(RegistryError) -> [(context: Context, id: SchemaID)] {
        try read { $0.ids(of: guid).map { (context: $0.subject.context, id: $0.schema.id) } }
    }

    public func uses(
        of id: SchemaID, in context: Context, deleted: Deleted, page: Page
    ) throws(RegistryError) -> [VersionEntry] {
        try read { state in
            page.of(state.carriers(of: id, in: context).filter { deleted.includes($0.isDeleted) }.map(\.entry))
        }
    }

    public func uses(of id: SchemaID, by subject: Subject) throws(RegistryError) -> [VersionEntry] {
        try read { $0.of(subject, .included).filter { $0.schema.id == id }.map(\.entry) }
    }

    public func referrers(
        to version: Version, of subject: Subject, deleted: Deleted
    ) throws(RegistryError) -> [VersionEntry] {
        try read { state in
            let referring = state.sorted().filter { candidate in
                candidate.schema.definition.references.contains { $0.subject == subject && $0.version == version }
            }
            return referring.filter { deleted.includes($0.isDeleted) }.map(\.entry)
                .enumerated().sorted { ($0.element.id, $0.offset) < ($1.element.id, $1.offset) }.map(\.element)
        }
    }

    public func configuration(of scope: Scope) throws(RegistryError) -> Configuration? {
        try read { $0.settings[scope] }
    }

    public func configurations() throws(RegistryError) -> [(scope: Scope, configuration: Configuration)] {
        try read { state in
            state.settings.sorted { $0.key.precedes($1.key) }.map { (scope: $0.key, configuration: $0.value) }
        }
    }

    public func aliases(of subject: Subject) throws(RegistryError) -> [Subject] {
        try read { state in
            state.settings.compactMap { scope, configuration in
                guard case .subject(let name) = scope, configuration.target(ofAliasOf: name) == subject else {
                    return nil
                }
                return name
            }.sorted { $0.precedes($1) }
        }
    }

    public func mode(of scope: Scope) throws(RegistryError) -> Mode? { try read { $0.modes[scope] } }

    public func scopesWithMode(in context: Context?) throws(RegistryError) -> [Scope] {
        try read { state in
            state.modes.keys.filter { context == nil || $0.context == context }.sorted { $0.precedes($1) }
        }
    }

    // MARK: Governance

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

    // MARK: Associations

    public func associations() throws(RegistryError) -> [Association] { try associations { _ in true } }

    public func associations(ofResource id: String) throws(RegistryError) -> [Association] {
        try associations { $0.resource.id.utf8.elementsEqual(id.utf8) }
    }

    public func associations(
        ofResourcesNamed name: String, in namespace: String?
    ) throws(RegistryError) -> [Association] {
        try associations { association in
            association.resource.name.utf8.elementsEqual(name.utf8)
                && (namespace.map { association.resource.namespace.utf8.elementsEqual($0.utf8) } ?? true)
        }
    }

    public func associations(with subject: Subject) throws(RegistryError) -> [Association] {
        try associations { $0.subject == subject }
    }

    private func associations(where fits: (Association) -> Bool) throws(RegistryError) -> [Association] {
        try read { state in
            state.associations.values.filter(fits).sorted {
                ($0.resource.id, $0.resource.type, $0.part.rawValue)
                    < ($1.resource.id, $1.resource.type, $1.part.rawValue)
            }
        }
    }
}

// MARK: - The state

extension MemoryStore.State {
    func revision(of stream: RegistryCore.Stream) -> Revision {
        guard case .subjects(let context) = stream else { return moved[stream] ?? .zero }
        return moved.reduce(.zero) { newest, entry in
            guard case .subject(let subject) = entry.key, context == .everywhere || subject.context == context
            else { return newest }
            return max(newest, entry.value)
        }
    }

    func sorted() -> [RegisteredVersion] {
        versions.sorted {
            $0.subject == $1.subject ? $0.version < $1.version : $0.subject.precedes($1.subject)
        }
    }

    func of(_ subject: Subject, _ deleted: Deleted) -> [RegisteredVersion] {
        sorted().filter { $0.subject == subject && deleted.includes($0.isDeleted) }
    }

    func carriers(of id: SchemaID, in context: Context) -> [RegisteredVersion] {
        sorted().filter { $0.subject.context == context && $0.schema.id == id }
    }

    /// One version for each number that the content has in each context, by context and number.
    func ids(of guid: GUID) -> [RegisteredVersion] {
        var found: [Context: [SchemaID: RegisteredVersion]] = [:]
        for version in sorted() where version.schema.guid == guid {
            found[version.subject.context, default: [:]][version.schema.id] = version
        }
        return found.sorted { $0.key.precedes($1.key) }.flatMap { ids in
            ids.value.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    /// Appends all of the changes, or none of them when one does not fit what is there.
    mutating func append(_ changes: [Change], by principal: Principal) -> Result<[Event], RegistryError> {
        var next = self
        var appended: [Event] = []
        do throws(RegistryError) {
            for change in changes { appended.append(try next.apply(change, by: principal)) }
        } catch {
            return .failure(error)
        }
        self = next
        return .success(appended)
    }

    var now: Timestamp { Timestamp(microseconds: Int64(events.count) * 1_000_000 + waited) }

    private mutating func apply(_ change: Change, by principal: Principal) throws(RegistryError) -> Event {
        let revision = Revision((events.last?.revision.number ?? 0) + 1)
        // A clock that ticks a second with each event, so that a test can tell the times apart.
        var event = Event(
            revision: revision, at: Timestamp(microseconds: now.microseconds + 1_000_000), principal: principal,
            change: change)
        for stream in change.streams { moved[stream] = revision }
        switch change {
        case .versionRegistered(var registration):
            registration.id = try id(for: registration)
            event.change = .versionRegistered(registration)
            try register(registration, at: event.at)
        case .versionDeleted(let subject, let version): try hide([version], of: subject)
        case .subjectDeleted(let subject, let deleted): try hide(deleted, of: subject)
        case .versionErased(let subject, let version): try erase([version], of: subject)
        case .subjectErased(let subject, let erased):
            try erase(erased, of: subject)
            settings[.subject(subject)] = nil
            modes[.subject(subject)] = nil
        case .configurationSet(let scope, let configuration): settings[scope] = configuration
        case .configurationCleared(let scope): settings[scope] = nil
        case .modeSet(let scope, let mode): modes[scope] = mode
        case .modeCleared(let scope): modes[scope] = nil
        case .idsReserved(let context, let id):
            deletedContexts.remove(context)
            highestIDs[context] = max(highestIDs[context] ?? id, id)
        case .contextDeleted(let context): try delete(context)
        case .associationSet(var association):
            association.created = associations[association.key]?.created ?? event.at
            association.updated = event.at
            associations[association.key] = association
        case .associationRemoved(let key, _): associations[key] = nil
        case .lifecycleSet(let subject, let version, var lifecycle):
            lifecycle.moved = Lifecycle.Moved(at: event.at, by: principal, revision: revision)
            guard let position = versions.firstIndex(where: { $0.subject == subject && $0.version == version }) else {
                throw .conflict
            }
            versions[position].lifecycle = lifecycle
        case .recordSet(let key, let value, _):
            records[key] = Record(
                kind: key.kind, name: key.name, value: value, revision: revision, at: event.at, by: principal)
        case .recordRemoved(let key, _):
            guard records.removeValue(forKey: key) != nil else { throw .conflict }
        }
        events.append(event)
        return event
    }

    /// The number that a registration brings, else the lowest that the content has in the context, else the next one.
    private mutating func id(for registration: Registration) throws(RegistryError) -> SchemaID {
        let context = registration.subject.context
        let here = versions.filter { $0.subject.context == context }.map(\.schema)
        if let given = registration.id {
            guard here.allSatisfy({ $0.id != given || $0.definition == registration.definition }) else {
                throw .conflict
            }
        }
        let known = here.filter { $0.definition == registration.definition }.map(\.id).min()
        guard let id = registration.id ?? known ?? SchemaID(Int(highestIDs[context]?.number ?? 0) + 1) else {
            throw .idsExhausted(context)
        }
        if !here.contains(where: { $0.id == id }) { deletedContexts.remove(context) }
        highestIDs[context] = max(highestIDs[context] ?? id, id)
        return id
    }

    private mutating func delete(_ context: Context) throws(RegistryError) {
        let isThere = context.isStandard || highestIDs[context] != nil
        guard isThere, deletedContexts.insert(context).inserted,
            versions.allSatisfy({ $0.subject.context != context })
        else { throw .conflict }
        settings = settings.filter { $0.key.context != context }
        modes = modes.filter { $0.key.context != context }
    }

    private mutating func register(_ registration: Registration, at: Timestamp) throws(RegistryError) {
        let taken = versions.contains {
            $0.subject == registration.subject && $0.version == registration.version
        }
        guard let id = registration.id, !taken else { throw .conflict }
        let definition = registration.definition
        versions.append(
            RegisteredVersion(
                subject: registration.subject, version: registration.version,
                schema: StoredSchema(id: id, guid: definition.identity, definition: definition), isDeleted: false,
                at: registration.at ?? at, lifecycle: Lifecycle(registration.state)))
    }

    private mutating func hide(_ hidden: [Version], of subject: Subject) throws(RegistryError) {
        for version in hidden {
            let position = versions.firstIndex {
                $0.subject == subject && $0.version == version && !$0.isDeleted
            }
            guard let position else { throw .conflict }
            versions[position].isDeleted = true
        }
    }

    private mutating func erase(_ erased: [Version], of subject: Subject) throws(RegistryError) {
        for version in erased {
            let position = versions.firstIndex {
                $0.subject == subject && $0.version == version && $0.isDeleted
            }
            guard let position else { throw .conflict }
            versions.remove(at: position)
        }
    }
}

extension Deleted {
    fileprivate func includes(_ isDeleted: Bool) -> Bool {
        switch self {
        case .excluded: !isDeleted
        case .included: true
        case .only: isDeleted
        }
    }
}

extension Page {
    fileprivate func of<Item>(_ items: [Item]) -> [Item] {
        let rest = items.dropFirst(max(0, offset))
        return Array(limit.map { rest.prefix(max(0, $0)) } ?? rest)
    }
}

extension Context {
    fileprivate func precedes(_ other: Context) -> Bool { name.utf8.lexicographicallyPrecedes(other.name.utf8) }
}

extension Subject {
    fileprivate func precedes(_ other: Subject) -> Bool {
        qualifiedName.utf8.lexicographicallyPrecedes(other.qualifiedName.utf8)
    }
}

extension Scope {
    fileprivate func precedes(_ other: Scope) -> Bool {
        name.utf8.lexicographicallyPrecedes(other.name.utf8)
    }

    private var name: String { self == .global ? ":.:" : subject.qualifiedName }
}

extension RegisteredVersion {
    fileprivate func hasRule(ofType type: String?) -> Bool {
        let rules = schema.definition.ruleSet
        return RuleSet.Phase.allCases.contains { rules?[$0].contains { $0.type == type } ?? false }
    }
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
