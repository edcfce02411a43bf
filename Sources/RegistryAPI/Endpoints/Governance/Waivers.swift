internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/governance/waivers`: findings that are not to refuse a schema, for a time.
enum Waivers {
    private static let deciding: [RegistryError.Code] = [
        .waiverNotFound, .waiverDecided, .preconditionFailed, .storeFailure, .conflict,
    ]

    static let routes: [Route<Endpoint>] = [
        Route(
            .get, "/governance/waivers",
            Endpoint(
                "listWaivers", .may(.read), source: .store,
                refusals: [.malformedRequest, .invalidSubject, .storeFailure], list)),
        Route(
            .post, "/governance/waivers",
            Endpoint(
                "proposeWaiver", .may(.proposeWaiver), input: .body, success: 201,
                refusals: [.invalidGovernance, .storeFailure, .conflict], propose)),
        Route(
            .get, "/governance/waivers/{waiver}",
            Endpoint("getWaiver", .may(.read), source: .store, refusals: [.waiverNotFound, .storeFailure], read)),
        Route(
            .post, "/governance/waivers/{waiver}/approve",
            Endpoint("approveWaiver", .may(.decideWaiver), input: .optionalBody, refusals: deciding, approve)),
        Route(
            .post, "/governance/waivers/{waiver}/revoke",
            Endpoint("revokeWaiver", .may(.decideWaiver), input: .optionalBody, refusals: deciding, revoke)),
    ]

    private static func answer(_ found: (waiver: Waiver, record: Record)) -> Answer {
        .governed(found.record.described(found.waiver.json), at: found.record.revision)
    }

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let limit = try call.limit()
        let subject = try call.request.query["subject"].map { (text) throws(RegistryError) in
            try Subject(parsing: text)
        }
        let waivers = try call.registry.waivers(of: subject, after: call.after, limit: limit)
        return .page(
            "waivers", waivers.map { $0.record.described($0.waiver.json) }, limit: limit, next: waivers.last?.waiver.id)
    }

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        answer(try call.registry.waiver(call.parameters["waiver"]))
    }

    @Sendable private static func propose(_ call: Call) throws(RegistryError) -> Answer {
        let proposal = try call.body { json throws(MalformedMember) in try WaiverProposal(json: json) }
        return answer(try call.registry.propose(proposal, by: call.caller))
    }

    @Sendable private static func approve(_ call: Call) throws(RegistryError) -> Answer {
        let note = try call.fields().optional("note", .string)
        return answer(
            try call.registry.approveWaiver(
                call.parameters["waiver"], note: note, if: try call.precondition(), by: call.caller))
    }

    @Sendable private static func revoke(_ call: Call) throws(RegistryError) -> Answer {
        let note = try call.fields().optional("note", .string)
        return answer(
            try call.registry.revokeWaiver(
                call.parameters["waiver"], note: note, if: try call.precondition(), by: call.caller))
    }
}
