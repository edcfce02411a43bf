internal import JSONCore
public import RegistryCore
public import SchemaCore
internal import Synchronization

extension SQLiteStore: Store {
    /// Runs a reading on a free connection.
    ///
    /// The first free one rather than the next one: then only as many page caches fill as threads read at once.
    ///
    /// - Parameter extent: what the reading rests on, as a store of the past has no more than that.
    func read<Result: Sendable>(
        _ extent: @autoclosure () -> Extent, _ body: (Connection) throws(RegistryError) -> Result
    ) throws(RegistryError) -> Result {
        if let past, case let extent = extent(), extent != .log { return try past.read(extent, of: self, body) }
        for lane in readers {
            if let result = try lane.useIfFree(body) { return result }
        }
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        return try readers[Int(turn % UInt(readers.count))].use(body)
    }

    public func revisions(of streams: [Stream]) throws(RegistryError) -> [Revision] {
        if let past, past.isSandbox {
            let revisions = try readLog { (connection) throws(RegistryError) in try connection.revisions(of: streams) }
            try past.expect(streams, at: revisions)
            return revisions
        }
        return try read(streams == [.governance] ? .governance : .everything) { (connection) throws(RegistryError) in
            try connection.revisions(of: streams)
        }
    }

    // MARK: - Lists

    public func contexts() throws(RegistryError) -> [Context] {
        try all(.everything, .contexts, []) { (row) throws(SQLiteError) in try row.context(0) }
    }

    public func subjects(named name: String) throws(RegistryError) -> [Subject] {
        try all(.namesakes(name), .subjectsNamed, [.text(name)]) { (row) throws(SQLiteError) in try row.subject(0) }
    }

    public func versions(
        alike guid: GUID, of subject: Subject, deleted: Deleted
    ) throws(RegistryError) -> [RegisteredVersion] {
        try all(
            .subject(subject), .versionsAlike,
            [.guid(guid), .context(subject.context)] + deleted.versionBounds + [.subject(subject)],
            RegisteredVersion.init(row:))
    }

    public func versions(
        of subject: Subject, deleted: Deleted, page: Page
    ) throws(RegistryError) -> [VersionEntry] {
        try all(
            .subject(subject), .versions, [.subject(subject)] + deleted.versionBounds + page.bounds,
            VersionEntry.init(row:))
    }

    public func uses(
        of id: SchemaID, in context: Context, deleted: Deleted, page: Page
    ) throws(RegistryError) -> [VersionEntry] {
        try all(
            .schema(id, context), .uses, [.context(context), .id(id)] + deleted.versionBounds + page.bounds,
            VersionEntry.init(row:))
    }

    public func uses(of id: SchemaID, by subject: Subject) throws(RegistryError) -> [VersionEntry] {
        try all(
            .subject(subject), .usesBySubject, [.context(subject.context), .id(id), .subject(subject)],
            VersionEntry.init(row:))
    }

    public func referrers(
        to version: Version, of subject: Subject, deleted: Deleted
    ) throws(RegistryError) -> [VersionEntry] {
        try all(
            .everything, .referrers, [.subject(subject), .version(version)] + deleted.versionBounds,
            VersionEntry.init(row:))
    }

    public func ids(of guid: GUID) throws(RegistryError) -> [(context: Context, id: SchemaID)] {
        try all(.everything, .idsByGUID, [.guid(guid)]) { (row) throws(SQLiteError) in
            (context: try row.context(0), id: try row.id(1))
        }
    }

    // MARK: - Points

    public func version(
        _ selector: VersionSelector, of subject: Subject, deleted: Deleted
    ) throws(RegistryError) -> RegisteredVersion? {
        switch selector {
        case .number(let version):
            try first(
                .subject(subject), .versionByNumber, [.subject(subject), .version(version)] + deleted.versionBounds,
                RegisteredVersion.init(row:))
        case .latest: try first(.subject(subject), .latestVersion, [.subject(subject)], RegisteredVersion.init(row:))
        }
    }

