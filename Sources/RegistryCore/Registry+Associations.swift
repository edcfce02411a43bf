public import Governance
public import SchemaCore

extension Registry {
    /// The most associations that a subject has.
    public static let associationsLimit = 1000

    /// Does what a request wants for the parts of a resource, and registers the schemas that come with it: all of it in
    /// one transaction, or nothing.
    ///
    /// - Returns: the associations that were made or changed, or that are there as they are wanted, in the order of the
    ///   request; schemas only where they were really registered.
    /// - Throws: `.invalidAssociation` for what can be no association; `.noActiveVersion` for a subject without versions;
    ///   `.associationExists`, `.associationForSubjectExists`, `.strongAssociationExists`, `.associationFrozen` and
    ///   `.tooManyAssociations` for what stands in the way; `.associationNotFound` for one to delete that is not there;
    ///   and whatever registering throws.
    @discardableResult
    public func associate(
        _ request: AssociationRequest, _ execution: Execution, by caller: Caller
    ) throws(RegistryError) -> [AssociationResult] {
        try checkShape(of: request)
        return try commit(.register, by: caller) { () throws(RegistryError) in
            try decision(on: request, execution)
        }
    }

    /// Removes associations of a resource, in one transaction.
    ///
    /// - Parameters:
    ///   - parts: those to remove; none for all.
    ///   - cascades: whether subjects that exist for the resource alone are deleted with their associations.
    /// - Throws: `.associationNotFound` when there is none; `.associationFrozen` for one that is frozen, unless its
    ///   subject goes too; and whatever deleting a subject throws.
    public func dissociate(
        resource id: String, type: String?, parts: [Association.Part], cascades: Bool, _ execution: Execution,
        by caller: Caller
    ) throws(RegistryError) {
        try commit(cascades ? .delete : .register, by: caller) { () throws(RegistryError) -> Decision<Void> in
            let expecting = try expectations(of: [.associations])
            let doomed = try store.associations(ofResource: id).filter {
                (type == nil || $0.resource.type == type) && (parts.isEmpty || parts.contains($0.part))
            }
            guard !doomed.isEmpty else { throw .associationNotFound(id) }
            var removal = try removal(of: doomed, cascades: cascades)
            removal.expecting += expecting
            if execution == .dry { removal.changes = [] }
            return removal
        }
    }

    // MARK: Reading

    public func associations(ofResource id: String) throws(RegistryError) -> [Association] {
        try store.associations(ofResource: id)
    }

    /// - Parameter namespace: `-` means every namespace.
    public func associations(
        ofResourcesNamed name: String, in namespace: String
    ) throws(RegistryError) -> [Association] {
        try store.associations(ofResourcesNamed: name, in: namespace == "-" ? nil : namespace)
    }

    public func associations(with subject: Subject) throws(RegistryError) -> [Association] {
        try store.associations(with: subject)
    }

    // MARK: Deciding

    private func checkShape(of request: AssociationRequest) throws(RegistryError) {
        let resource = request.resource
        guard !resource.name.isEmpty else { throw .invalidAssociation("resourceName", "must not be empty") }
        guard !resource.id.isEmpty else { throw .invalidAssociation("resourceId", "must not be empty") }
        guard resource.type == Association.Resource.topic else {
            throw .invalidAssociation("resourceType", "'\(resource.type)' is not supported, only 'topic' is")
        }
        guard !request.entries.isEmpty else { throw .invalidAssociation("associations", "must not be empty") }
        let parts = request.entries.map(\.part)
        guard Set(parts).count == parts.count else {
            throw .invalidAssociation("associationType", "is given twice")
        }
        var subjects: Set<Subject> = []
        for entry in request.entries {
            switch (entry.action, hasSchema: entry.schema != nil) {
            case (.delete, _): break
            case (_, hasSchema: true):
                // Each of two schemas would be the next version of the subject.
                guard subjects.insert(try subject(of: entry, resource)).inserted else {
                    throw .invalidAssociation("schema", "is given twice for one subject")
                }
            case (_, hasSchema: false):
                guard entry.subject != nil else {
                    throw .invalidAssociation("subject", "must be given where no schema is")
                }
                guard entry.isFrozen != true || entry.lifecycle == .strong else {
                    throw .invalidAssociation("frozen", "only a strong association can be frozen")
                }
            }
        }
    }

    private func subject(
        of entry: AssociationRequest.Entry, _ resource: Association.Resource
    ) throws(RegistryError) -> Subject {
        if let subject = entry.subject { return subject }
        return try Subject(parsing: Association.standardSubject(of: resource, entry.part))
    }

