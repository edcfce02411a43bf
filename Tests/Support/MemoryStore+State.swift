internal import Governance
internal import RegistryCore
internal import SchemaCore

/// How changes become state.
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
