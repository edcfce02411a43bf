internal import Digest
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// A request with an event, signed as Standard Webhooks 1.0 has it.
///
/// Whoever receives it computes the code over the id, the time and the body, each after a dot, and refuses what is old: so
/// nobody else can send events, nor the same again later. The id is the same for each attempt.
extension OutgoingEvent {
    init(_ event: JSON, revision: String, to webhook: Webhook, secret: [UInt8], at time: Timestamp) {
        let id = "\(webhook.id).\(revision)"
        var body: [UInt8] = []
        event.encode(into: &body)
        let code = Digest.authenticationCode(of: Array("\(id).\(time.seconds).".utf8) + body, key: secret)
        self.init(
            url: webhook.url,
            headers: [
                "Content-Type: application/cloudevents+json; charset=utf-8", "webhook-id: \(id)",
                "webhook-timestamp: \(time.seconds)", "webhook-signature: v1,\(code.base64)",
            ], body: body)
    }

    /// An event that never happened.
    static func test(of webhook: Webhook, at time: Timestamp) -> JSON {
        [
            "specversion": "1.0", "id": "test", "source": "/", "type": "accord.test", "time": .string(time.rfc3339),
            "datacontenttype": "application/json", "data": ["webhook": .string(webhook.id)],
        ]
    }
}
