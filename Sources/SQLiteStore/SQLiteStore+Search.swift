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
        if let match = query.match { return try weighed(match, query.page) }
        let page = query.page.bounds
        let state: Value = .text(orNull: query.state?.rawValue)
        let dialect: Value = .text(orNull: query.dialect)
        switch (query.owner, query.state) {
        case (let owner?, _):
            return try all(.log, .searchByOwner, [.text(owner.column), state, dialect] + page, SearchEntry.init(row:))
        case (nil, .some): return try all(.log, .searchByState, [state, dialect] + page, SearchEntry.init(row:))
        case (nil, nil): return try all(.log, .searchAll, [dialect] + page, SearchEntry.init(row:))
        }
    }

    /// How many subjects are weighed against each other; those that were put in first come first.
    private static let window = 500

    /// What has some words: the first so many that have them, the best first, then the next.
    private func weighed(_ match: String, _ page: Page) throws(RegistryError) -> [SearchEntry] {
        var found: [SearchEntry] = []
        var (offset, missing) = (page.offset, page.limit ?? .max)
        while missing > 0 {
            let (window, start) = offset.quotientAndRemainder(dividingBy: Self.window)
            let length = min(missing, Self.window - start)
            let bounds: [Int] = [Self.window, window * Self.window, length, start]
            let part = try all(
                .log, .searchText, [.text(match)] + bounds.map { .integer(Int64($0)) }, SearchEntry.init(row:))
            found += part
            if part.count < length { break }
            offset += length
            missing -= length
        }
        return found
    }

    public func searchEntries(after subject: Subject?, limit: Int) throws(RegistryError) -> [SearchEntry] {
        try all(
            .log, .searchAfter, [.text(subject?.qualifiedName ?? ""), .integer(Int64(limit))], SearchEntry.init(row:))
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

/// What happens to the words of a row.
private enum WordChange {
    case set([Value])
    /// The word that stands for the owner.
    case owner(from: String, to: String)
    case removed
}

extension Connection {
    /// - Returns: `.conflict` when the index is at another revision.
    func index(
        _ changes: [SearchChange], from revision: Revision, to next: Revision
    ) throws(RegistryError) -> Result<[Event], RegistryError> {
        guard try run(.moveSearch, [.revision(revision), .revision(next)]) == 1 else { return .failure(.conflict) }
        var words: [(row: Int64, change: WordChange)] = []
        for change in changes {
            switch change {
            case .entry(let entry):
                try run(.setSearch, entry.columns)
                if let row = try searchRow(of: entry.subject) { words.append((row.id, .set(entry.words))) }
            case .standing(let subject, let standing):
                guard let row = try searchRow(of: subject) else { continue }
                try run(.setSearchStanding, [.subject(subject)] + standing.columns)
                let (old, new) = (Standing(owner: row.owner).facet, standing.facet)
                if old != new { words.append((row.id, .owner(from: old, to: new))) }
            case .removed(let subject):
                guard let row = try searchRow(of: subject) else { continue }
                try run(.removeSearch, [.subject(subject)])
                words.append((row.id, .removed))
            }
        }
        // By row, and after all else: FTS5 writes what it gathered whenever a row comes before the last one, and when
        // another statement may have to take back a part of what it did.
        for (row, change) in words.sorted(by: { $0.row < $1.row }) {
            switch change {
            case .set(let values): try run(.setSearchText, [.integer(row)] + values)
            case .owner(let old, let new): try run(.setSearchOwner, [.integer(row), .text(old), .text(new)])
            case .removed: try run(.removeSearchText, [.integer(row)])
            }
        }
        return .success([])
    }

    private func searchRow(of subject: Subject) throws(RegistryError) -> (id: Int64, owner: String)? {
        try first(.searchRow, [.subject(subject)]) { (row) throws(SQLiteError) in
            (id: row.integer(0), owner: try row.text(1))
        }
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
            .text(subject.qualifiedName.withParts), .text(text.title?.withParts ?? ""),
            .text(text.description?.withParts ?? ""), .text(text.fields.map(\.withParts).joined(separator: " ")),
            .text(text.labels.map(\.withParts).joined(separator: " ")), .text(facets),
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
