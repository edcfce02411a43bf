internal import Governance
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

// How the values of the domain are kept in columns: first to bind, then to read.

extension Value {
    static func subject(_ subject: Subject) -> Value { .text(subject.qualifiedName) }
    static func context(_ context: Context) -> Value { .text(context.name) }
    static func version(_ version: Version) -> Value { .integer(Int64(version.number)) }
    static func id(_ id: SchemaID) -> Value { .integer(Int64(id.number)) }
    static func guid(_ guid: GUID) -> Value { .blob(guid.bytes) }
    static func at(_ time: Timestamp) -> Value { .integer(time.microseconds) }
    static func revision(_ revision: Revision) -> Value { .integer(revision.number) }

    /// A context goes by the qualified name of its empty subject, as in requests; the default one by its own.
    static func scope(_ scope: Scope) -> Value { .text(scope == .global ? globalName : scope.subject.qualifiedName) }

    fileprivate static let globalName = ":.:"

    static func state(_ state: LifecycleState) -> Value { .integer(Int64(state.code)) }

    static func text(orNull text: String?) -> Value { text.map { .text($0) } ?? .null }
}

extension Scope {
    /// Reads a name as it was written.
    init(name: String) {
        let subject = Subject(qualifiedName: name)
        self = subject.name.isEmpty ? .context(subject.context) : .subject(subject)
    }
}

extension Stream {
    /// The rows that tell where it is: one, or ranges of them.
    enum Rows {
        /// Streams that are no subject's have names that no subject has, as those of the default context are not
        /// qualified.
        case named(String)
        /// The half-open ranges of the names; those of the default context hold the streams that are no subject's too.
        case between([[Value]])
    }

    var rows: Rows {
        switch self {
        case .settings: .named(Value.globalName)
        case .associations: .named(":.:associations")
        case .governance: .named(":.:governance")
        case .subject(let subject): .named(subject.qualifiedName)
        case .subjects(.everywhere): .between(["".prefixBounds])
        case .subjects(let context): .between(context.scopeBounds)
        }
    }
}

extension Context {
    /// The half-open ranges of the names of scopes in the context.
    var scopeBounds: [[Value]] {
        guard isStandard else { return ["\(Scope.context(self).subject.qualifiedName)".prefixBounds] }
        // Whatever does not begin as a qualified name does, and the context itself.
        return [[.text(""), .text(":.")], ":.:".prefixBounds, [.text(":/"), .aboveAllText]]
    }
}

extension Deleted {
    /// The bounds of `deleted BETWEEN` for a version.
    var versionBounds: [Value] {
        switch self {
        case .excluded: [.integer(0), .integer(0)]
        case .included: [.integer(0), .integer(1)]
        case .only: [.integer(1), .integer(1)]
        }
    }

    /// The bounds of `live BETWEEN` for a subject: how many versions are not deleted.
    var liveBounds: [Value] {
        switch self {
        case .excluded: [.integer(1), .integer(.max)]
        case .included: [.integer(0), .integer(.max)]
        case .only: [.integer(0), .integer(0)]
        }
    }
}

extension Page {
    /// The values of `LIMIT` and `OFFSET`; SQLite takes a negative limit as none.
    var bounds: [Value] {
        [.integer(limit.map { Int64(max(0, $0)) } ?? -1), .integer(Int64(max(0, offset)))]
    }
}

extension String {
    /// The half-open range of texts that begin with this one, by code points.
    var prefixBounds: [Value] {
        var end = unicodeScalars
        while let last = end.popLast() {
            // After the last code point before the surrogates comes the first one behind them.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let scalar = Unicode.Scalar(next) else { continue }
            end.append(scalar)
            return [.text(self), .text(String(end))]
        }
        return [.text(self), .aboveAllText]
    }
}

extension Reference {
    /// The form of the column `refs`.
    static func column(_ references: [Reference]) -> String {
        references.isEmpty ? noReferences : payload(of: references).text
    }

    fileprivate static let noReferences = "[]"
}

// MARK: - Reading

extension Statement {
    /// Decodes the JSON of a column.
    ///
    /// - Parameter read: what the value must be; its failure means that the file is damaged.
    func json<Decoded>(
        _ column: Int32, _ read: (JSON) throws(RegistryError) -> Decoded
    ) throws(SQLiteError) -> Decoded {
        let text = try text(column)
        do {
            return try read(try JSON(parsing: text))
        } catch {
            throw .damaged("column \(column): \(error)", sql: sql)
        }
    }

    /// What a column holds, when it is in the range of its type.
    func value<Decoded>(_ column: Int32, _ read: (Int) -> Decoded?) throws(SQLiteError) -> Decoded {
        guard let value = read(Int(integer(column))) else {
            throw .damaged("column \(column) is out of range", sql: sql)
        }
        return value
    }

    func subject(_ column: Int32) throws(SQLiteError) -> Subject { Subject(qualifiedName: try text(column)) }
    func context(_ column: Int32) throws(SQLiteError) -> Context { Context(try text(column)) }
    func version(_ column: Int32) throws(SQLiteError) -> Version { try value(column) { Version($0) } }
    func id(_ column: Int32) throws(SQLiteError) -> SchemaID { try value(column) { SchemaID($0) } }
    func at(_ column: Int32) -> Timestamp { Timestamp(microseconds: integer(column)) }
    func revision(_ column: Int32) -> Revision { Revision(integer(column)) }
}

extension SchemaID {
    init(row: Statement) throws(SQLiteError) { self = try row.id(0) }
}