    private func decision(
        on request: AssociationRequest, _ execution: Execution
    ) throws(RegistryError) -> Decision<[AssociationResult]> {
        var expecting = try expectations(of: [.associations])
        // What goes makes room for what comes.
        let doomed = try doomed(by: request)
        let removal = try removal(of: doomed, cascades: false)
        expecting += removal.expecting
        var changes = removal.changes
        var settled = doomed.map(\.key)
        var outcomes: [(association: Association, registration: Decision<RegisteredVersion>?)] = []
        for entry in request.entries where entry.action != .delete {
            let subject = try subject(of: entry, request.resource)
            expecting += try expectations(of: [.subject(subject)])
            let siblings = outcomes.map(\.association).filter { $0.subject == subject }
            let others = try store.associations(with: subject).filter { !settled.contains($0.key) } + siblings
            let (association, isNew) = try decision(on: entry, with: subject, of: request.resource, beside: others)
            settled.append(association.key)
            let registration = try entry.schema.map { (candidate) throws(RegistryError) in
                try decision(
                    on: RegistrationRequest(
                        candidate: candidate, subject: subject, normalization: entry.normalization))
            }
            if let registration {
                expecting += registration.expecting
                changes += registration.changes
            } else if siblings.isEmpty, try !hasVersions(subject, deleted: .excluded) {
                throw .noActiveVersion(subject)
            }
            if isNew { changes.append(.associationSet(association)) }
            outcomes.append((association, registration))
        }
        guard execution == .real else {
            return Decision(expecting: []) { _ in
                outcomes.map { AssociationResult(association: $0.association, schema: nil) }
            }
        }
        return Decision(expecting: expecting, changes: changes) { events throws(RegistryError) in
            var results: [AssociationResult] = []
            for (association, registration) in outcomes {
                results.append(AssociationResult(association: association, schema: try registration?.answer(events)))
            }
            return results
        }
    }

    /// - Parameter cascades: whether subjects that exist for the resource alone are deleted with their associations.
    private func removal(of doomed: [Association], cascades: Bool) throws(RegistryError) -> Decision<Void> {
        if !cascades, let frozen = doomed.first(where: \.isFrozen) {
            throw .associationFrozen(frozen.part, frozen.subject)
        }
        var removal = Decision<Void>(expecting: [], answer: { _ in })
        let subjects = cascades ? doomed.filter { $0.lifecycle == .strong }.map(\.subject) : []
        for subject in subjects where try hasVersions(subject, deleted: .excluded) {
            let deletion = try decision(on: .soft, of: subject, with: Set(subjects))
            removal.expecting += deletion.expecting
            removal.changes += deletion.changes
        }
        removal.changes += doomed.map { .associationRemoved($0.key, $0.subject) }
        return removal
    }

    /// The association that is wanted, and whether it is another than the one there is.
    ///
    /// - Parameter others: the associations with the subject as they will be, besides this one.
    private func decision(
        on entry: AssociationRequest.Entry, with subject: Subject, of resource: Association.Resource,
        beside others: [Association]
    ) throws(RegistryError) -> (association: Association, isNew: Bool) {
        let existing = try existing(entry.part, of: resource)
        let hasSchema = entry.schema != nil
        let wanted = Association(
            resource: resource, part: entry.part, subject: subject,
            lifecycle: entry.lifecycle ?? existing?.lifecycle ?? (hasSchema ? .strong : .weak),
            isFrozen: entry.isFrozen ?? existing?.isFrozen ?? hasSchema)
        if let existing {
            if wanted == existing.timeless { return (existing, false) }
            if existing.isFrozen { throw .associationFrozen(existing.part, existing.subject) }
            guard entry.action == .createOrUpdate, existing.subject == subject else {
                throw .associationExists(entry.part, resource: resource.name)
            }
        }
        let others = others.filter { $0.key != wanted.key }
        if others.contains(where: { $0.lifecycle == .strong }) { throw .strongAssociationExists(subject) }
        if wanted.lifecycle == .strong, !others.isEmpty { throw .associationForSubjectExists(subject) }
        guard others.count < Self.associationsLimit else {
            throw .tooManyAssociations(limit: Self.associationsLimit)
        }
        return (wanted, true)
    }

    private func existing(
        _ part: Association.Part, of resource: Association.Resource
    ) throws(RegistryError) -> Association? {
        let key = Association.Key(resourceID: resource.id, resourceType: resource.type, part: part)
        return try store.associations(ofResource: resource.id).first { $0.key == key }
    }

    /// The associations that a request wants to be deleted; their subjects stay.
    private func doomed(by request: AssociationRequest) throws(RegistryError) -> [Association] {
        var doomed: [Association] = []
        for entry in request.entries where entry.action == .delete {
            guard let existing = try existing(entry.part, of: request.resource),
                entry.subject == nil || entry.subject == existing.subject
            else { throw .associationNotFound(request.resource.id) }
            doomed.append(existing)
        }
        return doomed
    }
}
