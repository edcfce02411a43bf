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

    /// The qualified name of the empty subject stands for what is global, as in requests.
    private static let global = Value.text(":.:")

    static func scope(_ scope: Scope) -> Value {
        switch scope {
        case .global: global
        case .subject(let subject): .subject(subject)
        }
    }

    static func stream(_ stream: Stream) -> Value {
        switch stream {
        case .settings: global
        case .subject(let subject): .subject(subject)
        }
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
                type: SchemaType(try row.text(2)), text: try row.text(3), references: references))
    }
}

extension RegisteredVersion {
    init(row: Statement) throws(SQLiteError) {
        self.init(
            subject: try row.subject(5), version: try row.version(6), schema: try StoredSchema(row: row),
            isDeleted: row.integer(7) != 0, at: row.at(8))
    }
}

extension VersionEntry {
    init(row: Statement) throws(SQLiteError) {
        self.init(
            subject: try row.subject(0), version: try row.version(1), id: try row.id(2),
            isDeleted: row.integer(3) != 0)
    }
}

extension Event {
    /// In the order of the table.
    var columns: [Value] {
        [
            .revision(revision), .at(at), .text(principal.name), .text(change.kind.rawValue),
            change.subject.map { .subject($0) } ?? .null, .text(change.payload.text),
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
