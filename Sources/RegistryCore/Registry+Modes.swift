public import Governance
public import SchemaCore

/// Whether a mode may be set over subjects that are there already.
public enum ModeChange: Sendable, Hashable {
    case checked
    /// Whatever is there, and nothing of it is touched.
    case forced
}

/// How far the removal of a mode reaches.
public enum ModeRemoval: Sendable, Hashable {
    case scopeAlone
    /// With the modes of the subjects in the context.
    case recursive
}

extension Registry {
    /// The mode that is set for exactly this scope; the global one is read-write where none is set.
    ///
    /// - Throws: `.modeNotConfigured` for a scope that has none of its own.
    public func mode(of scope: Scope) throws(RegistryError) -> Mode {
        guard let mode = try store.mode(of: scope) ?? (scope == .global ? .readWrite : nil) else {
            throw .modeNotConfigured(scope.subject)
        }
        return mode
    }

    /// The mode that holds for a scope: its own, else that of its context, else that of every context.
    public func modeInForce(for scope: Scope) throws(RegistryError) -> Mode {
        for place in scope.path {
            if let mode = try store.mode(of: place) { return mode }
        }
        return .readWrite
    }

    /// Sets the mode of a scope, or removes it.
    ///
    /// Importing begins empty: unless forced, the scope must have no version that is not deleted, and those that are
    /// deleted are erased.
    ///
    /// - Throws: `.operationNotPermitted` when modes are fixed, or a checked import finds subjects; `.invalidMode` for
    ///   forwarding in less than every context; `.referenceExists` when what would be erased is referred to.
    public func setMode(
        _ mode: Mode?, of scope: Scope, _ change: ModeChange, by caller: Caller
    ) throws(RegistryError) {
        guard options.modesCanChange else { throw .modesAreFixed }
        guard mode != .forward || scope == .everywhere else { throw .forwardIsGlobal }
        try commit(.setMode, by: caller) { () throws(RegistryError) -> Decision<Void> in
            let stored = try store.mode(of: scope)
            guard stored != mode else { return Decision(expecting: [], answer: { _ in }) }
            guard let mode else {
                let expecting = try expectations(of: [scope.stream, .settings])
                return Decision(expecting: expecting, changes: [.modeCleared(scope)], answer: { _ in })
            }
            let beginsEmpty = mode == .import && change == .checked
            // A first version that is registered meanwhile moves none of the streams of the subjects there are.
            let expecting = try expectations(
                of: [scope.stream, .settings] + (beginsEmpty ? [scope.streamOfSubjects] : []))
            let erasures = beginsEmpty ? try erasures(of: try subjects(in: scope)) : []
            return Decision(expecting: expecting, changes: erasures + [.modeSet(scope, mode)], answer: { _ in })
        }
    }

    /// Removes the mode of a scope.
    ///
    /// - Returns: what ``mode(of:)`` said before.
    /// - Throws: `.operationNotPermitted` when modes are fixed; `.subjectNotFound` for a subject that has none of its
    ///   own, unless the removal is recursive.
    public func clearMode(
        of scope: Scope, _ removal: ModeRemoval, by caller: Caller
    ) throws(RegistryError) -> Mode {
        guard options.modesCanChange else { throw .modesAreFixed }
        return try commit(.setMode, by: caller) { () throws(RegistryError) -> Decision<Mode> in
            let expecting = try expectations(of: [scope.stream, .settings])
            let stored = try store.mode(of: scope)
            if scope != .global, stored == nil, removal == .scopeAlone { throw .subjectNotFound(scope.subject) }
            var cleared: [Scope] = stored == nil ? [] : [scope]
            if case (.recursive, .context(let context)) = (removal, scope) {
                cleared += try store.scopesWithMode(in: context == .everywhere ? nil : context).filter { $0 != scope }
            }
            return Decision(
                expecting: expecting, changes: cleared.map { .modeCleared($0) }, answer: { _ in stored ?? .readWrite })
        }
    }

    // MARK: What modes forbid

    /// - Throws: `.operationNotPermitted` where nothing may be written to a subject.
    func checkIsWritable(_ subject: Subject) throws(RegistryError) {
        guard try modeInForce(for: .subject(subject)).writing != .nothing else { throw .inReadOnlyMode(subject) }
    }

    /// - Throws: `.operationNotPermitted` where nothing may be written to a scope.
    func checkSettingsAreWritable(_ scope: Scope) throws(RegistryError) {
        switch scope {
        case .subject(let subject): try checkIsWritable(subject)
        case .context(let context):
            guard try modeInForce(for: scope).writing != .nothing else { throw .inReadOnlyMode(context) }
        }
    }

    // MARK: What an import finds

    private func subjects(in scope: Scope) throws(RegistryError) -> [Subject] {
        switch scope {
        case .subject(let subject): try hasVersions(subject, deleted: .included) ? [subject] : []
        case .context(let context):
            try store.subjects(
                in: context == .everywhere ? nil : context, prefix: "", deleted: .included, page: .all)
        }
    }

    private func erasures(of subjects: [Subject]) throws(RegistryError) -> [Change] {
        var changes: [Change] = []
        let erased = Set(subjects)
        for subject in subjects {
            for entry in try store.versions(of: subject, deleted: .included, page: .all) {
                guard entry.isDeleted else { throw .subjectsExist }
                let referrers = try store.referrers(to: entry.version, of: subject, deleted: .included)
                guard referrers.allSatisfy({ erased.contains($0.subject) }) else {
                    throw .referenceExists(subject, entry.version)
                }
                changes.append(.versionErased(subject, entry.version))
            }
        }
        return changes
    }
}
