internal import Compatibility
internal import Reports
internal import SchemaCore
internal import Synchronization

/// A comparison of all schemas of a tree with those of an earlier one, with no registry.
struct TreeCheck<Format: SchemaFormat>: Sendable {
    let format: Format
    let new: any SchemaTree
    let old: any SchemaTree
    /// What findings call the earlier tree.
    let earlier: String
    /// The settings of a path; `nil` for what is no schema.
    let settings: @Sendable (String) -> SchemaSettings?
    let waivers: Waivers

    /// Checks all schemas, several at once.
    ///
    /// - Parameters:
    ///   - isChosen: whether a path is among those that a person named.
    ///   - watch: told now and then how many are done, and of how many.
    func run(
        _ isChosen: (String) -> Bool, watch: (_ done: Int, _ count: Int) -> Void
    ) throws(Failure) -> [CheckedSchema] {
        let isSchema = { (path: String) in isChosen(path) && settings(path) != nil }
        let pairs = try FilePairing.pairs(
            new: (new, try new.paths().filter(isSchema)), old: (old, try old.paths().filter(isSchema)), format: format
        ) { settings($0)?.subject }
        let links = [new, old].map { LinkedFiles($0, format: format) }
        let results = Mutex([CheckedSchema?](repeating: nil, count: pairs.count))
        Platform.concurrently(pairs.count, watch: { watch($0, pairs.count) }) { [self] number in
            let schema = check(pairs[number], links[0], links[1])
            results.withLock { $0[number] = schema }
        }
        return results.withLock { $0 }.compactMap(\.self)
    }

    private func check(
        _ pair: FilePairing.Pair, _ newFiles: LinkedFiles<Format>, _ oldFiles: LinkedFiles<Format>
    ) -> CheckedSchema {
        let tree = if case .deleted = pair { old } else { new }
        let file = tree.display(pair.path)
        guard let settings = settings(pair.path) else { return CheckedSchema(name: file, file: file) }
        var schema = CheckedSchema(name: settings.subject ?? file, file: file)
        schema.subject = settings.subject
        schema.level = settings.level
        schema.policy = settings.policy
        do throws(Failure) {
            switch pair {
            case .same(let path): try compare(&schema, settings, path, path, newFiles, oldFiles)
            case .renamed(let path, let origin):
                schema.earlierFile = old.display(origin)
                try compare(&schema, settings, path, origin, newFiles, oldFiles)
            case .added(let path):
                schema.change = .added
                let source = try newFiles.source(path, named: "the new schema", given: settings.references)
                if let source { try judge(&schema, settings, source, []) }
            case .deleted(let path): delete(&schema, settings, path)
            }
        } catch {
            schema.problem = CheckedSchema.Problem(error.message)
        }
        schema.findings = waivers.applied(to: schema.findings, of: [settings.subject, pair.path, file])
        return schema
    }

    private func compare(
        _ schema: inout CheckedSchema, _ settings: SchemaSettings, _ path: String, _ origin: String,
        _ newFiles: LinkedFiles<Format>, _ oldFiles: LinkedFiles<Format>
    ) throws(Failure) {
        guard let source = try newFiles.source(path, named: "the new schema", given: settings.references),
            let before = try oldFiles.source(origin, named: earlier, given: settings.references)
        else { return }
        let isUnchanged = source.text == before.text && source.references == before.references
        schema.change = path == origin ? (isUnchanged ? .unchanged : .changed) : .renamed
        schema.earlier = settings.level == .none ? [] : [earlier]
        guard !isUnchanged, settings.level != .none else {
            if !isUnchanged { try judge(&schema, settings, source, []) }
            return
        }
        var history = [before]
        if settings.level.depth == .all {
            for version in try old.history(of: origin) {
                let files = LinkedFiles(version.tree, format: format)
                guard let earlier = try files.source(version.path, named: version.name, given: settings.references),
                    !history.contains(where: { $0.text == earlier.text && $0.references == earlier.references })
                else { continue }
                history.append(earlier)
            }
        }
        schema.earlier = history.map(\.name)
        try judge(&schema, settings, source, history)
    }

    private func judge(
        _ schema: inout CheckedSchema, _ settings: SchemaSettings, _ source: SchemaSource, _ before: [SchemaSource]
    ) throws(Failure) {
        let check = OfflineCheck(format: format, level: settings.level, policy: settings.policy)
        do throws(UnreadableSchema) {
            let (findings, other) = try check.compare(source, with: before)
            schema.findings = findings
            schema.otherPolicy = other.map { .init(policy: settings.policy.other, verdict: $0) }
        } catch {
            guard error.role == .earlier else {
                schema.problem = error.problem
                return
            }
            // Who repairs a schema is not to be held up by what it was.
            let name = error.source.name
            schema.remarks.append("in \(name) it was no schema, and is not compared with: \(error.message)")
            schema.earlier.removeAll { $0 == name }
            try judge(&schema, settings, source, before.filter { $0.name != name })
        }
    }

    private func delete(_ schema: inout CheckedSchema, _ settings: SchemaSettings, _ path: String) {
        schema.change = .deleted
        schema.earlier = [earlier]
        let severity: ReportedFinding.Severity
        switch settings.deleted {
        case .error: severity = .error
        case .warning: severity = .warning
        case .off: return
        }
        guard settings.level != .none else { return }
        schema.findings = [
            SchemaDeletion.finding(of: settings.subject ?? path, severity, earlier: earlier)
        ]
    }
}
