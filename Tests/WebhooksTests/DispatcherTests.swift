import Digest
import Glibc
import Governance
import JSONCore
import JSONSchema
import Logging
import RegistryCore
import SQLiteStore
import SchemaCore
import TestSupport
import Testing

@testable import Webhooks

/// The decisions of delivery, over a store and without a receiver: every address is refused.
@Suite struct DispatcherTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore
    private let registry: Registry

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("registry.db"))
        registry = Registry(store: store, formats: [JSONSchemaFormat()])
    }

    private func dispatcher(attempts: Int, pause: Duration = .milliseconds(1)) -> Dispatcher {
        var options = Dispatcher.Options()
        options.attempts = attempts
        options.pause = pause
        return Dispatcher(store, options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func makeWebhook(_ id: String, _ more: JSON = [:]) throws -> Revision {
        var object = try #require(more.object)
        object["id"] = .string(id)
        object["url"] = "http://127.0.0.1:9/"
        return try registry.createWebhook(try WebhookRequest(json: .object(object)), by: .local).record.revision
    }

    private func appendTeams(_ count: Int) throws {
        for number in 0..<count {
            _ = try store.append(
                [.recordSet(Record.Key(.team, "t"), Team(name: "t", displayName: "\(number)").json, reason: nil)],
                by: .anonymous, expecting: [])
        }
    }

    private func eventually(_ isTrue: () throws -> Bool) rethrows -> Bool {
        for _ in 0..<1000 {
            if try isTrue() { return true }
            usleep(10_000)
        }
        return false
    }

    @Test func anEventIsGivenUpAfterSoManyAttemptsAndTheNextOneHasItsTurn() throws {
        let made = try makeWebhook("h")
        try appendTeams(3)
        let dispatcher = dispatcher(attempts: 2)
        try dispatcher.start()
        defer { dispatcher.stop() }
        let isOver = try eventually { try store.progress(ofWebhook: "h")?.revision == Revision(made.number + 3) }
        #expect(isOver)
        let dead = try registry.deliveries(of: "h", in: .dead, after: .zero, limit: 10)
        #expect(dead.map(\.revision.number) == [1, 2, 3].map { made.number + $0 })
        #expect(dead.allSatisfy { $0.attempts == 2 && $0.status == nil })
        #expect(dead.allSatisfy { $0.reason == "127.0.0.1 is no address that may be sent to" })
        #expect(dispatcher.counts.dead == 3 && dispatcher.counts.delivered == 0 && dispatcher.lag == 0)
    }

    @Test func howFarAWebhookIsBehindIsKnownFromTheStart() throws {
        _ = try makeWebhook("h")
        try appendTeams(3)
        let dispatcher = dispatcher(attempts: 2, pause: .seconds(3600))
        try dispatcher.start()
        defer { dispatcher.stop() }
        // The first event is refused, and its second attempt is not before long.
        #expect(dispatcher.lag == 3)
    }

    @Test func whatIsNotWantedIsPassedOverWithoutARequest() throws {
        _ = try makeWebhook("h", ["kinds": ["mode-set"]])
        try appendTeams(300)
        let dispatcher = dispatcher(attempts: 1)
        try dispatcher.start()
        defer { dispatcher.stop() }
        #expect(eventually { dispatcher.lag == 0 })
        #expect(try registry.deliveries(of: "h", in: nil, after: .zero, limit: 10).isEmpty)
    }

    @Test func aWebhookThatIsMadeWhileTheServerRunsIsServed() throws {
        let dispatcher = dispatcher(attempts: 1)
        try dispatcher.start()
        defer { dispatcher.stop() }
        let made = try makeWebhook("late")
        try appendTeams(1)
        dispatcher.reached(try store.head())
        let isOver = try eventually { try store.progress(ofWebhook: "late")?.revision == Revision(made.number + 1) }
        #expect(isOver)
    }

    @Test func aDisabledWebhookWaitsAndAnotherChoiceHoldsFromItsPlaceOn() throws {
        func change(_ json: JSON) throws {
            _ = try registry.changeWebhook("h", try WebhookChange(json: json), by: .local)
        }
        let made = try makeWebhook("h", ["kinds": ["mode-set"]])
        try appendTeams(3)
        let dispatcher = dispatcher(attempts: 1)
        try dispatcher.start()
        defer { dispatcher.stop() }
        #expect(eventually { dispatcher.lag == 0 })
        // Events 2 to 4 were not wanted when it was their turn, and are not sent although they are wanted now.
        try change(["enabled": false, "kinds": []])
        try appendTeams(2)
        dispatcher.reached(try store.head())
        usleep(200_000)
        #expect(try registry.deliveries(of: "h", in: nil, after: .zero, limit: 10).isEmpty)
        #expect(dispatcher.lag == 0)
        try change(["enabled": true])
        dispatcher.reached(try store.head())
        let head = try store.head()
        let isOver = try eventually { try store.progress(ofWebhook: "h")?.revision == head }
        #expect(isOver)
        let told = try registry.deliveries(of: "h", in: .dead, after: .zero, limit: 10).map(\.revision.number)
        #expect(told == Array(made.number + 4...head.number))
        #expect(try registry.webhook("h").record.webhookSince == made)
        // Whoever says nothing new changes nothing.
        try change(["enabled": true, "url": "http://127.0.0.1:9/"])
        #expect(try store.head() == head)
    }

    @Test func deletingForgetsTheSecretAndAllThatIsKept() throws {
        _ = try makeWebhook("h")
        let webhook = try registry.webhook("h").webhook
        #expect(try store.webhookSecret(webhook.key)?.count == 32)
        _ = try registry.redeliver(Revision(1), to: "h")
        try registry.removeWebhook("h", reason: nil, by: .local)
        #expect(try store.webhookSecret(webhook.key) == nil)
        #expect(try store.deliveries(ofWebhook: "h", in: nil, after: .zero, limit: 10).isEmpty)
    }

    @Test func aSignatureIsThatOfTheStandard() {
        // The example of Standard Webhooks 1.0, with its id, timestamp, body and secret.
        let key = bytes(ofBase64: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        let signed = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330." + #"{"test": 2432232314}"#
        let code = Digest.authenticationCode(of: Array(signed.utf8), key: key)
        #expect(code.base64 == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test func base64IsThatOfRFC4648() {
        let known = [
            "": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE=",
            "foobar": "Zm9vYmFy",
        ]
        for (text, expected) in known { #expect(Array(text.utf8).base64 == expected) }
    }
}

/// Reads base64 bit by bit.
private func bytes(ofBase64 text: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var bytes: [UInt8] = []
    var (bits, count) = (0, 0)
    for character in text {
        bits = bits << 6 | (alphabet.firstIndex(of: character) ?? 0)
        count += 6
        if count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        }
    }
    return bytes
}
