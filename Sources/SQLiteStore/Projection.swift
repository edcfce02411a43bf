internal import Governance
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// How events become rows; the same for new events and for the replay of old ones.
///
/// One that holds rows back is used up when it throws.
final class Projection {
    private let connection: Connection
    private let holdsBack: Bool
    private var backlog = Backlog()

    /// - Parameter holdsBack: whether rows may stay unwritten until ``finish()``, and what does not fit be found then.
    init(connection: Connection, holdsBack: Bool = false) {
        self.connection = connection
        self.holdsBack = holdsBack
    }

    /// Writes what was held back.
    ///
    /// - Throws: `.conflict` when one of the changes did not fit what was there.
    func finish() throws(RegistryError) { try backlog.write(to: connection) }

    /// Updates the tables and moves the streams.
    ///
    /// - Returns: the event, with the schema id that a registration was given.
    /// - Throws: `.conflict` when the change, or one that was held back, does not fit what is there.
    func apply(_ event: Event) throws(RegistryError) -> Event {
        if event.change.readsRegistrations { try finish() }
        var event = event
        switch event.change {
        case .versionRegistered(let registration):
            event.change = .versionRegistered(try register(registration, of: event))
        case .versionDeleted(let subject, let version): try delete([version], of: subject)
        case .versionErased(let subject, let version): try erase([version], of: subject)
        case .subjectDeleted(let subject, let versions): try delete(versions, of: subject)
        case .subjectErased(let subject, let versions):
            try erase(versions, of: subject)
            try clearSettings(of: .subject(subject))
            try connection.run(.clearMode, [.scope(.subject(subject))])
        case .configurationSet(let scope, let configuration): try set(configuration, of: scope)
        case .configurationCleared(let scope): try clearSettings(of: scope)
        case .modeSet(let scope, let mode): try connection.run(.setMode, [.scope(scope), .text(mode.rawValue)])
        case .modeCleared(let scope): try connection.run(.clearMode, [.scope(scope)])
        case .idsReserved(let context, let id): backlog.raiseLastID(of: context, to: id)
        case .contextDeleted(let context): try delete(context)
        case .associationSet(let association):
            try connection.run(.setAssociation, association.columns + [.at(event.at)])
        case .associationRemoved(let key, _): try connection.run(.removeAssociation, key.columns)
        case .lifecycleSet(let subject, let version, let lifecycle):
            let moved = Lifecycle.Moved(at: event.at, by: event.principal, revision: event.revision)
            let changed = try connection.run(
                .setLifecycle, [.subject(subject), .version(version)] + lifecycle.columns(moved))
            guard changed == 1 else { throw .conflict }
        case .recordSet(let key, let value, _):
            try connection.run(
                .setRecord,
                key.columns + [
                    .text(value.text), .revision(event.revision), .at(event.at), .text(event.principal.name),
                ])
        case .recordRemoved(let key, _):
            guard try connection.run(.removeRecord, key.columns) == 1 else { throw .conflict }
        }
        for stream in event.change.streams { backlog.move(stream, to: event.revision) }
        if !holdsBack || backlog.isFull { try finish() }
        return event
    }

    private func register(_ registration: Registration, of event: Event) throws(RegistryError) -> Registration {
        var registration = registration
        let id = try schemaID(registration, in: registration.subject.context)
        registration.id = id
        backlog.add(registration, as: id, at: event.at, revision: event.revision)
        return registration
    }

    /// The number of the content in the context: the one it brings, else the lowest it has, else the next one; stored
    /// under it if it is not yet.
    private func schemaID(_ registration: Registration, in context: Context) throws(RegistryError) -> SchemaID {
        let definition = registration.definition
        let guid = definition.identity
        let last = try backlog.lastID(of: context, on: connection)
        let id: SchemaID
        if let given = registration.id {
            id = given
            // What has a higher number than all others is there for the first time.
            if id.number <= last, let known = try knownDefinition(id, in: context) {
                guard known == definition else { throw .conflict }
                return id
            }
        } else {
            try finish()
            let known = try connection.first(
                .schemaByContent, [.guid(guid), .context(context)] + definition.content, SchemaID.init(row:))
            if let known { return known }
            guard let next = SchemaID(last + 1) else { throw .idsExhausted(context) }
            id = next
        }
        backlog.raiseLastID(of: context, to: id)
        backlog.add(definition, identity: guid, as: id, in: context)
        return id
    }

    private func knownDefinition(_ id: SchemaID, in context: Context) throws(RegistryError) -> Definition? {
        if let held = backlog.definition(id, in: context) { return held }
        return try connection.first(.schemaByID, [.context(context), .id(id)], StoredSchema.init(row:))?.definition
    }

    private func set(_ configuration: Configuration, of scope: Scope) throws(RegistryError) {
        try connection.run(.setSetting, [.scope(scope), .text(configuration.payload.text)])
        guard case .subject(let subject) = scope else { return }
        try connection.run(.removeAlias, [.subject(subject)])
        if let target = configuration.target(ofAliasOf: subject) {
            try connection.run(.insertAlias, [.subject(target), .subject(subject)])
        }
    }

    private func clearSettings(of scope: Scope) throws(RegistryError) {
        try connection.run(.clearSetting, [.scope(scope)])
        if case .subject(let subject) = scope { try connection.run(.removeAlias, [.subject(subject)]) }
    }

    private func delete(_ context: Context) throws(RegistryError) {
        let isUsed = try connection.first(.subjectOfContext, [.context(context)]) { _ in } != nil
        guard !isUsed, try connection.run(.hideContext, [.context(context)]) == 1 else { throw .conflict }
        for bounds in context.scopeBounds {
            try connection.run(.clearSettings, bounds)
            try connection.run(.clearModes, bounds)
            try connection.run(.removeAliases, bounds)
        }
    }

    private func delete(_ versions: [Version], of subject: Subject) throws(RegistryError) {
        for version in versions {
            let changed = try connection.run(.deleteVersion, [.subject(subject), .version(version)])
            guard changed == 1 else { throw .conflict }
            try connection.run(.countDeleted, [.subject(subject)])
        }
    }

    private func erase(_ versions: [Version], of subject: Subject) throws(RegistryError) {
        let context = subject.context
        for version in versions {
            let erased = try connection.all(.eraseVersion, [.subject(subject), .version(version)], SchemaID.init(row:))
            guard let id = erased.first else { throw .conflict }
            try connection.run(.countErased, [.subject(subject)])
            guard try connection.first(.isCarried, [.context(context), .id(id)], { _ in }) == nil else { continue }
            try connection.run(.removeReferences, [.context(context), .id(id)])
            try connection.run(.removeSchema, [.context(context), .id(id)])
        }
        try connection.run(.removeSubject, [.subject(subject)])
    }
}

extension Definition {
    /// The columns that tell content apart, in the order of the table.
    var content: [Value] {
        [
            .text(type.name), .text(text), .text(Reference.column(references)), .text(orNull: metadata?.json.text),
            .text(orNull: ruleSet?.json.text),
        ]
    }
}

extension Change {
    /// Whether it rests on what registrations before it have written.
    fileprivate var readsRegistrations: Bool {
        switch self {
        case .versionDeleted, .versionErased, .subjectDeleted, .subjectErased, .contextDeleted, .lifecycleSet: true
        case .versionRegistered, .configurationSet, .configurationCleared, .modeSet, .modeCleared, .idsReserved,
            .associationSet, .associationRemoved, .recordSet, .recordRemoved:
            false
        }
    }
}
