public import SchemaCore

/// How far a webhook has been told of the log.
public struct WebhookProgress: Sendable, Hashable {
    public var webhook: String
    /// The event that made the webhook, which tells it from an earlier one of the same id.
    public var since: Revision
    /// Everything up to here was delivered, given up, or not wanted.
    public var revision: Revision
    /// How often the event that comes next was tried in vain.
    public var attempts: Int
    /// When it is tried again, and why it was not taken.
    public var next: Timestamp?
    public var reason: String?

    public init(
        webhook: String, since: Revision, revision: Revision, attempts: Int = 0, next: Timestamp? = nil,
        reason: String? = nil
    ) {
        self.webhook = webhook
        self.since = since
        self.revision = revision
        self.attempts = attempts
        self.next = next
        self.reason = reason
    }
}

/// What became of an event on its way to a webhook.
public struct WebhookDelivery: Sendable, Hashable {
    public enum State: String, Sendable, CaseIterable {
        case delivered
        /// Given up after too many attempts.
        case dead
        /// To be delivered again.
        case queued
    }

    public var webhook: String
    public var revision: Revision
    public var state: State
    public var at: Timestamp
    public var attempts: Int
    /// The status of the last answer, where there was one.
    public var status: Int?
    /// Why it was not taken.
    public var reason: String?

    public init(
        webhook: String, revision: Revision, state: State, at: Timestamp, attempts: Int, status: Int? = nil,
        reason: String? = nil
    ) {
        self.webhook = webhook
        self.revision = revision
        self.state = state
        self.at = at
        self.attempts = attempts
        self.status = status
        self.reason = reason
    }
}

/// Something to be kept of webhooks.
public enum WebhookNote: Sendable, Hashable {
    case secret([UInt8], key: String)
    case progress(WebhookProgress)
    case delivery(WebhookDelivery)
    /// Forgets everything about one, and its secret.
    case forgotten(webhook: String, key: String)
}

/// What a store keeps of webhooks beside the log.
///
/// Of the events that were delivered only the last ones are kept, ``deliveriesKept`` of each webhook; those that were
/// not, all.
public protocol WebhookStore: Sendable {
    /// Keeps some notes, all or none.
    func note(_ notes: [WebhookNote]) throws(RegistryError)

    /// The secret that is kept under a name.
    func webhookSecret(_ key: String) throws(RegistryError) -> [UInt8]?

    func progress(ofWebhook id: String) throws(RegistryError) -> WebhookProgress?

    /// Deliveries by revision.
    ///
    /// - Parameter state: those in one state alone.
    func deliveries(
        ofWebhook id: String, in state: WebhookDelivery.State?, after revision: Revision, limit: Int
    ) throws(RegistryError) -> [WebhookDelivery]
}

extension WebhookStore {
    public static var deliveriesKept: Int64 { 1000 }

    /// How far the webhook of a record has been told of the log: what is kept of an earlier one of its id does not count.
    public func progress(of record: Record) throws(RegistryError) -> WebhookProgress {
        let since = try record.webhookSince
        let progress = try progress(ofWebhook: record.name)
        if let progress, progress.since == since { return progress }
        return WebhookProgress(webhook: record.name, since: since, revision: since)
    }
}

/// Who brings events to webhooks.
public protocol WebhookCourier: Sendable {
    /// Sends an event that never happened, once and now.
    func test(_ webhook: Webhook) -> WebhookAttempt

    /// Says that there is something to be delivered again.
    func queued(for webhook: String)
}

/// How a request to a webhook ended.
public struct WebhookAttempt: Sendable, Hashable {
    /// The status of the answer; `nil` when there was none.
    public var status: Int?
    /// Why the event was not taken; `nil` when it was.
    public var reason: String?
    public var milliseconds: Int

    public init(status: Int? = nil, reason: String? = nil, milliseconds: Int) {
        self.status = status
        self.reason = reason
        self.milliseconds = milliseconds
    }
}
