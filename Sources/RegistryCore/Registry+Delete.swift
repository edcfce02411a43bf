public import Governance
public import SchemaCore

/// How much of what is deleted is left.
public enum Deletion: Sendable, Hashable {
    /// Hidden; what carries its id can still be read.
    case soft
    /// Gone; only after it was deleted softly.
    case permanent

    /// The referring versions that forbid it.
    fileprivate var blockers: Deleted {
        switch self {
        case .soft: .excluded
        case .permanent: .included
        }
    }
}

extension Registry {
    /// Deletes a version.
    ///
    /// - Returns: its number.
    /// - Throws: `.subjectNotFound` and `.versionNotFound` when it is not there; `.operationNotPermitted` when the subject
    ///   is read-only; `.versionSoftDeleted` when it is deleted already; `.versionNotSoftDeleted` when it should be gone and is not deleted yet; `.referenceExists`
    ///   when others refer to it.
    public func delete(
        _ selector: VersionSelector, of subject: Subject, _ deletion: Deletion, by caller: Caller
    ) throws(RegistryError) -> Version {
        try commit(.delete, by: caller) { () throws(RegistryError) -> Decision<Version> in
            let expecting = try expectations(of: [.subject(subject), .settings])
            let target = try ownVersion(selector, of: subject, deleted: .included)
            try checkIsWritable(subject)
            switch (deletion, isDeleted: target.isDeleted) {
            case (.soft, true): throw .versionSoftDeleted(subject, target.version)
            case (.permanent, false): throw .versionNotSoftDeleted(subject, target.version)
            case (.soft, false), (.permanent, true): break
            }
            let referrers = try store.referrers(to: target.version, of: subject, deleted: deletion.blockers)
            guard referrers.isEmpty else { throw .referenceExists(subject, target.version) }
            let changes: [Change] =
                switch deletion {
                case .soft: [.versionDeleted(subject, target.version)]
                case .permanent: try erasure(of: target.version, of: subject)
                }
            return Decision(expecting: expecting, changes: changes, answer: { _ in target.version })
        }
    }

    /// The last version to go takes the subject's settings with it.
    private func erasure(of version: Version, of subject: Subject) throws(RegistryError) -> [Change] {
        let isLast = try store.versions(of: subject, deleted: .included, page: Page(limit: 2)).count == 1
        var changes: [Change] = [.versionErased(subject, version)]
        guard isLast else { return changes }
        let scope = Scope.subject(subject)
        if try store.configuration(of: scope) != nil { changes.append(.configurationCleared(scope)) }
        if try store.mode(of: scope) != nil { changes.append(.modeCleared(scope)) }
        return changes
    }

    /// Deletes every version of a subject.
    ///
    /// Versions of the subject that refer to one another do not stand in the way.
    ///
    /// - Returns: the numbers of the versions that were deleted, ascending.
    /// - Throws: `.subjectNotFound` when there is none; `.subjectSoftDeleted` when all are deleted already;
    ///   `.subjectNotSoftDeleted` when they should be gone and one is not deleted yet; `.referenceExists` when another
    ///   subject refers to one.
    public func delete(
        _ subject: Subject, _ deletion: Deletion, by caller: Caller
    ) throws(RegistryError) -> [Version] {
        try commit(.delete, by: caller) { () throws(RegistryError) in try decision(on: deletion, of: subject) }
    }

    /// What the deletion of a subject is to do, for a transaction of its own or as a part of one.
    ///
    /// - Parameter company: subjects that are deleted in the same transaction, so that their references do not count.
    func decision(
        on deletion: Deletion, of subject: Subject, with company: Set<Subject> = []
    ) throws(RegistryError) -> Decision<[Version]> {
        let expecting = try expectations(of: [.subject(subject), .settings])
        let versions = try versions(of: subject, deleted: .included)
        let live = versions.filter { !$0.isDeleted }
        let targets: [Version]
        let change: Change
        switch deletion {
        case .soft:
            if live.isEmpty { throw .subjectSoftDeleted(subject) }
            targets = live.map(\.version)
            change = .subjectDeleted(subject, targets)
        case .permanent:
            if !live.isEmpty { throw .subjectNotSoftDeleted(subject) }
            targets = versions.map(\.version)
            change = .subjectErased(subject, targets)
        }
        try checkIsWritable(subject)
        for target in targets {
            let referrers = try store.referrers(to: target, of: subject, deleted: deletion.blockers)
            guard referrers.allSatisfy({ $0.subject == subject || company.contains($0.subject) }) else {
                throw .referenceExists(subject, target)
            }
        }
        return Decision(expecting: expecting, changes: [change], answer: { _ in targets })
    }
}
