internal import Compatibility
public import Governance
internal import JSONCore
public import SchemaCore

extension Registry {
    /// Registers a schema under a subject, or finds it there.
    ///
    /// A schema that is there as a draft becomes active, unless a draft is asked for.
    ///
    /// - Throws: `.invalidSchema` when the text is no schema of its type, a reference leads nowhere, or the version asked
    ///   for is not the next one; `.invalidRuleSet`; `.incompatibleSchema` when the subject's level forbids it;
    ///   `.operationNotPermitted` when the subject's mode does, or another id is asked for; `.conflict` after
    ///   ``attempts`` lost races.
    public func register(
        _ request: RegistrationRequest, by caller: Caller
    ) throws(RegistryError) -> RegisteredVersion {
        let action: Action = request.checking == .skipped ? .registerUnchecked : .register
        return try commit(action, by: caller) { () throws(RegistryError) in try decision(on: request) }
    }

    /// What a registration is to do, for a transaction of its own or as a part of one.
    func decision(on request: RegistrationRequest) throws(RegistryError) -> Decision<RegisteredVersion> {
        let expecting = try expectations(of: streams(for: request.candidate, under: request.subject))
        let writing = try modeInForce(for: .subject(request.subject)).writing
        if let id = request.id, writing == .foreign {
            return try importing(request, as: id, expecting)
        }
        let latest = try store.version(.latest, of: request.subject, deleted: .excluded)
        let candidate = try completed(request.candidate, after: latest)
        let format = try format(of: candidate.type)
        return try decide(on: candidate, request, writing, after: latest, expecting, as: format)
    }

    private func decide<Format: SchemaFormat>(
        on candidate: Candidate, _ request: RegistrationRequest, _ writing: Mode.Writing,
        after latest: RegisteredVersion?, _ expecting: [(stream: Stream, revision: Revision)], as format: Format
    ) throws(RegistryError) -> Decision<RegisteredVersion> {
        let subject = request.subject
        var prepared = try prepare(
            candidate, under: subject, as: format, normalization: request.normalization, targets: .excluded)
        // What is there already is found even where nothing may be written.
        if request.tagChanges.isEmpty, !prepared.settings.configuration.changesContracts,
            let present = try present(prepared.definition, request)
        {
            return try decision(on: present, request, writing, expecting)
        }
        try check(writing, request)
        if !request.tagChanges.isEmpty {
            var tagged = candidate
            let previous = latest?.schema.definition
            tagged.text = try format.retagged(
                candidate.text, request.tagChanges, after: previous?.type == format.type ? previous?.text : nil)
            prepared = try prepare(
                tagged, under: subject, as: format, normalization: request.normalization, targets: .excluded)
        }
        let highest = try store.highestVersion(of: subject)
        if let found = try complete(&prepared.definition, request, after: latest, highest: highest, prepared.settings) {
            return try decision(on: found, request, writing, expecting)
        }
        try checkFields(of: prepared, as: format)
        if request.state != .draft {
            try checkStandards(of: prepared, under: subject, request.checking, as: format)
        }
        let version = try nextVersion(request, after: highest)
        let registration = Registration(
            subject: subject, version: version, definition: prepared.definition, state: request.state)
        return try decision(registration, prepared, expecting, type: format.type)
    }

    /// What is asked for is there; a draft of it is promoted where no draft was meant.
    private func decision(
        on present: RegisteredVersion, _ request: RegistrationRequest, _ writing: Mode.Writing,
        _ expecting: [(stream: Stream, revision: Revision)]
    ) throws(RegistryError) -> Decision<RegisteredVersion> {
        try present.checkIsNotRetired()
        guard present.lifecycle.state == .draft, request.state != .draft else {
            return Decision(expecting: expecting, answer: { _ in present })
        }
        try check(writing, request)
        try checkPromotion(of: present, request.checking)
        var promoted = present
        promoted.lifecycle = .active
        let answer = promoted
        return Decision(
            expecting: expecting, changes: [.lifecycleSet(present.subject, present.version, .active)],
            answer: { _ in answer })
    }

    /// Compares a schema with the versions that its subject's level asks for, and judges it by the policies.
    ///
    /// - Throws: `.incompatibleSchema`, `.policyViolation`.
    func checkStandards<Format: SchemaFormat>(
        of prepared: PreparedCandidate<Format>, under subject: Subject, _ checking: RegistrationRequest.Checking,
        as format: Format
    ) throws(RegistryError) {
        if checking == .asConfigured {
            let history = try history(for: prepared.definition, of: subject, prepared.settings)
            let report = try compare(prepared, with: history, of: subject, .otherPolicyOnRefusal, as: format)
            guard report.isCompatible else { throw .incompatible(subject, report.messages) }
        }
        let findings = try lint(
            prepared.schema, of: prepared.definition, under: subject, by: try governance().policies, as: format)
        guard findings.pass else {
            throw .violatesPolicies(subject, findings.filter { $0.severity == .error }.map(\.sentence))
        }
    }

