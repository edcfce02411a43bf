internal import Digest
public import Governance
public import SchemaCore

extension Registry {
    /// Webhooks by id.
    public func webhooks(
        after id: String? = nil, limit: Int? = nil
    ) throws(RegistryError) -> [(webhook: Webhook, record: Record)] {
        var webhooks: [(webhook: Webhook, record: Record)] = []
        for record in try store.records(.webhook, after: id, limit: limit) {
            webhooks.append((try record.webhook, record))
        }
        return webhooks
    }

    /// One webhook.
    ///
    /// - Throws: `.webhookNotFound`.
    public func webhook(_ id: String) throws(RegistryError) -> (webhook: Webhook, record: Record) {
        guard let record = try store.record(.webhook, named: id) else { throw .webhookNotFound(id) }
        return (try record.webhook, record)
    }

    /// How far a webhook has been told of the log.
    public func progress(of record: Record) throws(RegistryError) -> WebhookProgress {
        try store.progress(of: record)
    }

    /// Makes a webhook, which is told of what happens from now on.
    ///
    /// - Returns: it, and the secret that its requests are signed with, which is never shown again.
    /// - Throws: `.invalidGovernance` when there is one of this id.
    public func createWebhook(
        _ request: WebhookRequest, by caller: Caller
    ) throws(RegistryError) -> (webhook: Webhook, record: Record, secret: [UInt8]) {
        try checkRole(of: caller, for: .administer, about: nil)
        guard try store.record(.webhook, named: request.id) == nil else { throw .webhookExists(request.id) }
        let secret = Self.random(bytes: 32)
        let webhook = Webhook(
            id: request.id, url: request.url, filter: request.filter, key: Self.random(bytes: 8).hexadecimal)
        // First, so that there is none without: a secret that nothing names harms nobody.
        try store.note([.secret(secret, key: webhook.key)])
        let record = try commit(.administer, by: caller) { () throws(RegistryError) -> Decision<Record> in
            guard try store.record(.webhook, named: webhook.id) == nil else { throw .webhookExists(webhook.id) }
            return .setting(Record.Key(.webhook, webhook.id), to: webhook.json, nil)
        }
        return (webhook, record, secret)
    }

    /// Changes a webhook, which goes on where it is in the log.
    ///
    /// What was not sent yet goes to the new place, by the new choice; what happened while it was disabled is sent when
    /// it is enabled again.
    ///
    /// - Returns: it, with the event that set it last.
    /// - Throws: `.webhookNotFound`, `.preconditionFailed`.
    public func changeWebhook(
        _ id: String, _ change: WebhookChange, if precondition: Precondition = .none, by caller: Caller
    ) throws(RegistryError) -> (webhook: Webhook, record: Record) {
        let record = try commit(.administer, by: caller) { () throws(RegistryError) -> Decision<Record> in
            guard let stored = try store.record(.webhook, named: id) else { throw .webhookNotFound(id) }
            try precondition.check(stored.revision)
            let webhook = try stored.webhook
            var changed = change.applied(to: webhook)
            if changed == webhook { return Decision(expecting: [], answer: { _ in stored }) }
            changed.since = try stored.webhookSince
            return .setting(Record.Key(.webhook, id), to: changed.json, stored)
        }
        return (try record.webhook, record)
    }

    /// Ends a webhook.
    ///
    /// - Throws: `.webhookNotFound`.
    public func removeWebhook(_ id: String, reason: String?, by caller: Caller) throws(RegistryError) {
        let webhook = try commit(.administer, by: caller) { () throws(RegistryError) -> Decision<Webhook> in
            guard let record = try store.record(.webhook, named: id) else { throw .webhookNotFound(id) }
            let webhook = try record.webhook
            return Decision(
                expecting: [], changes: [.recordRemoved(Record.Key(.webhook, id), reason: reason)],
                answer: { _ in webhook })
        }
        try store.note([.forgotten(webhook: id, key: webhook.key)])
    }

    /// What became of the events of a webhook, by revision.
    ///
    /// - Throws: `.webhookNotFound`.
    public func deliveries(
        of id: String, in state: WebhookDelivery.State?, after revision: Revision, limit: Int
    ) throws(RegistryError) -> [WebhookDelivery] {
        _ = try webhook(id)
        return try store.deliveries(ofWebhook: id, in: state, after: revision, limit: limit)
    }

    /// Has an event delivered again, or all that were given up.
    ///
    /// - Parameter revision: the event, which is before the place that the webhook has reached; `nil` for those that
    ///   were given up.
    /// - Returns: how many will be.
    /// - Throws: `.webhookNotFound`; `.invalidGovernance` for an event whose turn has not come yet.
    public func redeliver(_ revision: Revision?, to id: String) throws(RegistryError) -> Int {
        let (_, record) = try webhook(id)
        guard let revision else {
            let dead = try store.deliveries(ofWebhook: id, in: .dead, after: .zero, limit: .max)
            try store.note(dead.map { queued($0.revision, for: id, attempts: $0.attempts) })
            return dead.count
        }
        guard revision > .zero, revision <= (try progress(of: record).revision) else {
            throw .eventNotReached(revision, webhook: id)
        }
        try store.note([queued(revision, for: id, attempts: 0)])
        return 1
    }

    private func queued(_ revision: Revision, for id: String, attempts: Int) -> WebhookNote {
        .delivery(
            WebhookDelivery(
                webhook: id, revision: revision, state: .queued, at: store.now(), attempts: attempts))
    }

    private static func random(bytes count: Int) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
}
