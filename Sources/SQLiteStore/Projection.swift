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
            try connection.run(.clearSetting, [.scope(.subject(subject))])
        case .configurationSet(let scope, let configuration):
            try connection.run(.setSetting, [.scope(scope), .text(configuration.payload.text)])
        case .configurationCleared(let scope): try connection.run(.clearSetting, [.scope(scope)])
        }
        for stream in event.change.streams {
            try connection.run(.moveStream, [.stream(stream), .revision(event.revision)])
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
            [.subject(subject), .version(registration.version), .context(context), .id(id), .at(at)])
        guard inserted == 1 else { throw .conflict }
        return registration
    }

    /// The number of the content in the context: the one it has, else the next one, with which it is stored.
    private func schemaID(_ registration: Registration, in context: Context) throws(RegistryError) -> SchemaID {
        let definition = registration.definition
        let guid = definition.identity
        let content: [Value] = [.guid(guid), .context(context)] + definition.content
        if let id = try connection.first(.schemaByContent, content, SchemaID.init(row:)) {
            guard registration.id == nil || registration.id == id else { throw .conflict }
            return id
        }
        let last = try connection.first(.lastID, [.context(context)]) { $0.integer(0) } ?? 0
        guard let id = SchemaID(Int(last) + 1) else { throw .idsExhausted(context) }
        guard registration.id == nil || registration.id == id else { throw .conflict }
        try connection.run(.raiseLastID, [.context(context), .id(id)])
        try connection.run(.insertSchema, [.context(context), .id(id), .guid(guid)] + definition.content)
        for reference in definition.references {
            try connection.run(
                .insertReference,
                [.subject(reference.subject), .version(reference.version), .context(context), .id(id)])
        }
        return id
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
        [.text(type.name), .text(text), .text(Reference.column(references))]
    }
}
