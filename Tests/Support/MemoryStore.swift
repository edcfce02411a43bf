internal import Governance
internal import JSONCore
public import RegistryCore
public import SchemaCore
internal import Synchronization

/// A store that keeps everything in lists and searches them: slow, and simple enough to be believed.
///
/// It keeps the contract that every engine keeps, so that other stores can be compared with it.
public final class MemoryStore: Store {
    struct State {
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
        var webhookSecrets: [String: [UInt8]] = [:]
        var webhookProgress: [String: WebhookProgress] = [:]
        var webhookDeliveries: [String: [WebhookDelivery]] = [:]
        var search: [Subject: SearchEntry] = [:]
        var searchRevision = Revision.zero
        /// What is added to the clock.
        var waited: Int64 = 0
    }

    let state = Mutex(State())
    private let beforeAppend = Mutex<[@Sendable (MemoryStore) -> Void]>([])
    let failing = Mutex<RegistryError?>(nil)

    public init() {}

    /// Something to happen just before the next append that finds it, as if somebody else had been faster; several are
    /// taken one by one.
    public func interfere(_ action: @escaping @Sendable (MemoryStore) -> Void) {
        beforeAppend.withLock { $0.append(action) }
    }

    /// From now on every function throws this; `nil` ends it.
    public func fail(with error: RegistryError?) { failing.withLock { $0 = error } }

    func read<Value>(_ body: (State) -> Value) throws(RegistryError) -> Value {
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

    public func logHead() throws(RegistryError) -> LogHead {
        guard let last = try log(LogFilter(), limit: .max).last else { return .beginning }
        return LogHead(revision: last.event.revision, at: last.event.at, hash: last.hash)
    }

    public func log(_ filter: LogFilter, limit: Int) throws(RegistryError) -> [LoggedEvent] {
        try read { state in
            var hash = EventHash.beginning
            let logged = state.events.map { event in
                hash = hash.next(LoggedBytes(event, payload: event.change.payload.text))
                return LoggedEvent(event: event, hash: hash)
            }
            return Array(logged.filter { filter.includes($0.event) }.prefix(max(0, limit)))
        }
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

extension Deleted {
    func includes(_ isDeleted: Bool) -> Bool {
        switch self {
        case .excluded: !isDeleted
        case .included: true
        case .only: isDeleted
        }
    }
}

extension Page {
    func of<Item>(_ items: [Item]) -> [Item] {
        let rest = items.dropFirst(max(0, offset))
        return Array(limit.map { rest.prefix(max(0, $0)) } ?? rest)
    }
}

extension Context {
    func precedes(_ other: Context) -> Bool { name.utf8.lexicographicallyPrecedes(other.name.utf8) }
}

extension Subject {
    func precedes(_ other: Subject) -> Bool {
        qualifiedName.utf8.lexicographicallyPrecedes(other.qualifiedName.utf8)
    }
}

extension Scope {
    func precedes(_ other: Scope) -> Bool {
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
