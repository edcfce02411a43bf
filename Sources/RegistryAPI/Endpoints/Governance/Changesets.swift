internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/governance/apply`: several changes that come about together or not at all, or are only tried.
enum Changesets {
    static let routes: [Route<Endpoint>] = [
        Route(
            .post, "/governance/apply",
            Endpoint(
                "applyChanges", .may(.check), input: .body,
                refusals: [.invalidSubject, .storeFailure, .conflict], apply))
    ]

    /// The most steps of a request.
    private static let stepsLimit = 10_000

    @Sendable private static func apply(_ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        let isTrial = try fields.optional("dryRun", .boolean) == true || call.flag("dryRun")
        var steps: [Step] = []
        for fields in try fields.objects("steps") { steps.append(try Step(fields)) }
        guard steps.count <= stepsLimit else {
            throw .malformedField("/steps", expected: "an array of at most \(stepsLimit) objects")
        }
        let (outcomes, events) = try call.registry.together(by: call.caller) { (sandbox) throws(RegistryError) in
            var outcomes: [StepOutcome] = []
            for step in steps { outcomes.append(try step.outcome(in: sandbox, call, isTrial: isTrial)) }
            return (value: outcomes, isMeant: !isTrial && outcomes.allSatisfy { $0.result != .refused })
        }
        let isApplied = !isTrial && outcomes.allSatisfy { $0.result != .refused }
        var answer = Answer.json(capacity: 1024) { body in
            body.object { body in
                body.member("applied", isApplied)
                if let last = events.last { body.member("revision", last.revision.number) }
                body.member("steps") { $0.array(zip(steps, outcomes)) { $0.value($1.0, $1.1) } }
            }
        }
        if isTrial { answer.headers.append(.trial) }
        return answer
    }
}

/// A change that is asked for.
private struct Step: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case register, configure, own, move, delete
    }

    let kind: Kind
    /// The empty one for the settings of all subjects.
    let subject: Subject
    let fields: Fields

    /// - Throws: `.malformedRequest` for what is no step.
    init(_ fields: Fields) throws(RegistryError) {
        self.fields = fields
        kind = try fields.required("step", .named())
        let name = try fields.optional("subject", .string)
        if kind == .configure, name == nil {
            subject = Scope.global.subject
        } else {
            subject = try Subject(parsing: try fields.required("subject", .string))
        }
    }

    /// Does it in a sandbox.
    ///
    /// - Parameter isTrial: whether to go on where only a right is missing.
    /// - Throws: only what is no answer to the step: `.malformedRequest`, `.conflict`, `.storeFailure`.
    func outcome(in sandbox: RegistrySandbox, _ call: Call, isTrial: Bool) throws(RegistryError) -> StepOutcome {
        let before = sandbox.changeCount
        var outcome = StepOutcome()
        if kind == .register { outcome.report = try report(on: sandbox.registry, call) }
        do throws(RegistryError) {
            outcome.version = try perform(on: sandbox.registry, call, by: call.caller)
        } catch {
            switch error.code {
            case .malformedRequest, .conflict, .storeFailure, .internalFailure: throw error
            case .forbidden where isTrial:
                outcome.forbidden = error
                do throws(RegistryError) {
                    let anybody = Caller(principal: call.caller.principal, role: nil)
                    outcome.version = try perform(on: sandbox.registry, call, by: anybody)
                } catch {
                    outcome.refusal = error
                }
            default: outcome.refusal = error
            }
        }
        outcome.isChange = sandbox.changeCount > before
        return outcome
    }

    /// What a comparison finds; `nil` where there is nothing to compare.
    private func report(on registry: Registry, _ call: Call) throws(RegistryError) -> CheckReport? {
        do throws(RegistryError) {
            return try registry.check(
                Candidate(fields, in: subject.context), against: nil, of: subject,
                normalization: call.normalization, telling: .bothPolicies)
        } catch {
            // Registering says it too, as its answer.
            guard [.invalidSchema, .invalidRuleSet, .versionNotFound].contains(error.code) else { throw error }
            return nil
        }
    }

    private func perform(
        on registry: Registry, _ call: Call, by caller: Caller
    ) throws(RegistryError) -> Version? {
        switch kind {
        case .register:
            let request = try RegistrationRequest(fields, under: subject, call)
            return try registry.register(request, by: caller).version
        case .configure:
            let scope = try Scope(parsing: subject.qualifiedName)
            _ = try registry.configure(scope, by: caller) { (configuration) throws(RegistryError) in
                try Configurations.apply(fields, to: &configuration, without: ["step", "subject"])
            }
        case .own:
            let team = try fields.required("team", .string)
            guard try !isOwned(by: team, on: registry) else { return nil }
            _ = try registry.setOwner(
                team, of: subject, reason: try fields.optional("reason", .string), by: caller)
        case .move:
            let move = try fields.value { json throws(MalformedMember) in try LifecycleMove(json: json) }
            let latest = try registry.version(.latest, of: subject)
            guard !move.isMade(latest.lifecycle) else { return latest.version }
            return try registry.move(.number(latest.version), of: subject, move, by: caller).version
        case .delete: _ = try registry.delete(subject, .soft, by: caller)
        }
        return nil
    }
}

extension Step {
    /// Whether the subject was given to a team by name.
    private func isOwned(by team: String, on registry: Registry) throws(RegistryError) -> Bool {
        do throws(RegistryError) {
            return try registry.owner(of: subject).ownership == Ownership(team: team, ground: .explicit)
        } catch {
            guard error.code == .ownerNotFound else { throw error }
            return false
        }
    }
}

extension LifecycleMove {
    /// Whether a version is in the state already, with all that is said about it here.
    fileprivate func isMade(_ lifecycle: Lifecycle) -> Bool {
        lifecycle.state == state
            && (sunset == nil || sunset == lifecycle.sunset)
            && (effective == nil || effective == lifecycle.effective)
            && (alternative == nil || alternative == lifecycle.alternative)
            && (documentation == nil || documentation == lifecycle.documentation)
    }
}

/// What came of a step.
private struct StepOutcome: Sendable {
    enum Result: String {
        case changed, unchanged, refused
    }

    var isChange = false
    var version: Version?
    var report: CheckReport?
    /// Why it cannot be done.
    var refusal: RegistryError?
    /// Why this caller may not do it, where it was tried all the same.
    var forbidden: RegistryError?

    var result: Result { refusal != nil ? .refused : isChange ? .changed : .unchanged }
}

extension JSONBody {
    fileprivate mutating func value(_ step: Step, _ outcome: StepOutcome) {
        object { body in
            body.member("step", step.kind.rawValue)
            body.member("subject", step.subject.qualifiedName)
            body.member("result", outcome.result.rawValue)
            if let version = outcome.version { body.member("version", version.number) }
            if let refusal = outcome.refusal {
                body.member("error_code", refusal.code.wire.number)
                body.member("message", refusal.message)
            }
            if let forbidden = outcome.forbidden { body.member("forbidden", forbidden.message) }
            if let report = outcome.report, outcome.result != .unchanged {
                body.member("check") { body in
                    body.object { body in
                        body.member("is_compatible", report.isCompatible)
                        body.members(of: report)
                    }
                }
            }
        }
    }
}
