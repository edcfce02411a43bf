internal import Compatibility
public import Governance
public import SchemaCore

extension Registry {
    /// Moves a version through its lifecycle.
    ///
    /// - Throws: `.illegalMove` when its state does not allow that, or somebody else has moved it meanwhile;
    ///   `.invalidLifecycle`; `.preconditionFailed`; and what registering throws when a draft becomes active.
    public func move(
        _ selector: VersionSelector, of subject: Subject, _ move: LifecycleMove,
        if precondition: Precondition = .none, by caller: Caller
    ) throws(RegistryError) -> RegisteredVersion {
        var seen: RegisteredVersion?
        return try commit(.moveLifecycle, by: caller) { () throws(RegistryError) -> Decision<RegisteredVersion> in
            let expecting = try expectations(of: [.subject(subject), .settings])
            let target = try ownVersion(selector, of: subject, deleted: .excluded)
            if let seen, seen.lifecycle != target.lifecycle { throw moved(seen, to: target) }
            seen = target
            try precondition.check(target.lifecycle.revision)
            let next = try decide(move, on: target, by: caller)
            return Decision(
                expecting: expecting, changes: [.lifecycleSet(subject, target.version, next)],
                answer: { events throws(RegistryError) in
                    guard let event = events.first else { throw .storeIsDamaged }
                    return target.moved(to: next, by: event)
                })
        }
    }

    /// Moves every version of a subject that is not retired, in one transaction; those that are in the state already
    /// stay as they are, unless it is said anew what holds for deprecated ones.
    ///
    /// - Returns: the versions that were moved.
    /// - Throws: as ``move(_:of:_:if:by:)``, when one version cannot be moved.
    public func moveAll(
        of subject: Subject, _ move: LifecycleMove, by caller: Caller
    ) throws(RegistryError) -> [RegisteredVersion] {
        var seen: [RegisteredVersion]?
        return try commit(.moveLifecycle, by: caller) { () throws(RegistryError) -> Decision<[RegisteredVersion]> in
            let expecting = try expectations(of: [.subject(subject), .settings])
            var targets: [RegisteredVersion] = []
            for entry in try versions(of: subject, deleted: .excluded) where entry.state != .retired {
                if entry.state == move.state, move.state != .deprecated { continue }
                targets.append(try ownVersion(.number(entry.version), of: subject, deleted: .excluded))
            }
            if let seen, let (old, new) = zip(seen, targets).first(where: { $0.lifecycle != $1.lifecycle }) {
                throw moved(old, to: new)
            }
            seen = targets
            var changes: [Change] = []
            var results: [RegisteredVersion] = []
            for target in targets {
                let next = try decide(move, on: target, by: caller)
                changes.append(.lifecycleSet(subject, target.version, next))
                var result = target
                result.lifecycle = next
                results.append(result)
            }
            let moved = results
            return Decision(
                expecting: expecting, changes: changes,
                answer: { events in zip(moved, events).map { $0.moved(to: $0.lifecycle, by: $1) } })
        }
    }

    private func moved(_ seen: RegisteredVersion, to target: RegisteredVersion) -> RegistryError {
        .movedMeanwhile(
            target.subject, target.version, from: seen.lifecycle.state.rawValue, to: target.lifecycle.state.rawValue,
            by: target.lifecycle.moved?.by ?? .anonymous)
    }

    private func decide(
        _ move: LifecycleMove, on target: RegisteredVersion, by caller: Caller
    ) throws(RegistryError) -> Lifecycle {
        let decided = try target.lifecycle.moved(
            by: move, of: (target.subject, target.version), isAdmin: caller.isAdmin, now: store.now())
        if decided.needsChecks { try checkPromotion(of: target, .asConfigured) }
        return decided.lifecycle
    }

    /// - Throws: `.incompatibleSchema` and `.policyViolation`, as registering the draft as an active version would.
    func checkPromotion(
        of draft: RegisteredVersion, _ checking: RegistrationRequest.Checking
    ) throws(RegistryError) {
        let format = try format(of: draft.schema.definition.type)
        try checkPromotion(of: draft, checking, as: format)
    }

    private func checkPromotion<Format: SchemaFormat>(
        of draft: RegisteredVersion, _ checking: RegistrationRequest.Checking, as format: Format
    ) throws(RegistryError) {
        try checkStandards(of: try prepared(draft, as: format), under: draft.subject, checking, as: format)
    }

    private func prepared<Format: SchemaFormat>(
        _ draft: RegisteredVersion, as format: Format
    ) throws(RegistryError) -> PreparedCandidate<Format> {
        let definition = draft.schema.definition
        let referred = try referredDefinitions(of: definition)
        return PreparedCandidate<Format>(
            definition: definition, schema: try format.parse(definition, references: referred),
            bytes: Self.bytes(of: definition, with: referred), settings: try settings(of: draft.subject))
    }

    /// What promoting a draft would be answered now: the comparison with earlier versions, and where it breaks policies.
    public func prospect(
        of draft: RegisteredVersion
    ) throws(RegistryError) -> (report: CheckReport, findings: [PolicyFinding]) {
        try prospect(of: draft, as: try format(of: draft.schema.definition.type))
    }

    private func prospect<Format: SchemaFormat>(
        of draft: RegisteredVersion, as format: Format
    ) throws(RegistryError) -> (report: CheckReport, findings: [PolicyFinding]) {
        let prepared = try prepared(draft, as: format)
        let history = try history(for: prepared.definition, of: draft.subject, prepared.settings)
        let report = try compare(prepared, with: history, of: draft.subject, .otherPolicyOnRefusal, as: format)
        let findings = try lint(
            prepared.schema, of: prepared.definition, under: draft.subject, by: try governance().policies, as: format)
        return (report, findings)
    }

    /// Deprecated versions whose sunset has come, by sunset.
    public func due(by time: Timestamp? = nil, page: Page = .all) throws(RegistryError) -> [RegisteredVersion] {
        try store.versions(sunsetBy: time ?? store.now(), page: page)
    }
}

extension RegisteredVersion {
    fileprivate func moved(to lifecycle: Lifecycle, by event: Event) -> RegisteredVersion {
        var moved = self
        moved.lifecycle = lifecycle
        moved.lifecycle.moved = Lifecycle.Moved(at: event.at, by: event.principal, revision: event.revision)
        return moved
    }
}

extension RegisteredVersion {
    /// - Throws: `.versionRetired` when nobody may write with it any more.
    func checkIsNotRetired() throws(RegistryError) {
        guard lifecycle.state == .retired else { return }
        throw .versionRetired(subject, version, on: lifecycle.moved?.at.rfc3339)
    }
}
