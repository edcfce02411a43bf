internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// Rows of registrations that are still to be written: many at a time, those of one table together.
///
/// A registration touches seven tables. Where many follow each other, as in a log that is played, what several of them
/// change is written once, and one statement inserts many rows.
struct Backlog {
    /// The highest id that each context is known to have given.
    private var lastIDs: [Context: SchemaID] = [:]
    /// The contexts whose highest id has moved.
    private var raised: Set<Context> = []
    private var definitions: [Numbered: Definition] = [:]
    /// The streams that have moved, in the order in which they did first.
    private var streams: [Moved] = []
    private var positions: [ByteString: Int] = [:]
    /// Rows, one behind the other.
    private var schemas: [Value] = []
    private var references: [Value] = []
    private var versions: [Value] = []
    private var registrants: [Value] = []
    private var registrations = 0
    private var textBytes = 0

    private struct Numbered: Hashable {
        let context: Context
        let id: SchemaID
    }

    private struct Moved {
        let name: String
        var revision: Revision
        /// The versions that the subject of that name got.
        var registered: Int64 = 0
        var context: Context?
    }

    /// How much is held back at most.
    private static let limit = (rows: 2048, bytes: 16 << 20)

    var isFull: Bool {
        registrations >= Self.limit.rows || streams.count >= Self.limit.rows || textBytes >= Self.limit.bytes
    }

    /// The highest id that a context has given.
    mutating func lastID(of context: Context, on connection: Connection) throws(RegistryError) -> Int {
        if let known = lastIDs[context] { return Int(known.number) }
        let stored = try connection.first(.lastID, [.context(context)]) { (row) throws(SQLiteError) in
            row.integer(0) == 0 ? nil : try row.id(0)
        }
        lastIDs[context] = stored
        return stored.map { Int($0.number) } ?? 0
    }

    /// What will be under a number and is not yet.
    func definition(_ id: SchemaID, in context: Context) -> Definition? {
        definitions[Numbered(context: context, id: id)]
    }

    mutating func raiseLastID(of context: Context, to id: SchemaID) {
        raised.insert(context)
        lastIDs[context] = max(id, lastIDs[context] ?? id)
    }

    mutating func add(_ definition: Definition, identity: GUID, as id: SchemaID, in context: Context) {
        definitions[Numbered(context: context, id: id)] = definition
        textBytes += definition.text.utf8.count
        schemas.append(.context(context))
        schemas.append(.id(id))
        schemas.append(.guid(identity))
        schemas += definition.content
        // Without metadata there is no number to leave out.
        schemas.append(.guid(definition.metadata == nil ? identity : definition.withoutVersion.identity))
        for reference in definition.references {
            references += [.subject(reference.subject), .version(reference.version), .context(context), .id(id)]
        }
    }

    mutating func add(_ registration: Registration, as id: SchemaID, at: Timestamp, revision: Revision) {
        registrations += 1
        let name = registration.subject.qualifiedName
        let position = move(name, to: revision)
        streams[position].registered += 1
        streams[position].context = registration.subject.context
        versions.append(.text(name))
        versions.append(.version(registration.version))
        versions.append(.context(registration.subject.context))
        versions.append(.id(id))
        versions.append(.at(registration.at ?? at))
        versions.append(.state(registration.state))
        registrants.append(.id(id))
        registrants.append(.text(name))
    }

    mutating func move(_ stream: Stream, to revision: Revision) {
        guard case .named(let name) = stream.rows else { return }
        move(name, to: revision)
    }

    /// - Returns: the stream's position.
    @discardableResult
    private mutating func move(_ stream: String, to revision: Revision) -> Int {
        if let position = positions[ByteString(stream)] {
            streams[position].revision = revision
            return position
        }
        positions[ByteString(stream)] = streams.count
        streams.append(Moved(name: stream, revision: revision))
        return streams.count - 1
    }

    /// Writes what was held back, and holds nothing back any more.
    ///
    /// - Throws: `.conflict` when a version is there already.
    mutating func write(to connection: Connection) throws(RegistryError) {
        defer { clear() }
        // What others refer to comes before them.
        for context in raised {
            guard let id = lastIDs[context] else { continue }
            try connection.run(.raiseLastID, [.context(context), .id(id)])
        }
        try connection.insert(.insertSchema, schemas)
        try connection.insert(.insertReference, references)
        var rows: [Value] = []
        for stream in streams {
            guard let context = stream.context else { continue }
            rows += [.text(stream.name), .context(context), .integer(stream.registered)]
        }
        try connection.insert(.countRegistered, rows)
        let inserted = try connection.insert(.insertVersion, versions)
        guard inserted == registrations else { throw .conflict }
        try connection.insert(.insertRegistrant, registrants)
        rows.removeAll(keepingCapacity: true)
        for stream in streams { rows += [.text(stream.name), .revision(stream.revision)] }
        try connection.insert(.moveStream, rows)
    }

    /// Forgets all but what is known of ids.
    private mutating func clear() {
        raised.removeAll(keepingCapacity: true)
        definitions.removeAll(keepingCapacity: true)
        streams.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        schemas.removeAll(keepingCapacity: true)
        references.removeAll(keepingCapacity: true)
        versions.removeAll(keepingCapacity: true)
        registrants.removeAll(keepingCapacity: true)
        registrations = 0
        textBytes = 0
    }
}
