// What several statements have in common.

extension Query {
    static let stored = "s.id, s.guid, s.type, s.text, s.refs, s.metadata, s.rules"
    static let registered = "\(stored), v.subject, v.version, v.deleted, v.at, v.state, v.lifecycle"
    /// The states of versions that are the latest, as the column has them: active and deprecated.
    static let current = "0, 2"
    static let highestListed =
        "SELECT max(w.version) FROM version w WHERE w.subject = v.subject AND w.state IN (\(current))"
    static let searched =
        "e.subject, e.version, e.state, e.dialect, e.title, e.description, e.owner, e.errors, e.warnings"
    /// The columns of an event, and those with its hash after them.
    static let event = "revision, at, principal, kind, subject, payload"
    static let loggedEvent = "\(event), hash"
    static let recordColumns = "kind, name, value, revision, at, principal"
    static let association =
        "resource_id, resource_type, part, namespace, name, subject, lifecycle, frozen, created, updated"
    static let associationOrder = "resource_id, resource_type, part"

    /// Versions in order, with their schemas; those that are passed over are counted without reading their schemas.
    static func registered(_ condition: String) -> String {
        """
        SELECT \(registered) FROM (
            SELECT v.* FROM subject o CROSS JOIN version v ON v.subject = o.name
            WHERE \(condition)) v
        CROSS JOIN schema s ON s.context = v.context AND s.id = v.id
        ORDER BY v.subject, v.version
        """
    }

    /// Events between two revisions, under what else is asked for; a condition that an index answers is written out.
    static func log(_ condition: String) -> String {
        """
        SELECT \(loggedEvent) FROM event
        WHERE \(condition) revision > ?1 AND revision < ?2 AND (?3 IS NULL OR subject = ?3)
            AND (?4 IS NULL OR principal = ?4) AND (?5 IS NULL OR kind = ?5)
        ORDER BY revision LIMIT ?6
        """
    }

    /// Whether a version's schema has a rule of a type; `params` of a rule may have a member of that name too.
    static func hasRule(_ type: String) -> String {
        """
        EXISTS (SELECT 1 FROM schema r CROSS JOIN json_tree(r.rules) j
            WHERE r.context = v.context AND r.id = v.id AND j.key = 'type' AND j.atom = \(type)
            AND j.path NOT LIKE '%.params')
        """
    }

    /// How many rows ``sqlForRows`` inserts.
    static let rowsAtOnce = 64

    /// The statement for several rows at once: what stands after VALUES, again for each, with parameters of its own.
    ///
    /// Outside of that there must be no parameter.
    var sqlForRows: String {
        let sql = sql
        guard let start = sql.firstRange(of: "VALUES (")?.upperBound, let end = sql[start...].firstIndex(of: ")") else {
            preconditionFailure("\(self) inserts no row")
        }
        let row = sql[start..<end].split(separator: ", ").map { value in
            (parameter: value.hasPrefix("?") ? Int(value.dropFirst()) : nil, constant: value)
        }
        let parameters = row.compactMap(\.parameter).max() ?? 0
        let rows = (0..<Self.rowsAtOnce).map { number in
            row.map { value, constant in value.map { "?\($0 + number * parameters)" } ?? String(constant) }
                .joined(separator: ", ")
        }
        return sql[..<start] + rows.joined(separator: "), (") + sql[end...]
    }
}
