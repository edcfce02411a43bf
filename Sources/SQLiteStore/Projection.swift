internal import Governance
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// How events become rows; the same for new events and for the replay of old ones.
struct Projection {
    let connection: Connection

    /// Updates the tables and moves the streams.
    ///
    /// - Returns: the event, with the schema id that a registration was given.
    /// - Throws: `.conflict` when the change does not fit what is there.
    func apply(_ event: Event) throws(RegistryError) -> Event {
        var event = event
        switch event.change {
        case .versionRegistered(let registration):
            event.change = .versionRegistered(try register(registration, at: event.at))
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
        case .idsReserved(let context, let id): try connection.run(.raiseLastID, [.context(context), .id(id)])
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
        for stream in event.change.streams {
            guard case .named(let name) = stream.rows else { continue }
            try connection.run(.moveStream, [name, .revision(event.revision)])
        }
        return event
    }

    private func register(_ registration: Registration, at: Timestamp) throws(RegistryError) -> Registration {
        var registration = registration
        let (subject, context) = (registration.subject, registration.subject.context)
        let id = try schemaID(registration, in: context)
        registration.id = id
        try connection.run(.countRegistered, [.subject(subject), .context(context)])
        let inserted = try connection.run(
            .insertVersion,
            [
                .subject(subject), .version(registration.version), .context(context), .id(id),
                .at(registration.at ?? at), .state(registration.state),
            ])
        guard inserted == 1 else { throw .conflict }
        try connection.run(.insertRegistrant, [.id(id), .subject(subject)])
        return registration
    }

    /// The number of the content in the context: the one it brings, else the lowest it has, else the next one; stored
    /// under it if it is not yet.
    private func schemaID(_ registration: Registration, in context: Context) throws(RegistryError) -> SchemaID {
        let definition = registration.definition
        let guid = definition.identity
        let content = definition.content
        let id: SchemaID
        if let given = registration.id {
            id = given
            if let stored = try connection.first(.schemaByID, [.context(context), .id(id)], StoredSchema.init(row:)) {
                guard stored.definition == definition else { throw .conflict }
                return id
            }
        } else {
            let known = try connection.first(
                .schemaByContent, [.guid(guid), .context(context)] + content, SchemaID.init(row:))
            if let known { return known }
            let last = try connection.first(.lastID, [.context(context)]) { $0.integer(0) } ?? 0
            guard let next = SchemaID(Int(last) + 1) else { throw .idsExhausted(context) }
            id = next
        }
        try connection.run(.raiseLastID, [.context(context), .id(id)])
        try connection.run(
            .insertSchema,
            [.context(context), .id(id), .guid(guid)] + content
                // Without metadata there is no number to leave out.
                + [.guid(definition.metadata == nil ? guid : definition.withoutVersion.identity)])
        for reference in definition.references {
            try connection.run(
                .insertReference,
                [.subject(reference.subject), .version(reference.version), .context(context), .id(id)])
        }
        return id
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
    fileprivate var content: [Value] {
        [
            .text(type.name), .text(text), .text(Reference.column(references)), .text(orNull: metadata?.json.text),
            .text(orNull: ruleSet?.json.text),
        ]
    }
}
