internal import Compatibility
public import SchemaCore

/// What a client asks to be registered.
public struct RegistrationRequest: Sendable, Hashable {
    /// Which version the client means to register.
    public enum Target: Sendable, Hashable {
        /// A version that has the schema already, or else a new one.
        case any
        /// The latest version if it has the schema, or else a new one.
        case latest
        /// A new version of exactly this number, whatever is there.
        case number(Int)
    }

    public var candidate: Candidate
    public var subject: Subject
    public var target: Target
    /// The id that the schema must have; `nil` for any.
    public var id: Int?
    public var normalization: Normalization

    public init(
        candidate: Candidate, subject: Subject, target: Target = .any, id: Int? = nil,
        normalization: Normalization = .asConfigured
    ) {
        self.candidate = candidate
        self.subject = subject
        self.target = target
        self.id = id
        self.normalization = normalization
    }
}

extension Registry {
    /// Registers a schema under a subject, or finds it there.
    ///
    /// - Throws: `.invalidSchema` when the text is no schema of its type, a reference leads nowhere, or the version asked
    ///   for is not the next one; `.incompatibleSchema` when the subject's level forbids it; `.operationNotPermitted`
    ///   when another id is asked for; `.conflict` after ``attempts`` lost races.
    public func register(
        _ request: RegistrationRequest, by principal: Principal
    ) throws(RegistryError) -> RegisteredVersion {
        try commit(by: principal) { () throws(RegistryError) -> Decision<RegisteredVersion> in
            let expecting = try expectations(of: streams(for: request.candidate, under: request.subject))
            let candidate = try completed(request.candidate, under: request.subject)
            let format = try format(of: candidate.type)
            return try decide(on: candidate, request, expecting, as: format)
        }
    }

    private func decide<Format: SchemaFormat>(
        on candidate: Candidate, _ request: RegistrationRequest, _ expecting: [(stream: Stream, revision: Revision)],
        as format: Format
    ) throws(RegistryError) -> Decision<RegisteredVersion> {
        let prepared = try prepare(
            candidate, under: request.subject, as: format, normalization: request.normalization, targets: .excluded)
        if let present = try present(prepared.definition, request) {
            return Decision(expecting: expecting, answer: { _ in present })
        }
        // Only an import gives ids.
        if request.id != nil { throw .notInImportMode(request.subject) }
        let history = try history(of: request.subject, depth: prepared.settings.level.depth)
        let report = try compare(prepared, with: history, as: format)
        guard report.isCompatible else { throw .incompatible(request.subject, report.messages) }
        let version = try nextVersion(request)
        let registration = Registration(
            subject: request.subject, version: version, definition: prepared.definition)
        return Decision(
            expecting: expecting,
            changes: [.versionRegistered(registration)] + (try replaced(by: registration)),
            answer: { events throws(RegistryError) in
                let registered = try self.registered(registration, events)
                // The next version will be compared with it.
                let key = ParsedSchemas.Key(
                    context: request.subject.context, id: registered.schema.id, type: format.type)
                self.parsedSchemas.insert(prepared.schema, bytes: prepared.bytes, under: key)
                return registered
            })
    }

    /// The version that already is what the request asks for.
    private func present(
        _ definition: Definition, _ request: RegistrationRequest
    ) throws(RegistryError) -> RegisteredVersion? {
        let identity = definition.identity
        let found = try store.version(withIdentity: identity, of: request.subject, deleted: .excluded)
        guard let found, found.schema.definition == definition else { return nil }
        let sameID = request.id.map { $0 == Int(found.schema.id.number) }
        switch request.target {
        case .any: break
        case .latest:
            let latest = try store.version(.latest, of: request.subject, deleted: .excluded)
            guard latest?.version == found.version else { return nil }
        case .number(let number):
            guard number == Int(found.version.number), sameID == true else { return nil }
        }
        return sameID == false ? nil : found
    }

    /// The number after the highest one that the subject has had, deleted ones included.
    ///
    /// - Throws: `.invalidSchema` when the request asks for another one.
    private func nextVersion(_ request: RegistrationRequest) throws(RegistryError) -> Version {
        let highest = try store.highestVersion(of: request.subject)
        guard let next = highest == nil ? .first : highest?.next else { throw .noVersionLeft(request.subject) }
        switch request.target {
        case .any, .latest: break
        case .number(let number): guard number == Int(next.number) else { throw .versionIsNotNext }
        }
        return next
    }

    /// Content that comes back after it was deleted takes the place of its deleted version, unless that is referred to.
    private func replaced(by registration: Registration) throws(RegistryError) -> [Change] {
        let identity = registration.definition.identity
        let deleted = try store.version(withIdentity: identity, of: registration.subject, deleted: .only)
        guard let deleted else { return [] }
        let referrers = try store.referrers(to: deleted.version, of: deleted.subject, deleted: .included)
        return referrers.isEmpty ? [.versionErased(deleted.subject, deleted.version)] : []
    }

    /// The version as it now is in the registry.
    private func registered(
        _ registration: Registration, _ events: [Event]
    ) throws(RegistryError) -> RegisteredVersion {
        for event in events {
            guard case .versionRegistered(let registered) = event.change, let id = registered.id else { continue }
            let schema = StoredSchema(
                id: id, guid: registration.definition.identity, definition: registration.definition)
            return RegisteredVersion(
                subject: registration.subject, version: registration.version, schema: schema, isDeleted: false,
                at: event.at)
        }
        throw .storeFailure("The store appended a registration and gave it no id")
    }
}
