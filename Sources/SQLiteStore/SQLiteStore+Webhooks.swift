public import RegistryCore
public import SchemaCore

extension SQLiteStore {
    public func note(_ notes: [WebhookNote]) throws(RegistryError) {
        if !notes.isEmpty { _ = try write(.webhooks(notes)).get() }
    }

    public func webhookSecret(_ key: String) throws(RegistryError) -> [UInt8]? {
        try first(.log, .webhookSecret, [.text(key)]) { $0.blob(0) }
    }

    public func progress(ofWebhook id: String) throws(RegistryError) -> WebhookProgress? {
        try first(.log, .webhookProgress, [.text(id)], WebhookProgress.init(row:))
    }

    public func deliveries(
        ofWebhook id: String, in state: WebhookDelivery.State?, after revision: Revision, limit: Int
    ) throws(RegistryError) -> [WebhookDelivery] {
        let bounds: [Value] = [.text(id), .revision(revision), .integer(Int64(max(0, limit)))]
        guard let state else { return try all(.log, .webhookDeliveries, bounds, WebhookDelivery.init(row:)) }
        return try all(
            .log, .webhookDeliveriesInState, bounds + [.text(state.rawValue)], WebhookDelivery.init(row:))
    }
}

extension Connection {
    func keep(_ note: WebhookNote) throws(RegistryError) {
        switch note {
        case .secret(let secret, let key): try run(.keepWebhookSecret, [.text(key), .blob(secret)])
        case .progress(let progress): try run(.setWebhookProgress, progress.columns)
        case .delivery(let delivery):
            try run(.setWebhookDelivery, delivery.columns)
            if delivery.state == .delivered {
                try run(.pruneWebhookDeliveries, [.text(delivery.webhook), .integer(SQLiteStore.deliveriesKept)])
            }
        case .forgotten(let webhook, let key):
            try run(.removeWebhookSecret, [.text(key)])
            try run(.removeWebhookProgress, [.text(webhook)])
            try run(.removeWebhookDeliveries, [.text(webhook)])
        }
    }
}

extension WebhookProgress {
    fileprivate var columns: [Value] {
        [
            .text(webhook), .revision(since), .revision(revision), .integer(Int64(attempts)),
            next.map { .at($0) } ?? .null, .text(orNull: reason),
        ]
    }

    fileprivate init(row: Statement) throws(SQLiteError) {
        self.init(
            webhook: try row.text(0), since: row.revision(1), revision: row.revision(2), attempts: Int(row.integer(3)),
            next: row.isNull(4) ? nil : row.at(4), reason: row.isNull(5) ? nil : try row.text(5))
    }
}

extension WebhookDelivery {
    fileprivate var columns: [Value] {
        [
            .text(webhook), .revision(revision), .text(state.rawValue), .at(at), .integer(Int64(attempts)),
            status.map { .integer(Int64($0)) } ?? .null, .text(orNull: reason),
        ]
    }

    fileprivate init(row: Statement) throws(SQLiteError) {
        guard let state = State(rawValue: try row.text(2)) else {
            throw .damaged("a delivery is in no state", sql: row.sql)
        }
        self.init(
            webhook: try row.text(0), revision: row.revision(1), state: state, at: row.at(3),
            attempts: Int(row.integer(4)), status: row.isNull(5) ? nil : Int(row.integer(5)),
            reason: row.isNull(6) ? nil : try row.text(6))
    }
}
