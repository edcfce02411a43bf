internal import Digest
internal import Governance
public import RegistryCore
public import SchemaCore

// The index for searching: a row for each subject, and its words in an FTS5 table (sqlite.org/fts5.html).
//
// It is drawn from the log as the tables are, but later, and by the registry, which can read schemas.

extension SQLiteStore {
    public func searchRevision() throws(RegistryError) -> Revision {
        try first(.log, .searchRevision, []) { $0.revision(0) } ?? .zero
    }

    public func index(
        _ changes: [SearchChange], from revision: Revision, to next: Revision
    ) throws(RegistryError) {
        _ = try write(.index(changes, from: revision, to: next)).get()
    }

    public func search(_ query: SearchQuery) throws(RegistryError) -> [SearchEntry] {
        let page = query.page.bounds
        if let match = query.match { return try all(.log, .searchText, [.text(match)] + page, SearchEntry.init(row:)) }
        let state: Value = .text(orNull: query.state?.rawValue)
        let dialect: Value = .text(orNull: query.dialect)
        switch (query.owner, query.state) {
        case (let owner?, _):
            return try all(.log, .searchByOwner, [.text(owner.column), state, dialect] + page, SearchEntry.init(row:))
        case (nil, .some): return try all(.log, .searchByState, [state, dialect] + page, SearchEntry.init(row:))
        case (nil, nil): return try all(.log, .searchAll, [dialect] + page, SearchEntry.init(row:))
        }
    }

    public func counts() throws(RegistryError) -> [TeamCounts] {
        var counts: [String: TeamCounts] = [:]
        func change(_ team: String, _ body: (inout TeamCounts) -> Void) {
            body(&counts[team, default: TeamCounts(team: team.isEmpty ? nil : team)])
        }
        let subjects = try all(.log, .countSubjects, []) { (row) throws(SQLiteError) in
            (try row.text(0), row.integer(1), row.integer(2), row.integer(3))
        }
        for (team, subjects, failing, warned) in subjects {
            change(team) {
                $0.subjects = Int(subjects)
                $0.failing = Int(failing)
                $0.warned = Int(warned)
            }
        }
        let versions = try all(.log, .countVersions, [.at(now())]) { (row) throws(SQLiteError) in
            (try row.text(0), try row.value(1) { LifecycleState(code: $0) }, row.integer(2), row.integer(3))
        }
        for (team, state, versions, overdue) in versions {
            change(team) {
                $0.versions[state] = Int(versions)
                $0.overdue += Int(overdue)
            }
        }
        return counts.sorted { left, right in
            // Who owns nothing's name comes last.
            left.key.isEmpty != right.key.isEmpty ? right.key.isEmpty : left.key < right.key
        }.map(\.value)
    }
}

extension Connection {
    /// - Returns: `.conflict` when the index is at another revision.
    func index(
        _ changes: [SearchChange], from revision: Revision, to next: Revision
    ) throws(RegistryError) -> Result<[Event], RegistryError> {
        guard try run(.moveSearch, [.revision(revision), .revision(next)]) == 1 else { return .failure(.conflict) }
        for change in changes {
            switch change {
            case .entry(let entry):
                try remove(entry.subject)
                let id = try all(.insertSearch, entry.columns) { $0.integer(0) }.first ?? 0
                try run(.insertSearchText, [.integer(id)] + entry.words)
            case .standing(let subject, let standing):
                guard let entry = try first(.searchEntry, [.subject(subject)], SearchEntry.init(row:)) else { continue }
                try run(.setSearchStanding, [.subject(subject)] + standing.columns)
                if standing.owner != entry.standing.owner {
                    try run(
                        .setSearchOwner,
                        [.subject(subject), .text(entry.standing.facet), .text(standing.facet)])
                }
            case .removed(let subject): try remove(subject)
            }
        }
        return .success([])
    }

    private func remove(_ subject: Subject) throws(RegistryError) {
        try run(.removeSearchText, [.subject(subject)])
        try run(.removeSearch, [.subject(subject)])
    }
}