    public func highestVersion(of subject: Subject) throws(RegistryError) -> Version? {
        try first(.subject(subject), .highestVersion, [.subject(subject)]) { (row) throws(SQLiteError) in
            try row.version(0)
        }
    }

    public func version(
        carrying id: SchemaID, in context: Context
    ) throws(RegistryError) -> RegisteredVersion? {
        try first(.schema(id, context), .versionCarrying, [.context(context), .id(id)], RegisteredVersion.init(row:))
    }

    public func schema(_ id: SchemaID, in context: Context) throws(RegistryError) -> StoredSchema? {
        try first(.schema(id, context), .schemaByID, [.context(context), .id(id)], StoredSchema.init(row:))
    }

    public func schema(_ guid: GUID) throws(RegistryError) -> StoredSchema? {
        try first(.everything, .schemaByGUID, [.guid(guid)], StoredSchema.init(row:))
    }

    public func highestID(in context: Context) throws(RegistryError) -> SchemaID? {
        // The default context has its row from the start, with no number given.
        try first(.everything, .lastID, [.context(context)]) { SchemaID(Int($0.integer(0))) } ?? nil
    }

    public func configuration(of scope: Scope) throws(RegistryError) -> Configuration? {
        try first(.scope(scope), .setting, [.scope(scope)]) { (row) throws(SQLiteError) in
            try row.json(0) { (json) throws(RegistryError) in try Configuration(payload: json) }
        }
    }

    public func mode(of scope: Scope) throws(RegistryError) -> Mode? {
        try first(.scope(scope), .mode, [.scope(scope)]) { (row) throws(SQLiteError) in
            guard let mode = Mode(rawValue: try row.text(0)) else { throw .damaged("an unknown mode", sql: row.sql) }
            return mode
        }
    }

    // MARK: - Scopes and associations

    public func configurations() throws(RegistryError) -> [(scope: Scope, configuration: Configuration)] {
        try all(.everything, .settings, []) { (row) throws(SQLiteError) in
            let configuration = try row.json(1) { (json) throws(RegistryError) in try Configuration(payload: json) }
            return (scope: Scope(name: try row.text(0)), configuration: configuration)
        }
    }

    public func aliases(of subject: Subject) throws(RegistryError) -> [Subject] {
        try all(.everything, .aliases, [.subject(subject)]) { (row) throws(SQLiteError) in try row.subject(0) }
    }

    public func scopesWithMode(in context: Context?) throws(RegistryError) -> [Scope] {
        var scopes: [Scope] = []
        for bounds in context?.scopeBounds ?? ["".prefixBounds] {
            scopes += try all(.everything, .scopesWithMode, bounds) { (row) throws(SQLiteError) in
                Scope(name: try row.text(0))
            }
        }
        return scopes
    }

    public func associations() throws(RegistryError) -> [Association] {
        try all(.everything, .associations, [], Association.init(row:))
    }

    public func associations(ofResource id: String) throws(RegistryError) -> [Association] {
        try all(.everything, .associationsOfResource, [.text(id)], Association.init(row:))
    }

    public func associations(
        ofResourcesNamed name: String, in namespace: String?
    ) throws(RegistryError) -> [Association] {
        try all(.everything, .associationsByName, [.text(name), .text(orNull: namespace)], Association.init(row:))
    }

    public func associations(with subject: Subject) throws(RegistryError) -> [Association] {
        try all(.everything, .associationsBySubject, [.subject(subject)], Association.init(row:))
    }

    // MARK: - Governance

    public func record(_ kind: Record.Kind, named name: String) throws(RegistryError) -> Record? {
        try first(.records(kind, named: name), .record, [.text(kind.rawValue), .text(name)], Record.init(row:))
    }

    public func records(
        _ kind: Record.Kind, after name: String?, limit: Int?
    ) throws(RegistryError) -> [Record] {
        // Of what is listed nothing has an empty name.
        try all(
            .records(kind), .records,
            [.text(kind.rawValue), .text(name ?? ""), .integer(limit.map { Int64(max(0, $0)) } ?? -1)],
            Record.init(row:))
    }

