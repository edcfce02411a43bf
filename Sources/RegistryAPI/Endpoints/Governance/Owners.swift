internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/governance/subjects/{subject}/owner`, transfers, and `/governance/ownership-rules`: which team owns which subjects.
enum Owners {
    private static let writing: [RegistryError.Code] = [.invalidSubject, .storeFailure, .conflict]

    static let routes: [Route<Endpoint>] = [
        Route(
            .get, "/governance/subjects/{subject}/owner",
            Endpoint(
                "getOwner", .may(.read), source: .store, refusals: [.ownerNotFound, .invalidSubject, .storeFailure],
                read)),
        Route(
            .put, "/governance/subjects/{subject}/owner",
            Endpoint(
                "setOwner", .may(.assignOwner), input: .body,
                refusals: writing + [.invalidGovernance, .preconditionFailed], set)),
        Route(
            .delete, "/governance/subjects/{subject}/owner",
            Endpoint(
                "deleteOwner", .may(.assignOwner), success: 204,
                refusals: writing + [.malformedRequest, .ownerNotFound, .preconditionFailed], delete)),
        Route(
            .get, "/governance/subjects/{subject}/transfer",
            Endpoint(
                "getTransfer", .may(.read), source: .store,
                refusals: [.transferNotFound, .invalidSubject, .storeFailure], readTransfer)
        ),
        Route(
            .post, "/governance/subjects/{subject}/transfer",
            Endpoint(
                "offerTransfer", .may(.assignOwner), input: .body,
                refusals: writing + [.ownerNotFound, .invalidGovernance], offer)),
        Route(
            .post, "/governance/subjects/{subject}/transfer/accept",
            Endpoint(
                "acceptTransfer", .may(.assignOwner), input: .optionalBody,
                refusals: writing + [.transferNotFound, .invalidGovernance], accept)),
        Route(
            .post, "/governance/subjects/{subject}/transfer/reject",
            Endpoint(
                "rejectTransfer", .may(.assignOwner), input: .optionalBody,
                refusals: writing + [.transferNotFound], reject)),
        Route(
            .get, "/governance/ownership-rules",
            Endpoint(
                "getOwnershipRules", .may(.read), source: .store, refusals: [.malformedRequest, .storeFailure],
                readRules)),
        Route(
            .put, "/governance/ownership-rules",
            Endpoint(
                "setOwnershipRules", .may(.administer), input: .body,
                refusals: [.invalidGovernance, .preconditionFailed, .storeFailure, .conflict], setRules)),
        Route(
            .get, "/governance/orphans",
            Endpoint(
                "listOrphans", .may(.read), source: .store, refusals: [.malformedRequest, .storeFailure], listOrphans)),
    ]

    // MARK: Owners

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        let subject = try call.subject()
        let (ownership, record) = try call.registry.owner(of: subject)
        return answer(subject, ownership, record)
    }

    private static func answer(_ subject: Subject, _ ownership: Ownership, _ record: Record?) -> Answer {
        let ground: JSON =
            switch ownership.ground {
            case .explicit: "explicit"
            case .rule(let pattern): ["rule": .string(pattern.text)]
            }
        let members: JSON = [
            "subject": .string(subject.qualifiedName), "team": .string(ownership.team), "decidedBy": ground,
        ]
        return .governed(record?.described(members) ?? members, at: record?.revision ?? .zero)
    }

    @Sendable private static func set(_ call: Call) throws(RegistryError) -> Answer {
        let subject = try call.subject()
        let fields = try call.fields()
        let team = try fields.required("team", .string)
        let record = try call.registry.setOwner(
            team, of: subject, reason: try call.reason(), if: try call.precondition(), by: call.caller)
        return answer(subject, Ownership(team: team, ground: .explicit), record)
    }

    @Sendable private static func delete(_ call: Call) throws(RegistryError) -> Answer {
        try call.registry.removeOwner(
            of: try call.subject(), reason: call.request.query["reason"], if: try call.precondition(),
            by: call.caller)
        return .nothing
    }

    @Sendable private static func listOrphans(_ call: Call) throws(RegistryError) -> Answer {
        let limit = try call.limit()
        let orphans = try call.registry.orphans(
            after: call.after.map(Subject.init(qualifiedName:)), limit: limit)
        return .page(
            "subjects", orphans.map { .string($0.qualifiedName) }, limit: limit, next: orphans.last?.qualifiedName)
    }

    // MARK: Transfers

    @Sendable private static func readTransfer(_ call: Call) throws(RegistryError) -> Answer {
        answer(try call.registry.transfer(of: try call.subject()), "offered")
    }

    private static func answer(_ transfer: Transfer, _ status: String) -> Answer {
        var object = transfer.json.object ?? JSONObject()
        object["status"] = .string(status)
        return .json { $0.value(.object(object)) }
    }

    @Sendable private static func offer(_ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        let (transfer, isDone) = try call.registry.offer(
            try call.subject(), to: try fields.required("to", .string), reason: try call.reason(),
            isForced: try fields.optional("force", .boolean) ?? false, by: call.caller)
        return answer(transfer, isDone ? "accepted" : "offered")
    }

    @Sendable private static func accept(_ call: Call) throws(RegistryError) -> Answer {
        let reason = try call.reason()
        return answer(
            try call.registry.acceptTransfer(of: try call.subject(), reason: reason, by: call.caller), "accepted")
    }

    @Sendable private static func reject(_ call: Call) throws(RegistryError) -> Answer {
        let reason = try call.reason()
        return answer(
            try call.registry.rejectTransfer(of: try call.subject(), reason: reason, by: call.caller), "rejected")
    }

    // MARK: Rules

    private enum Form: String, CaseIterable {
        case json
        case file = "schemaowners"
    }

    @Sendable private static func readRules(_ call: Call) throws(RegistryError) -> Answer {
        let (rules, record) = try call.registry.ownershipRules()
        switch try call.choice("format") ?? Form.json {
        case .json: return answer(rules, record)
        case .file:
            var answer = Answer(body: Array(OwnersFile.text(of: rules.rules).utf8))
            answer.type = "text/plain; charset=utf-8"
            return answer
        }
    }

    private static func answer(_ rules: OwnershipRules, _ record: Record?) -> Answer {
        let members: JSON = ["rules": rules.json]
        return .governed(record?.described(members) ?? members, at: record?.revision ?? .zero)
    }

    /// The rules come as a list, or as the text of a file.
    @Sendable private static func setRules(_ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        let rules: OwnershipRules
        if let text = try fields.optional("file", .string) {
            do throws(OwnersFile.Malformed) {
                rules = OwnershipRules(try OwnersFile.rules(in: text))
            } catch {
                throw .malformedOwnersFile(error.description)
            }
        } else {
            rules = try fields.required("rules", as: { json throws(MalformedMember) in try OwnershipRules(json: json) })
        }
        return answer(rules, try call.registry.set(rules, if: try call.precondition(), by: call.caller))
    }
}
