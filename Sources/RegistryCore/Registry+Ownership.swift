public import Governance
internal import JSONCore
public import SchemaCore

extension Registry {
    /// A subject's owner and why it is the owner, with the record that says so when one does.
    ///
    /// - Throws: `.ownerNotFound` for an orphan.
    public func owner(of subject: Subject) throws(RegistryError) -> (ownership: Ownership, record: Record?) {
        guard let ownership = try ownership(of: subject, nil) else { throw .ownerNotFound(subject) }
        return (ownership, try store.record(.owner, named: subject.qualifiedName))
    }

    /// Gives a subject, which need not exist yet, to a team.
    ///
    /// An orphan may be claimed by a member of the team; what has an owner changes hands by a transfer, or by an admin.
    ///
    /// - Throws: `.unknownTeam`, `.forbidden`.
    public func setOwner(
        _ team: String, of subject: Subject, reason: String?, if precondition: Precondition = .none, by caller: Caller
    ) throws(RegistryError) -> Record {
        try commit(.assignOwner, by: caller) { () throws(RegistryError) -> Decision<Record> in
            let expecting = try expectations(of: [.subject(subject)])
            let stored = try store.record(.owner, named: subject.qualifiedName)
            try precondition.check(stored?.revision)
            try checkExists(team)
            if !caller.isAdmin, let present = try ownership(of: subject, nil), present.team != team {
                throw .ownedAlready(subject, by: present.team)
            }
            let offered = try store.record(.transfer, named: subject.qualifiedName)
            let ended = offered == nil ? [] : [Change.recordRemoved(Record.Key(.transfer, of: subject), reason: reason)]
            return .setting(
                Record.Key(.owner, of: subject), to: ["team": .string(team)], stored, reason: reason,
                expecting: expecting, targets: [.subject(subject), .team(team)], alongside: ended)
        }
    }

    /// Takes back that a subject was given to a team by name, so that the rules decide again.
    ///
    /// - Throws: `.ownerNotFound` when it was not.
    public func removeOwner(
        of subject: Subject, reason: String?, if precondition: Precondition = .none, by caller: Caller
    ) throws(RegistryError) {
        try commit(.assignOwner, by: caller) { () throws(RegistryError) -> Decision<Void> in
            let expecting = try expectations(of: [.subject(subject)])
            guard let stored = try store.record(.owner, named: subject.qualifiedName) else {
                throw .explicitOwnerNotFound(subject)
            }
            try precondition.check(stored.revision)
            var changes: [Change] = [.recordRemoved(Record.Key(.owner, of: subject), reason: reason)]
            if try store.record(.transfer, named: subject.qualifiedName) != nil {
                changes.append(.recordRemoved(Record.Key(.transfer, of: subject), reason: reason))
            }
            return Decision(expecting: expecting, changes: changes, answer: { _ in })
        }
    }

    // MARK: Rules

    /// The rules in their order, with the record that holds them; none before they were first set.
    public func ownershipRules() throws(RegistryError) -> (rules: OwnershipRules, record: Record?) {
        (try governance().rules, try store.record(.ownershipRules, named: ""))
    }

    /// Sets all rules at once.
    ///
    /// - Throws: `.unknownTeam` for the first that names none.
    public func set(
        _ rules: OwnershipRules, if precondition: Precondition = .none, by caller: Caller
    ) throws(RegistryError) -> Record {
        try commit(.administer, by: caller) { () throws(RegistryError) -> Decision<Record> in
            let stored = try store.record(.ownershipRules, named: "")
            try precondition.check(stored?.revision)
            for team in Set(rules.rules.map(\.team)).sorted() { try checkExists(team) }
            return .setting(.ownershipRules, to: rules.json, stored)
        }
    }

    /// Subjects that nobody owns, by name.
    ///
    /// - Parameters:
    ///   - name: those after this subject alone.
    ///   - limit: the most to give.
    public func orphans(after name: Subject?, limit: Int) throws(RegistryError) -> [Subject] {
        let state = try governance()
        var orphans: [Subject] = []
        for subject in try store.subjects(in: nil, prefix: "", deleted: .excluded, page: .all) {
            if let name, !name.qualifiedName.utf8.lexicographicallyPrecedes(subject.qualifiedName.utf8) { continue }
            if try ownership(of: subject, state) == nil { orphans.append(subject) }
            if orphans.count == limit { break }
        }
        return orphans
    }