// MARK: - Entries in columns

extension SearchQuery.Owner {
    fileprivate var column: String {
        switch self {
        case .team(let name): name
        case .nobody: ""
        }
    }
}

extension SearchEntry {
    /// `subject`, `version`, `state`, `dialect`, `title`, `description`, `owner`, `errors`, `warnings`.
    fileprivate var columns: [Value] {
        [
            .subject(subject), .version(version), .text(state.rawValue), .text(orNull: text.dialect),
            .text(orNull: text.title), .text(orNull: text.description),
        ] + standing.columns
    }

    init(row: Statement) throws(SQLiteError) {
        guard let state = LifecycleState(rawValue: try row.text(2)) else {
            throw .damaged("an entry of an unknown state", sql: row.sql)
        }
        var text = SearchText()
        text.dialect = row.isNull(3) ? nil : try row.text(3)
        text.title = row.isNull(4) ? nil : try row.text(4)
        text.description = row.isNull(5) ? nil : try row.text(5)
        let owner = try row.text(6)
        self.init(
            subject: try row.subject(0), version: try row.version(1), state: state, text: text,
            standing: Standing(
                owner: owner.isEmpty ? nil : owner, errors: Int(row.integer(7)), warnings: Int(row.integer(8))))
    }

    /// The columns of the table of words.
    fileprivate var words: [Value] {
        [
            .text(subject.qualifiedName.withParts), .text(text.title ?? ""), .text(text.description ?? ""),
            .text(text.fields.map(\.withParts).joined(separator: " ")), .text(text.labels.joined(separator: " ")),
            .text(facets),
        ]
    }

    /// Words that stand for exact values, so that one look into the index answers for all conditions.
    fileprivate var facets: String {
        var facets = [standing.facet, Self.facet("state", state.rawValue)]
        facets += text.dialect.map { [Self.facet("dialect", $0)] } ?? []
        facets += text.fields.map { Self.facet("field", $0) }
        facets += text.labels.map { Self.facet("label", $0) }
        return facets.joined(separator: " ")
    }

    /// A word that no text has, in letters and digits alone.
    fileprivate static func facet(_ kind: String, _ value: String) -> String {
        kind + Array(value.utf8).hexadecimal
    }
}

extension Standing {
    /// `owner`, `errors`, `warnings`.
    fileprivate var columns: [Value] { [.text(owner ?? ""), .integer(Int64(errors)), .integer(Int64(warnings))] }

    /// The word that stands for the owner.
    fileprivate var facet: String { SearchEntry.facet("owner", owner ?? "") }
}

extension SearchQuery {
    /// The question to the table of words; `nil` when none is asked.
    fileprivate var match: String? {
        var exact: [String] = []
        if let label { exact.append(SearchEntry.facet("label", label)) }
        if let field { exact.append(SearchEntry.facet("field", field)) }
        guard !exact.isEmpty || !words.isEmpty else { return nil }
        if let owner { exact.append(SearchEntry.facet("owner", owner.column)) }
        if let state { exact.append(SearchEntry.facet("state", state.rawValue)) }
        if let dialect { exact.append(SearchEntry.facet("dialect", dialect)) }
        let facets = exact.map { "facets : \($0)" }
        // Letters and digits alone are in a word; the quotes keep those apart that are operators.
        let texts = words.map { "{name title description fields labels} : \"\($0)\" *" }
        return (facets + texts).joined(separator: " AND ")
    }
}

extension String {
    /// The text, and after it the parts of words in camel case, so that each is found by its beginning.
    fileprivate var withParts: String {
        var parts: [String] = []
        var part = ""
        for character in self {
            if character.isUppercase, part.last?.isLowercase == true {
                parts.append(part)
                part = ""
            }
            part.append(character)
        }
        return parts.isEmpty ? self : self + " " + (parts + [part]).joined(separator: " ")
    }
}