    public func versions(sunsetBy time: Timestamp, page: Page) throws(RegistryError) -> [RegisteredVersion] {
        try all(.everything, .versionsBySunset, [.at(time)] + page.bounds, RegisteredVersion.init(row:))
    }

    public func tokenUses() throws(RegistryError) -> [String: Timestamp] {
        let uses = try all(.log, .tokenUses, []) { (row) throws(SQLiteError) in (try row.text(0), row.at(1)) }
        return Dictionary(uniqueKeysWithValues: uses)
    }

    public func now() -> Timestamp { past?.time ?? .now() }

    // MARK: - The log

    /// Each reader notices a commit once and moves the number, so that after a commit no reader answers an earlier
    /// one; that several move it for the same commit does no harm.
    public func generation() throws(RegistryError) -> UInt64 {
        // The past does not change; a sandbox changes by what is tried in it.
        if let past { return UInt64(past.changes.count) }
        return try read(.log) { (connection) throws(RegistryError) in
            if try connection.seesCommit() {
                return generationSeen.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
            }
            return generationSeen.load(ordering: .sequentiallyConsistent)
        }
    }

    public func head() throws(RegistryError) -> Revision {
        if let past { return past.revision }
        return try first(.log, .head, []) { $0.revision(0) } ?? .zero
    }

    public func logHead() throws(RegistryError) -> LogHead {
        if let past { return try logEnd(at: past.revision) ?? .beginning }
        return try first(.log, .head, []) { (row) throws(SQLiteError) in try LogHead(row: row) } ?? .beginning
    }

    public func log(_ filter: LogFilter, limit: Int) throws(RegistryError) -> [LoggedEvent] {
        let end = past.map { min(filter.before, $0.revision.next) } ?? filter.before
        let values: [Value] = [
            .revision(filter.after), .revision(end), filter.subject.map { .subject($0) } ?? .null,
            .text(orNull: filter.principal?.name), .text(orNull: filter.kind?.rawValue),
            .integer(Int64(max(0, limit))),
        ]
        return try all(.log, filter.subject == nil ? .log : .logOfSubject, values) { (row) throws(SQLiteError) in
            LoggedEvent(event: try Event(row: row), hash: try EventHash(row: row, 6))
        }
    }

    public func events(after revision: Revision, limit: Int) throws(RegistryError) -> [Event] {
        let rest = past.map { $0.revision.number.subtractingReportingOverflow(revision.number) }
        let most = rest.map { $0.overflow ? limit : min(limit, Int($0.partialValue)) } ?? limit
        return try all(.log, .events, [.revision(revision), .integer(Int64(max(0, most)))], Event.init(row:))
    }

    // MARK: - One query

    func all<Row: Sendable>(
        _ extent: @autoclosure () -> Extent, _ query: Query, _ values: [Value],
        _ row: (Statement) throws(SQLiteError) -> Row
    ) throws(RegistryError) -> [Row] {
        try read(extent()) { (connection) throws(RegistryError) in try connection.all(query, values, row) }
    }

    func first<Row: Sendable>(
        _ extent: @autoclosure () -> Extent, _ query: Query, _ values: [Value],
        _ row: (Statement) throws(SQLiteError) -> Row
    ) throws(RegistryError) -> Row? {
        try read(extent()) { (connection) throws(RegistryError) in try connection.first(query, values, row) }
    }
}

extension Connection {
    fileprivate func revisions(of streams: [Stream]) throws(RegistryError) -> [Revision] {
        var revisions: [Revision] = []
        for stream in streams { revisions.append(try revision(of: stream)) }
        return revisions
    }

    /// The revision that last moved a stream.
    func revision(of stream: Stream) throws(RegistryError) -> Revision {
        switch stream.rows {
        case .named(let name): return try first(.streamRevision, [.text(name)]) { $0.revision(0) } ?? .zero
        case .between(let ranges):
            var newest = Revision.zero
            for range in ranges {
                newest = max(newest, try first(.newestStreamRevision, range) { $0.revision(0) } ?? .zero)
            }
            return newest
        }
    }
}
