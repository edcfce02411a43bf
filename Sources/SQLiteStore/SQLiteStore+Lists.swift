internal import JSONCore
public import RegistryCore
public import SchemaCore

// The lists of a whole context, or of all of them.

extension SQLiteStore {
    public func subjects(
        in context: Context?, prefix: String, deleted: Deleted, page: Page
    ) throws(RegistryError) -> [Subject] {
        let range = Self.range(context, prefix)
        return try all(
            .everything, context == nil ? .subjectsEverywhere : .subjectsInContext,
            range + deleted.liveBounds + page.bounds
        ) { (row) throws(SQLiteError) in try row.subject(0) }
    }

    public func registeredVersions(
        in context: Context?, prefix: String, deleted: Deleted, depth: Depth, ruleType: String?, page: Page
    ) throws(RegistryError) -> [RegisteredVersion] {
        let list = VersionList(context: context, prefix: prefix, deleted: deleted, depth: depth, ruleType: ruleType)
        let offset = max(0, page.offset)
        return try read(.everything) { (connection) throws(RegistryError) in
            try connection.inOneState { (connection) throws(RegistryError) in
                let head = try connection.first(.head) { $0.revision(0) } ?? .zero
                let end = pageEnds.place(in: list, at: offset, head: head)
                let found = end == nil ? try connection.start(of: list, offset) : end.map(ListStart.init(after:))
                guard let start = found else { return [] }
                let versions = try connection.versions(of: list, from: start, limit: page.limit)
                if let last = versions.last, page.limit != nil {
                    let end = PageEnds.Place(subject: last.subject, version: last.version)
                    pageEnds.keep(end, in: list, at: offset + versions.count, head: head)
                }
                return versions
            }
        }
    }

    /// The bounds of names that begin with a prefix inside a context, after the context when there is one.
    fileprivate static func range(_ context: Context?, _ prefix: String) -> [Value] {
        guard let context else { return prefix.prefixBounds }
        return [.context(context)] + Subject(context: context, name: prefix).qualifiedName.prefixBounds
    }
}

/// Where a page of a list of versions begins.
private struct ListStart {
    /// The subject that it begins in; before all for none.
    var subject: Subject?
    /// The version of the subject that it begins behind; 0 for none.
    var version: Int32 = 0
    /// Entries still to pass over from there.
    var offset: Int

    init(in subject: Subject? = nil, offset: Int) {
        self.subject = subject
        self.offset = offset
    }

    init(after end: PageEnds.Place) {
        subject = end.subject
        version = end.version.number
        offset = 0
    }
}

extension Connection {
    fileprivate func versions(
        of list: VersionList, from start: ListStart, limit: Int?
    ) throws(RegistryError) -> [RegisteredVersion] {
        var range = SQLiteStore.range(list.context, list.prefix)
        let all: Value =
            switch list.depth {
            case .all: .integer(1)
            case .latest: .integer(0)
            }
        let first = start.subject.map { Value.subject($0) }
        if list.context == nil {
            // The range is one of names inside their contexts.
            range.insert(first ?? .text(""), at: 0)
        } else if let first {
            range[1] = first
        }
        return try self.all(
            list.context == nil ? .registeredEverywhere : .registeredInContext,
            range + list.deleted.versionBounds
                + [all, .text(orNull: list.ruleType), .integer(Int64(start.version))]
                + Page(offset: start.offset, limit: limit).bounds,
            RegisteredVersion.init(row:))
    }

    /// Where a list has passed over so many; `nil` when it has no more.
    ///
    /// The counts that subjects keep tell it for lists of all versions; other lists are gone through from the beginning.
    fileprivate func start(of list: VersionList, _ offset: Int) throws(RegistryError) -> ListStart? {
        guard offset > 0, list.depth == .all, list.ruleType == nil else { return ListStart(offset: offset) }
        var before = 0
        return try first(
            list.context == nil ? .countsEverywhere : .countsInContext, SQLiteStore.range(list.context, list.prefix)
        ) { (row) throws(SQLiteError) in
            let (live, total) = (Int(row.integer(1)), Int(row.integer(2)))
            let count =
                switch list.deleted {
                case .excluded: live
                case .included: total
                case .only: total - live
                }
            if before + count <= offset {
                before += count
                return nil
            }
            return ListStart(in: try row.subject(0), offset: offset - before)
        }
    }
}
