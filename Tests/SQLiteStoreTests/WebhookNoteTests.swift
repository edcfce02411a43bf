import Logging
import RegistryCore
import SQLiteStore
import SchemaCore
import TestSupport
import Testing

/// What a store keeps of webhooks beside the log.
@Suite struct WebhookNoteTests {
    private func delivery(_ revision: Int64, _ state: WebhookDelivery.State, of webhook: String = "h")
        -> WebhookDelivery
    {
        WebhookDelivery(
            webhook: webhook, revision: Revision(revision), state: state, at: Timestamp(microseconds: 7), attempts: 2,
            status: state == .dead ? 500 : 204, reason: state == .dead ? "it answered 500" : nil)
    }

    @Test(arguments: Engine.all) func whatIsNotedIsReadAndWhatIsForgottenIsGone(_ engine: Engine) throws {
        try engine.withStore { store in
            let progress = WebhookProgress(
                webhook: "h", since: Revision(1), revision: Revision(9), attempts: 3, next: Timestamp(microseconds: 5),
                reason: "it answered 500")
            try store.note([
                .secret([1, 2, 3], key: "k"), .progress(progress), .delivery(delivery(4, .dead)),
                .delivery(delivery(2, .delivered)), .delivery(delivery(3, .queued)),
                .delivery(delivery(1, .dead, of: "g")),
            ])
            #expect(try store.webhookSecret("k") == [1, 2, 3])
            #expect(try store.progress(ofWebhook: "h") == progress)
            func revisions(_ state: WebhookDelivery.State?, after: Int64 = 0, limit: Int = 10) throws -> [Int64] {
                try store.deliveries(ofWebhook: "h", in: state, after: Revision(after), limit: limit)
                    .map(\.revision.number)
            }
            #expect(try revisions(nil) == [2, 3, 4])
            #expect(try revisions(nil, after: 2, limit: 1) == [3])
            #expect(try revisions(.dead) == [4])
            #expect(
                try store.deliveries(ofWebhook: "h", in: .dead, after: .zero, limit: 1) == [delivery(4, .dead)])
            let next = WebhookProgress(webhook: "h", since: Revision(1), revision: Revision(10))
            try store.note([.progress(next), .delivery(delivery(4, .delivered))])
            #expect(try store.progress(ofWebhook: "h") == next)
            #expect(try revisions(.dead) == [])
            try store.note([.forgotten(webhook: "h", key: "k")])
            #expect(try store.webhookSecret("k") == nil)
            #expect(try store.progress(ofWebhook: "h") == nil)
            #expect(try revisions(nil) == [])
            #expect(try store.deliveries(ofWebhook: "g", in: nil, after: .zero, limit: 10).count == 1)
        }
    }

    @Test(arguments: Engine.all) func ofWhatWasTakenTheLastIsKeptAndOfTheRestAll(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.note([.delivery(delivery(1, .dead))])
            try store.note((2...1011).map { .delivery(delivery($0, .delivered)) })
            let kept = try store.deliveries(ofWebhook: "h", in: nil, after: .zero, limit: 2000).map(\.revision.number)
            #expect(kept == [1] + (12...1011))
        }
    }

    @Test func aRebuildKeepsWhatIsKnownOfWebhooksThatAreThere() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("registry.db")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let store = try SQLiteStore(path: path)
        let webhook = Webhook(id: "h", url: "http://example.test/", key: "k")
        try store.append(.recordSet(Record.Key(.webhook, "h"), webhook.json, reason: nil))
        try store.note([
            .secret([1, 2], key: "k"), .secret([3], key: "of nobody"), .delivery(delivery(1, .dead)),
            .progress(WebhookProgress(webhook: "h", since: Revision(1), revision: Revision(1), reason: "r")),
            .delivery(delivery(1, .dead, of: "gone")),
        ])
        try store.close()
        _ = try SQLiteStore.rebuild(path, logger: logger) { _ in }
        let rebuilt = try SQLiteStore(path: path)
        #expect(try rebuilt.webhookSecret("k") == [1, 2])
        #expect(try rebuilt.webhookSecret("of nobody") == nil)
        #expect(try rebuilt.progress(ofWebhook: "h")?.reason == "r")
        #expect(try rebuilt.deliveries(ofWebhook: "h", in: nil, after: .zero, limit: 9) == [delivery(1, .dead)])
        #expect(try rebuilt.deliveries(ofWebhook: "gone", in: nil, after: .zero, limit: 9) == [])
    }
}
