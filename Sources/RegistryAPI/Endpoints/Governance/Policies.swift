internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/governance/policies`: the standards that schemas are to keep, and judging a schema by them.
enum Policies {
    static let routes: [Route<Endpoint>] = [
        Route(
            .get, "/governance/policies",
            Endpoint("listPolicies", .may(.read), source: .store, refusals: [.malformedRequest, .storeFailure], list)),
        Route(
            .get, "/governance/policies/{policy}",
            Endpoint("getPolicy", .may(.read), source: .store, refusals: [.policyNotFound, .storeFailure], read)),
        Route(
            .put, "/governance/policies/{policy}",
            Endpoint(
                "setPolicy", .may(.setPolicy), input: .body,
                refusals: [.invalidGovernance, .preconditionFailed, .storeFailure, .conflict], set)),
        Route(
            .delete, "/governance/policies/{policy}",
            Endpoint(
                "deletePolicy", .may(.setPolicy), success: 204,
                refusals: [.malformedRequest, .policyNotFound, .preconditionFailed, .storeFailure, .conflict], delete)),
        Route(
            .post, "/governance/policies/{policy}/dry-run",
            Endpoint("tryPolicy", .may(.check), input: .body, refusals: [.storeFailure], attempt)),
        Route(
            .post, "/governance/lint",
            Endpoint(
                "lintSchema", .may(.check), input: .body, refusals: [.invalidSchema, .invalidSubject, .storeFailure],
                lint)),
    ]

    private static func answer(_ policy: Policy, _ record: Record) -> Answer {
        .governed(record.described(policy.json), at: record.revision)
    }

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let limit = try call.limit()
        let policies = try call.registry.policies(after: call.after, limit: limit)
        return .page(
            "policies", policies.map { $0.record.described($0.policy.json) }, limit: limit,
            next: policies.last?.policy.name)
    }

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        let (policy, record) = try call.registry.policy(call.parameters["policy"])
        return answer(policy, record)
    }

    private static func policy(_ call: Call) throws(RegistryError) -> Policy {
        let name = call.parameters["policy"]
        let foreign = try call.registry.customRules(besides: name)
        return try call.body { json throws(MalformedMember) in try Policy(json: json, name: name, foreign: foreign) }
    }

    @Sendable private static func set(_ call: Call) throws(RegistryError) -> Answer {
        let policy = try policy(call)
        return answer(policy, try call.registry.set(policy, if: try call.precondition(), by: call.caller))
    }

    @Sendable private static func delete(_ call: Call) throws(RegistryError) -> Answer {
        try call.registry.removePolicy(call.parameters["policy"], if: try call.precondition(), by: call.caller)
        return .nothing
    }

    @Sendable private static func attempt(_ call: Call) throws(RegistryError) -> Answer {
        let (failing, next) = try call.registry.failing(
            try policy(call), after: call.after.map(Subject.init(qualifiedName:)), limit: try call.limit())
        return .json { body in
            body.object {
                $0.member("failing") { body in
                    body.array(failing) { body, one in
                        body.object {
                            $0.member("subject", one.version.subject.qualifiedName)
                            $0.member("version", one.version.version.number)
                            $0.member("findings") { $0.array(one.findings) { $0.value($1.json) } }
                        }
                    }
                }
                if let next { $0.member("next", next.qualifiedName) }
            }
        }
    }

    @Sendable private static func lint(_ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        let subject = try Subject(parsing: try fields.required("subject", .string))
        let findings = try call.registry.lint(try Candidate(fields, in: subject.context), for: subject)
        return .json { body in
            body.object {
                $0.member("findings") { $0.array(findings) { $0.value($1.json) } }
                $0.member("passes", findings.pass)
            }
        }
    }
}
