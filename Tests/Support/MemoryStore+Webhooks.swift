public import RegistryCore
public import SchemaCore
internal import Synchronization

/// What is kept of webhooks beside the log.
extension MemoryStore {
    public func note(_ notes: [WebhookNote]) throws(RegistryError) {
        if let error = failing.withLock({ $0 }) { throw error }
        state.withLock { state in
            for note in notes {
                switch note {
                case .secret(let secret, let key): state.webhookSecrets[key] = secret
                case .progress(let progress): state.webhookProgress[progress.webhook] = progress
                case .delivery(let delivery):
                    var all = state.webhookDeliveries[delivery.webhook, default: []]
                    all.removeAll { $0.revision == delivery.revision }
                    all.append(delivery)
                    all.sort { $0.revision < $1.revision }
                    let delivered = all.filter { $0.state == .delivered }.map(\.revision)
                    for old in delivered.dropLast(Int(Self.deliveriesKept)) { all.removeAll { $0.revision == old } }
                    state.webhookDeliveries[delivery.webhook] = all
                case .forgotten(let webhook, let key):
                    state.webhookSecrets[key] = nil
                    state.webhookProgress[webhook] = nil
                    state.webhookDeliveries[webhook] = nil
                }
            }
        }
    }

    public func webhookSecret(_ key: String) throws(RegistryError) -> [UInt8]? { try read { $0.webhookSecrets[key] } }

    public func progress(ofWebhook id: String) throws(RegistryError) -> WebhookProgress? {
        try read { $0.webhookProgress[id] }
    }

    public func deliveries(
        ofWebhook id: String, in wanted: WebhookDelivery.State?, after revision: Revision, limit: Int
    ) throws(RegistryError) -> [WebhookDelivery] {
        try read { state in
            let all = state.webhookDeliveries[id, default: []].filter {
                $0.revision > revision && (wanted == nil || $0.state == wanted)
            }
            return Array(all.prefix(limit))
        }
    }
}
