internal import Digest
internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/governance/webhooks`: who is told of events, by requests to them.
enum Webhooks {
    private static let path = "/governance/webhooks"

    static let routes: [Route<Endpoint>] = [
        Route(
            .get, path,
            Endpoint("listWebhooks", .may(.administer), refusals: [.malformedRequest, .storeFailure], list)),
        Route(
            .post, path,
            Endpoint(
                "createWebhook", .may(.administer), input: .body, success: 201,
                refusals: [.invalidGovernance, .storeFailure, .conflict], create)),
        Route(
            .get, path + "/{webhook}",
            Endpoint("getWebhook", .may(.administer), refusals: [.webhookNotFound, .storeFailure], read)),
        Route(
            .delete, path + "/{webhook}",
            Endpoint(
                "deleteWebhook", .may(.administer), success: 204,
                refusals: [.webhookNotFound, .storeFailure, .conflict], remove)),
        Route(
            .post, path + "/{webhook}/test",
            Endpoint(
                "testWebhook", .may(.administer), input: .optionalBody, canBeTried: false,
                refusals: [.webhookNotFound, .storeFailure, .unavailable], test)),
        Route(
            .get, path + "/{webhook}/deliveries",
            Endpoint(
                "listDeliveries", .may(.administer), refusals: [.malformedRequest, .webhookNotFound, .storeFailure],
                deliveries)),
        Route(
            .post, path + "/{webhook}/redeliver",
            Endpoint(
                "redeliver", .may(.administer), input: .optionalBody, canBeTried: false,
                refusals: [.webhookNotFound, .invalidGovernance, .storeFailure, .unavailable], redeliver)),
    ]

    private static func json(_ found: (webhook: Webhook, record: Record)) -> JSON {
        found.record.described(.object(found.webhook.publicMembers))
    }

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let limit = try call.limit()
        let webhooks = try call.registry.webhooks(after: call.after, limit: limit)
        return .page("webhooks", webhooks.map { json($0) }, limit: limit, next: webhooks.last?.webhook.id)
    }

    @Sendable private static func create(_ call: Call) throws(RegistryError) -> Answer {
        let request = try call.body { json throws(MalformedMember) in try WebhookRequest(json: json) }
        let (webhook, record, secret) = try call.registry.createWebhook(request, by: call.caller)
        var object = json((webhook, record)).object ?? JSONObject()
        // The prefix is that of Standard Webhooks.
        object["secret"] = .string("whsec_" + secret.base64)
        var answer = Answer.json { $0.value(.object(object)) }
        answer.headers.append(.init(name: "Cache-Control", value: "no-store"))
        return answer
    }

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        let found = try call.registry.webhook(call.parameters["webhook"])
        var object = json(found).object ?? JSONObject()
        object["progress"] = try call.registry.progress(of: found.record).json
        return .json { $0.value(.object(object)) }
    }

    @Sendable private static func remove(_ call: Call) throws(RegistryError) -> Answer {
        try call.registry.removeWebhook(
            call.parameters["webhook"], reason: call.request.query["reason"], by: call.caller)
        return .nothing
    }

    /// - Throws: `.unavailable`.
    private static func courier(_ call: Call) throws(RegistryError) -> any WebhookCourier {
        guard let courier = call.server.courier else { throw .webhooksAreNotServed() }
        return courier
    }

    @Sendable private static func test(_ call: Call) throws(RegistryError) -> Answer {
        _ = try call.fields()
        let (webhook, _) = try call.registry.webhook(call.parameters["webhook"])
        let attempt = try courier(call).test(webhook)
        return .json { body in
            body.object {
                $0.member("delivered", attempt.reason == nil)
                if let status = attempt.status { $0.member("status", status) }
                if let reason = attempt.reason { $0.member("reason", reason) }
                $0.member("milliseconds", attempt.milliseconds)
            }
        }
    }

    @Sendable private static func deliveries(_ call: Call) throws(RegistryError) -> Answer {
        let limit = try call.limit()
        let state: WebhookDelivery.State? = try call.choice("state")
        let deliveries = try call.registry.deliveries(
            of: call.parameters["webhook"], in: state, after: try call.revision("after") ?? .zero, limit: limit)
        return .page(
            "deliveries", deliveries.map(\.json), limit: limit, next: deliveries.last.map { "\($0.revision.number)" })
    }

    @Sendable private static func redeliver(_ call: Call) throws(RegistryError) -> Answer {
        let courier = try courier(call)
        let id = call.parameters["webhook"]
        let revision = try call.fields().optional("revision", .integer).map { Revision(Int64($0)) }
        let count = try call.registry.redeliver(revision, to: id)
        courier.queued(for: id)
        return .json { body in body.object { $0.member("queued", count) } }
    }
}

extension WebhookProgress {
    fileprivate var json: JSON {
        var object = JSONObject()
        object["revision"] = .number(JSONNumber(revision.number))
        if attempts > 0 { object["attempts"] = .number(JSONNumber(Int64(attempts))) }
        object["next"] = next.map { .string($0.rfc3339) }
        object["reason"] = reason.map { .string($0) }
        return .object(object)
    }
}

extension WebhookDelivery {
    fileprivate var json: JSON {
        var object = JSONObject()
        object["revision"] = .number(JSONNumber(revision.number))
        object["state"] = .string(state.rawValue)
        object["at"] = .string(at.rfc3339)
        object["attempts"] = .number(JSONNumber(Int64(attempts)))
        object["status"] = status.map { .number(JSONNumber(Int64($0))) }
        object["reason"] = reason.map { .string($0) }
        return .object(object)
    }
}
