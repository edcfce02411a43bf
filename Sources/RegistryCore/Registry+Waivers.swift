public import Governance
public import SchemaCore

extension Registry {
    /// Waivers by id.
    ///
    /// - Parameter subject: those of one subject alone.
    public func waivers(
        of subject: Subject? = nil, after id: String? = nil, limit: Int? = nil
    ) throws(RegistryError) -> [(waiver: Waiver, record: Record)] {
        var waivers: [(waiver: Waiver, record: Record)] = []
        for record in try store.records(.waiver, after: id, limit: subject == nil ? limit : nil) {
            let waiver = try record.waiver
            if subject == nil || waiver.subject == subject { waivers.append((waiver, record)) }
            if waivers.count == limit { break }
        }
        return waivers
    }

    /// One waiver.
    ///
    /// - Throws: `.waiverNotFound`.
    public func waiver(_ id: String) throws(RegistryError) -> (waiver: Waiver, record: Record) {
        guard let record = try store.record(.waiver, named: id) else { throw .waiverNotFound(id) }
        return (try record.waiver, record)
    }

    /// Proposes that findings be waived.
    ///
    /// - Throws: `.invalidGovernance` when the expiry is over.
    public func propose(
        _ proposal: WaiverProposal, by caller: Caller
    ) throws(RegistryError) -> (waiver: Waiver, record: Record) {
        guard store.now() < proposal.expires else { throw .expiryIsOver(proposal.expires.rfc3339) }
        return try commit(.proposeWaiver, by: caller) {
            () throws(RegistryError) -> Decision<(waiver: Waiver, record: Record)> in
            // Waivers stay for ever, so that their count numbers them.
            let number = try governance().waivers.values.reduce(1) { $0 + $1.count }
            let waiver = Waiver(
                id: "w\(number)", subject: proposal.subject, fingerprints: proposal.fingerprints,
                reason: proposal.reason, expires: proposal.expires, author: caller.principal)
            let decision = Decision<Record>.setting(waiver.key, to: waiver.json, nil, reason: waiver.reason)
            return Decision(
                expecting: [], changes: decision.changes,
                answer: { events throws(RegistryError) in (waiver, try decision.answer(events)) })
        }
    }

    /// Grants a waiver, as somebody else than its author where it is known who asks.
    ///
    /// - Throws: `.waiverNotFound`; `.waiverDecided` unless it is proposed and has not expired; `.forbidden` for its
    ///   author.
    public func approveWaiver(
        _ id: String, note: String?, if precondition: Precondition = .none, by caller: Caller
    ) throws(RegistryError) -> (waiver: Waiver, record: Record) {
        try decide(id, precondition, note, by: caller) { waiver throws(RegistryError) in
            guard waiver.status == .proposed else { throw .waiverIsDecided(id, status: waiver.status.rawValue) }
            guard caller.isUnrestricted || waiver.author != caller.principal else {
                throw .ownApproval(caller.principal, waiver: id)
            }
            guard self.store.now() < waiver.expires else { throw .waiverIsDecided(id, status: "expired") }
            waiver.status = .approved
        }
    }

    /// Takes a waiver back, whether it was approved or not.
    ///
    /// - Throws: `.waiverNotFound`; `.waiverDecided` when it is revoked already.
    public func revokeWaiver(
        _ id: String, note: String?, if precondition: Precondition = .none, by caller: Caller
    ) throws(RegistryError) -> (waiver: Waiver, record: Record) {
        try decide(id, precondition, note, by: caller) { waiver throws(RegistryError) in
            guard waiver.status != .revoked else { throw .waiverIsDecided(id, status: waiver.status.rawValue) }
            waiver.status = .revoked
        }
    }

    private func decide(
        _ id: String, _ precondition: Precondition, _ note: String?, by caller: Caller,
        _ change: (inout Waiver) throws(RegistryError) -> Void
    ) throws(RegistryError) -> (waiver: Waiver, record: Record) {
        var (waiver, record) = try waiver(id)
        try precondition.check(record.revision)
        try change(&waiver)
        waiver.decidedBy = caller.principal
        waiver.note = note
        return (waiver, try set(waiver, record, by: caller))
    }

    /// - Parameter seen: what the change was decided on; if it is another one now, somebody else was faster.
    private func set(
        _ waiver: Waiver, _ seen: Record, by caller: Caller
    ) throws(RegistryError) -> Record {
        try commit(.decideWaiver, by: caller) { () throws(RegistryError) -> Decision<Record> in
            let stored = try store.record(.waiver, named: waiver.id)
            guard stored?.revision == seen.revision else {
                throw .waiverIsDecided(waiver.id, status: try stored?.waiver.status.rawValue ?? "gone")
            }
            return .setting(waiver.key, to: waiver.json, stored, reason: waiver.reason)
        }
    }

    /// The fingerprints that findings of a subject may have without refusing a schema.
    func waivedFingerprints(of subject: Subject) throws(RegistryError) -> Set<String> {
        let waivers = try governance().waivers[subject] ?? []
        guard !waivers.isEmpty else { return [] }
        let now = store.now()
        return Set(waivers.filter { $0.isLive(at: now) }.flatMap(\.fingerprints))
    }
}

extension Waiver {
    fileprivate var key: Record.Key { Record.Key(.waiver, id, subject: subject) }
}