    // MARK: Transfers

    /// The offer of a subject to another team.
    ///
    /// - Throws: `.transferNotFound` when there is none.
    public func transfer(of subject: Subject) throws(RegistryError) -> Transfer {
        guard let record = try store.record(.transfer, named: subject.qualifiedName) else {
            throw .transferNotFound(subject)
        }
        return try record.transfer
    }

    /// Offers a subject to another team; a new offer takes the place of an earlier one.
    ///
    /// - Parameter isForced: whether an admin gives it away without asking, which takes a reason.
    /// - Returns: the offer, and whether it is done already.
    /// - Throws: `.ownerNotFound` for an orphan; `.unknownTeam`; `.invalidGovernance` for a transfer to the owner.
    public func offer(
        _ subject: Subject, to team: String, reason: String?, isForced: Bool, by caller: Caller
    ) throws(RegistryError) -> (transfer: Transfer, isDone: Bool) {
        if isForced {
            guard reason?.isEmpty == false else { throw .forceNeedsReason("A transfer") }
            try checkRole(of: caller, for: .administer, about: subject)
        }
        return try commit(.assignOwner, by: caller) {
            () throws(RegistryError) -> Decision<(transfer: Transfer, isDone: Bool)> in
            let expecting = try expectations(of: [.subject(subject)])
            guard let present = try ownership(of: subject, nil) else { throw .ownerNotFound(subject) }
            try checkExists(team)
            guard present.team != team else { throw .transferToItself(subject, team) }
            let transfer = Transfer(
                subject: subject, from: present.team, to: team, reason: reason, offeredBy: caller.principal)
            let changes: [Change]
            if isForced {
                changes = try accepting(transfer, reason: reason)
            } else {
                changes = [.recordSet(Record.Key(.transfer, of: subject), transfer.json, reason: reason)]
            }
            return Decision(expecting: expecting, changes: changes, answer: { _ in (transfer, isForced) })
        }
    }

    /// Takes an offered subject, as a member of the team that it is offered to.
    ///
    /// - Throws: `.transferNotFound` when nothing is offered, or it has changed hands since.
    public func acceptTransfer(
        of subject: Subject, reason: String?, by caller: Caller
    ) throws(RegistryError) -> Transfer {
        try commit(.assignOwner, by: caller) { () throws(RegistryError) -> Decision<Transfer> in
            let expecting = try expectations(of: [.subject(subject)])
            let transfer = try transfer(of: subject)
            guard try ownership(of: subject, nil)?.team == transfer.from else { throw .transferNotFound(subject) }
            try checkExists(transfer.to)
            return Decision(
                expecting: expecting, changes: try accepting(transfer, reason: reason ?? transfer.reason),
                targets: [.offer(subject, to: transfer.to)], answer: { _ in transfer })
        }
    }

    /// Ends an offer, as a member of either team.
    ///
    /// - Throws: `.transferNotFound` when nothing is offered.
    public func rejectTransfer(
        of subject: Subject, reason: String?, by caller: Caller
    ) throws(RegistryError) -> Transfer {
        try commit(.assignOwner, by: caller) { () throws(RegistryError) -> Decision<Transfer> in
            let expecting = try expectations(of: [.subject(subject)])
            let transfer = try transfer(of: subject)
            let isOfferer = try governance().isMember(caller.principal, of: transfer.from)
            return Decision(
                expecting: expecting, changes: [.recordRemoved(Record.Key(.transfer, of: subject), reason: reason)],
                targets: [.offer(subject, to: isOfferer ? transfer.from : transfer.to)], answer: { _ in transfer })
        }
    }

    private func accepting(_ transfer: Transfer, reason: String?) throws(RegistryError) -> [Change] {
        let subject = transfer.subject
        var changes: [Change] = [
            .recordSet(Record.Key(.owner, of: subject), ["team": .string(transfer.to)], reason: reason)
        ]
        if try store.record(.transfer, named: subject.qualifiedName) != nil {
            changes.append(.recordRemoved(Record.Key(.transfer, of: subject), reason: reason))
        }
        return changes
    }
}
