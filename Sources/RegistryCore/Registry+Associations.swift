public import Governance
public import SchemaCore

/// What a client wants a resource to be associated with.
public struct AssociationRequest: Sendable {
    /// What is wanted for one part of the resource's data.
    public struct Entry: Sendable {
        public var part: Association.Part
        /// `nil` for the subject that the resource's name leads to, which needs a schema beside it.
        public var subject: Subject?
        /// `nil` for strong with a schema, else weak; for what it is already, where it is changed.
        public var lifecycle: Association.Lifecycle?
        /// `nil` for frozen with a schema; for what it is already, where it is changed.
        public var isFrozen: Bool?
        /// A schema to register under the subject first.
        public var schema: Candidate?
        public var normalization: Normalization

        public init(
            part: Association.Part, subject: Subject? = nil, lifecycle: Association.Lifecycle? = nil,
            isFrozen: Bool? = nil, schema: Candidate? = nil, normalization: Normalization = .asConfigured
        ) {
            self.part = part
            self.subject = subject
            self.lifecycle = lifecycle
            self.isFrozen = isFrozen
            self.schema = schema
            self.normalization = normalization
        }
    }

    public var resource: Association.Resource
    public var entries: [Entry]

    public init(resource: Association.Resource, entries: [Entry]) {
        self.resource = resource
        self.entries = entries
    }
}

/// Whether something is done, or only said whether it could be.
public enum Execution: Sendable {
    case real, dry
}

/// An association as it is now, with the schema that was registered for it.
public struct AssociationResult: Sendable {
    public var association: Association
    public var schema: RegisteredVersion?
}

extension Registry {
    /// The most associations that a subject has.
    static let associationsLimit = 1000

    /// Whether what is there already may be changed.
    public enum AssociationChange: Sendable {
        case create, createOrUpdate
    }

    /// Associates parts of a resource with subjects, and registers the schemas that come with them.
    ///
    /// - Throws: `.invalidAssociation` for what can be no association; `.noActiveVersion` for a subject without versions;
    ///   `.associationExists`, `.associationForSubjectExists`, `.strongAssociationExists`, `.associationFrozen` and
    ///   `.tooManyAssociations` for what stands in the way; and whatever registering throws.
    public func associate(
        _ request: AssociationRequest, _ change: AssociationChange, _ execution: Execution, by caller: Caller
    ) throws(RegistryError) -> [AssociationResult] {
        try checkShape(of: request)
        // All of it is looked at before anything is done.
        for entry in request.entries { _ = try decision(on: entry, of: request.resource, change) }
        var results: [AssociationResult] = []
        for entry in request.entries {
            let schema = try registered(entry, of: request.resource, execution, by: caller)
            let association = try commit(.register, by: caller) { () throws(RegistryError) -> Decision<Association> in
                let subject = try subject(of: entry, request.resource)
                let expecting = try expectations(of: [.associations, .subject(subject)])
                let (association, isNew) = try decision(on: entry, of: request.resource, change)
                if entry.schema == nil, try !hasVersions(subject, deleted: .excluded) {
                    throw .noActiveVersion(subject)
                }
                let changes: [Change] = isNew && execution == .real ? [.associationSet(association)] : []
                return Decision(expecting: expecting, changes: changes, answer: { _ in association })
            }
            results.append(AssociationResult(association: association, schema: schema))
        }
        return results
    }

    /// Removes associations of a resource.
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
        func found() throws(RegistryError) -> [Association] {
            let found = try store.associations(ofResource: id).filter {
                (type == nil || $0.resource.type == type) && (parts.isEmpty || parts.contains($0.part))
            }
            guard !found.isEmpty else { throw .associationNotFound(id) }
            if !cascades, let frozen = found.first(where: \.isFrozen) {
                throw .associationFrozen(frozen.part, frozen.subject)
            }
            return found
        }
        let doomed = try found()
        guard execution == .real else { return }
        if cascades {
            for association in doomed where association.lifecycle == .strong {
                guard try hasVersions(association.subject, deleted: .excluded) else { continue }
                _ = try delete(association.subject, .soft, by: caller)
            }
        }
        try commit(.register, by: caller) { () throws(RegistryError) -> Decision<Void> in
            let expecting = try expectations(of: [.associations])
            let changes: [Change] = try found().map { .associationRemoved($0.key, $0.subject) }
            return Decision(expecting: expecting, changes: changes, answer: { _ in })
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
        for entry in request.entries where entry.schema == nil {
            guard entry.subject != nil else {
                throw .invalidAssociation("subject", "must be given where no schema is")
            }
            guard entry.isFrozen != true || entry.lifecycle == .strong else {
                throw .invalidAssociation("frozen", "only a strong association can be frozen")
            }
        }
    }

    private func subject(
        of entry: AssociationRequest.Entry, _ resource: Association.Resource
    ) throws(RegistryError) -> Subject {
        if let subject = entry.subject { return subject }
        return try Subject(parsing: Association.standardSubject(of: resource, entry.part))
    }

    /// The association that is wanted, and whether it is another than the one there is.
    private func decision(
        on entry: AssociationRequest.Entry, of resource: Association.Resource, _ change: AssociationChange
    ) throws(RegistryError) -> (association: Association, isNew: Bool) {
        let subject = try subject(of: entry, resource)
        let key = Association.Key(resourceID: resource.id, resourceType: resource.type, part: entry.part)
        let existing = try store.associations(ofResource: resource.id).first { $0.key == key }
        let hasSchema = entry.schema != nil
        let wanted = Association(
            resource: resource, part: entry.part, subject: subject,
            lifecycle: entry.lifecycle ?? existing?.lifecycle ?? (hasSchema ? .strong : .weak),
            isFrozen: entry.isFrozen ?? existing?.isFrozen ?? hasSchema)
        if let existing {
            if wanted == existing.timeless { return (existing, false) }
            if existing.isFrozen { throw .associationFrozen(existing.part, existing.subject) }
            guard change == .createOrUpdate, existing.subject == subject else {
                throw .associationExists(entry.part, resource: resource.name)
            }
        }
        let others = try store.associations(with: subject).filter { $0.key != key }
        if others.contains(where: { $0.lifecycle == .strong }) { throw .strongAssociationExists(subject) }
        if wanted.lifecycle == .strong, !others.isEmpty { throw .associationForSubjectExists(subject) }
        guard others.count < Self.associationsLimit else {
            throw .tooManyAssociations(limit: Self.associationsLimit)
        }
        return (wanted, true)
    }

    private func registered(
        _ entry: AssociationRequest.Entry, of resource: Association.Resource, _ execution: Execution,
        by caller: Caller
    ) throws(RegistryError) -> RegisteredVersion? {
        guard let candidate = entry.schema else { return nil }
        let subject = try subject(of: entry, resource)
        switch execution {
        case .real:
            return try register(
                RegistrationRequest(candidate: candidate, subject: subject, normalization: entry.normalization),
                by: caller)
        case .dry:
            let report = try check(candidate, against: nil, of: subject, normalization: entry.normalization)
            guard report.isCompatible else { throw .incompatible(subject, report.messages) }
            return nil
        }
    }
}