    private func decision<Format: SchemaFormat>(
        _ registration: Registration, _ prepared: PreparedCandidate<Format>,
        _ expecting: [(stream: Stream, revision: Revision)], type: SchemaType
    ) throws(RegistryError) -> Decision<RegisteredVersion> {
        Decision(
            expecting: expecting,
            changes: [.versionRegistered(registration)] + (try replaced(by: registration)),
            answer: { events throws(RegistryError) in
                let registered = try self.registered(registration, events)
                // The next version will be compared with it.
                let key = ParsedSchemas.Key(
                    context: registration.subject.context, id: registered.schema.id, type: type)
                self.parsedSchemas.insert(prepared.schema, bytes: prepared.bytes, under: key)
                return registered
            })
    }

    /// - Throws: `.operationNotPermitted` unless schemas that get their ids here may be written, and this is one.
    private func check(_ writing: Mode.Writing, _ request: RegistrationRequest) throws(RegistryError) {
        switch writing {
        case .nothing: throw .inReadOnlyMode(request.subject)
        case .foreign: throw .notInReadWriteMode(request.subject)
        case .own: if request.id != nil { throw .notInImportMode(request.subject) }
        }
    }

    /// Completes metadata and rules, and numbers the version where that was asked for.
    ///
    /// - Returns: the version that is what the request asks for, when there is one after all.
    private func complete(
        _ definition: inout Definition, _ request: RegistrationRequest, after latest: RegisteredVersion?,
        highest: Version?, _ settings: Settings
    ) throws(RegistryError) -> RegisteredVersion? {
        let sentNumber = definition.metadata?.properties[Metadata.versionProperty]
        definition.completeContract(after: latest?.schema.definition, settings.configuration)
        try definition.ruleSet?.validate()
        let isNumbered = definition.metadata?.properties[Metadata.versionProperty] != nil
        var likeness = definition.withoutVersion
        if let sentNumber {
            likeness = definition
            likeness.metadata?.properties[Metadata.versionProperty] = sentNumber
        }
        if let present = try present(likeness, request) { return present }
        guard isNumbered || request.target != .any, let next = highest == nil ? .first : highest?.next else {
            return nil
        }
        var metadata = definition.metadata ?? Metadata()
        metadata.properties[Metadata.versionProperty] = next.description
        definition.metadata = metadata
        return nil
    }

    /// The version that already is what the request asks for.
    func present(
        _ definition: Definition, _ request: RegistrationRequest
    ) throws(RegistryError) -> RegisteredVersion? {
        guard let found = try version(alike: definition, of: request.subject, deleted: .excluded) else { return nil }
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
    private func nextVersion(
        _ request: RegistrationRequest, after highest: Version?
    ) throws(RegistryError) -> Version {
        guard let next = highest == nil ? .first : highest?.next else { throw .noVersionLeft(request.subject) }
        switch request.target {
        case .any, .latest: break
        case .number(let number): guard number == Int(next.number) else { throw .versionIsNotNext }
        }
        return next
    }

    /// Content that comes back after it was deleted takes the place of its deleted version, unless that is referred to.
    private func replaced(by registration: Registration) throws(RegistryError) -> [Change] {
        let definition = registration.definition
        let deleted = try store.versions(
            alike: definition.withoutVersion.identity, of: registration.subject, deleted: .only
        ).first { $0.schema.definition == definition }
        guard let deleted else { return [] }
        let referrers = try store.referrers(to: deleted.version, of: deleted.subject, deleted: .included)
        return referrers.isEmpty ? [.versionErased(deleted.subject, deleted.version)] : []
    }

    /// The version as it now is in the registry.
    func registered(
        _ registration: Registration, _ events: [Event]
    ) throws(RegistryError) -> RegisteredVersion {
        for event in events {
            guard case .versionRegistered(let registered) = event.change, let id = registered.id,
                registered.subject == registration.subject, registered.version == registration.version
            else { continue }
            let schema = StoredSchema(
                id: id, guid: registration.definition.identity, definition: registration.definition)
            return RegisteredVersion(
                subject: registration.subject, version: registration.version, schema: schema, isDeleted: false,
                at: registered.at ?? event.at, lifecycle: Lifecycle(registration.state))
        }
        throw .storeFailure("The store appended a registration and gave it no id")
    }
}

extension PolicyFinding {
    /// The finding as an error tells it.
    fileprivate var sentence: String {
        let place = position.map { ", line \($0.line), column \($0.column)" } ?? ""
        return "\(rule) (policy \(policy)) at '\(pointer)'\(place): \(message)"
    }
}