extension StoredSchema {
    init(row: Statement) throws(SQLiteError) {
        let refs = try row.text(4)
        let references =
            refs == Reference.noReferences
            ? []
            : try row.json(4) { (json) throws(RegistryError) in
                try Reference.references(payload: json)
            }
        self.init(
            id: try row.id(0), guid: GUID(hash: row.blob(1)),
            definition: Definition(
                type: SchemaType(try row.text(2)), text: try row.text(3), references: references,
                metadata: row.isNull(5)
                    ? nil : try row.json(5) { (json) throws(RegistryError) in try Metadata(payload: json) },
                ruleSet: row.isNull(6)
                    ? nil : try row.json(6) { (json) throws(RegistryError) in try RuleSet(payload: json) }))
    }
}

extension RegisteredVersion {
    init(row: Statement) throws(SQLiteError) {
        self.init(
            subject: try row.subject(7), version: try row.version(8), schema: try StoredSchema(row: row),
            isDeleted: row.integer(9) != 0, at: row.at(10), lifecycle: try Lifecycle(row: row, from: 11))
    }
}

extension VersionEntry {
    init(row: Statement) throws(SQLiteError) {
        self.init(
            subject: try row.subject(0), version: try row.version(1), id: try row.id(2),
            isDeleted: row.integer(3) != 0, state: try row.value(4) { LifecycleState(code: $0) })
    }
}

extension LifecycleState {
    /// The number that the column has; never another one for the same state.
    fileprivate var code: Int {
        switch self {
        case .active: 0
        case .draft: 1
        case .deprecated: 2
        case .retired: 3
        }
    }

    init?(code: Int) {
        guard let state = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = state
    }
}

extension Lifecycle {
    /// `state`, `lifecycle` and `sunset`.
    func columns(_ moved: Moved) -> [Value] {
        var members = json.object ?? JSONObject()
        members["at"] = .number(JSONNumber(moved.at.microseconds))
        members["by"] = .string(moved.by.name)
        members["revision"] = .number(JSONNumber(moved.revision.number))
        let sunset: Value = if state == .deprecated, let sunset { .at(sunset) } else { .null }
        return [.state(state), .text(JSON.object(members).text), sunset]
    }

    /// Reads `state` and `lifecycle`.
    fileprivate init(row: Statement, from column: Int32) throws(SQLiteError) {
        guard !row.isNull(column + 1) else {
            self.init(try row.value(column) { LifecycleState(code: $0) })
            return
        }
        self = try row.json(column + 1) { (json) throws(RegistryError) in
            do throws(MalformedMember) {
                var lifecycle = try Lifecycle(json: json)
                let members = try Members(json)
                if let at = try members.integer("at"), let revision = try members.integer("revision") {
                    lifecycle.moved = Moved(
                        at: Timestamp(microseconds: at), by: Principal(name: try members.requiredString("by")),
                        revision: Revision(revision))
                }
                return lifecycle
            } catch {
                throw .storeIsDamaged
            }
        }
    }
}

extension Record.Key {
    /// In the order of the table.
    var columns: [Value] { [.text(kind.rawValue), .text(name)] }
}

extension Record {
    init(row: Statement) throws(SQLiteError) {
        guard let kind = Kind(rawValue: try row.text(0)) else {
            throw .damaged("a record of an unknown kind", sql: row.sql)
        }
        self.init(
            kind: kind, name: try row.text(1), value: try row.json(2) { $0 }, revision: row.revision(3), at: row.at(4),
            by: Principal(name: try row.text(5)))
    }
}

extension Association {
    /// In the order of the table, without the times.
    var columns: [Value] {
        key.columns + [
            .text(resource.namespace), .text(resource.name), .subject(subject), .text(lifecycle.rawValue),
            .integer(isFrozen ? 1 : 0),
        ]
    }

    init(row: Statement) throws(SQLiteError) {
        guard let part = Part(rawValue: try row.text(2)), let lifecycle = Lifecycle(rawValue: try row.text(6)) else {
            throw .damaged("an association of an unknown kind", sql: row.sql)
        }
        self.init(
            resource: Resource(
                id: try row.text(0), namespace: try row.text(3), name: try row.text(4), type: try row.text(1)),
            part: part, subject: try row.subject(5), lifecycle: lifecycle, isFrozen: row.integer(7) != 0,
            created: row.at(8), updated: row.at(9))
    }
}

extension Association.Key {
    var columns: [Value] { [.text(resourceID), .text(resourceType), .text(part.rawValue)] }
}

extension Event {
    /// In the order of the table, without what is drawn from these.
    ///
    /// - Parameter payload: the text of the change's payload.
    func columns(payload: String) -> [Value] {
        [
            .revision(revision), .at(at), .text(principal.name), .text(change.kind.rawValue),
            change.subject.map { .subject($0) } ?? .null, .text(payload),
        ]
    }

    init(row: Statement) throws(SQLiteError) {
        guard let kind = Change.Kind(rawValue: try row.text(3)) else {
            throw .damaged("an event of an unknown kind", sql: row.sql)
        }
        let subject = row.isNull(4) ? nil : try row.subject(4)
        let change = try row.json(5) { (json) throws(RegistryError) in
            try Change(kind: kind, subject: subject, payload: json)
        }
        self.init(
            revision: row.revision(0), at: row.at(1), principal: Principal(name: try row.text(2)), change: change)
    }
}

extension EventHash {
    /// Reads a column.
    init(row: Statement, _ column: Int32) throws(SQLiteError) {
        guard let hash = EventHash(row.blob(column)) else { throw .damaged("an event without a hash", sql: row.sql) }
        self = hash
    }
}

extension LoggedBytes {
    /// The columns of an event as they are, whatever they hold.
    init(row: Statement) {
        self.init(
            revision: row.integer(0), at: row.integer(1), principal: row.blob(2), kind: row.blob(3),
            subject: row.isNull(4) ? nil : row.blob(4), payload: row.blob(5))
    }
}
