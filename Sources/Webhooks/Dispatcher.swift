public import Logging
public import RegistryCore
public import SchemaCore
internal import Synchronization
internal import Threads

/// Brings events to webhooks: at least once, and to each of them in order.
///
/// A few threads take turns with the webhooks. One at a time has a webhook, and sends one event; how far it is told is
/// written down after the receiver has taken it, so that after a crash the event is sent again rather than lost.
public final class Dispatcher: RegistryObserver, WebhookCourier {
    public struct Options: Sendable {
        public var addresses = AddressGuard()
        /// How often an event is tried before it is given up.
        public var attempts = 12
        /// What the pauses between attempts are made from: each is a random part of a span that doubles up to the
        /// longest (full jitter), so that receivers that come back are not overrun.
        public var pause = Duration.seconds(5)
        public var longestPause = Duration.seconds(3600)
        /// How long a request may take, in seconds.
        public var requestSeconds = 10
        public var threads = 4

        public init() {}
    }

    private let store: any Store
    private let options: Options
    private let logger: Logger
    private let lines = Mutex(Lines())
    private let bell = Bell()
    private let threads = Mutex<[Thread]>([])
    private let ending = Atomic(false)
    private let taken = Atomic<Int>(0)
    private let givenUp = Atomic<Int>(0)
    private let tester: Sender

    /// How many events of the log are looked at in one turn.
    private static let eventsAtATime = 64
    /// After how many events that nobody wants the place is written down.
    private static let strideKept: Int64 = 10_000
    private static let pauseOfStore = Duration.seconds(5)

    public init(_ store: any Store, options: Options = Options(), logger: Logger) {
        self.store = store
        self.options = options
        self.logger = logger
        let isEnding = EndFlag()
        tester = Sender(options.addresses, seconds: options.requestSeconds) { isEnding.isSet }
        flag = isEnding
    }

    /// What senders ask whether they are to go on.
    private final class EndFlag: Sendable {
        private let value = Atomic(false)
        var isSet: Bool { value.load(ordering: .relaxed) }

        func set() { value.store(true, ordering: .relaxed) }
    }

    private let flag: EndFlag

    // MARK: What is told from outside

    public func appended(_ events: [Event]) {
        if let last = events.last { reached(last.revision) }
    }

    public func compared(_ report: CheckReport) {}

    /// Tells of how far the log reaches, whoever has written it.
    public func reached(_ revision: Revision) {
        let isNews = lines.withLock { lines in
            guard revision > lines.newest else { return false }
            lines.newest = revision
            return true
        }
        if isNews { bell.ring() }
    }

    public func queued(for webhook: String) {
        lines.withLock { $0.queued(for: webhook) }
        bell.ring()
    }

    public func test(_ webhook: Webhook) -> WebhookAttempt {
        let now = store.now()
        do throws(RegistryError) {
            guard let secret = try store.webhookSecret(webhook.key) else { return Self.withoutSecret }
            return tester.send(
                OutgoingEvent(
                    OutgoingEvent.test(of: webhook, at: now), revision: "test", to: webhook, secret: secret, at: now))
        } catch {
            return WebhookAttempt(reason: error.message, milliseconds: 0)
        }
    }

    /// The log of a store can be played into another one, where no secret is.
    private static let withoutSecret = WebhookAttempt(
        reason: "its secret is not in this store: delete the webhook and make it again", milliseconds: 0)

    /// How many events the webhook that is furthest behind has not been told of.
    public var lag: Int64 { lines.withLock { $0.lag } }
    /// How many events were delivered, and given up, since the start.
    public var counts: (delivered: Int, dead: Int) {
        (taken.load(ordering: .relaxed), givenUp.load(ordering: .relaxed))
    }

    // MARK: The threads

    /// Begins with what has been written since it was last running; does nothing more where no thread can be had.
    public func start() throws(RegistryError) {
        reached(try store.head())
        // Here and not by a thread, so that the lag is right from the first moment on.
        try readWebhooks()
        for _ in 0..<max(options.threads, 1) {
            do throws(ThreadFailure) {
                let thread = try Thread { [self] in run() }
                threads.withLock { $0.append(thread) }
            } catch {
                logger.error("no thread for webhooks", metadata: ["reason": "\(error.reason)"])
                return
            }
        }
    }

    /// Ends the threads; a request that is underway is broken off, and made again after the next start.
    public func stop() {
        ending.store(true, ordering: .releasing)
        flag.set()
        let threads = self.threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for _ in threads { bell.ring() }
        for thread in threads { thread.join() }
    }

    private func run() {
        let sender = Sender(options.addresses, seconds: options.requestSeconds) { [flag] in flag.isSet }
        while !ending.load(ordering: .acquiring) {
            do throws(RegistryError) {
                try readWebhooks()
            } catch {
                logger.error("the webhooks cannot be read", metadata: ["reason": "\(error.message)"])
                bell.wait(atMost: Self.pauseOfStore)
                continue
            }
            let now = ContinuousClock.now
            if let line = lines.withLock({ $0.take(at: now) }) {
                // One thread is woken by news; it sees to it that others come where there is more to do.
                if lines.withLock({ $0.isReady(at: now) }) { bell.ring() }
                let line = turn(line, sender)
                lines.withLock { $0.put(line) }
            } else {
                bell.wait(atMost: lines.withLock { $0.nextDue(after: now) }.map { $0 - now })
            }
        }
    }

    /// Looks which webhooks there are, if governance has changed; one thread does.
    private func readWebhooks() throws(RegistryError) {
        let known = lines.withLock { lines -> (newest: Revision, governance: Revision?)? in
            guard lines.read < lines.newest, !lines.isReading else { return nil }
            lines.isReading = true
            return (lines.newest, lines.governance)
        }
        guard let known else { return }
        let governance: Revision?
        var found: [Line]?
        do throws(RegistryError) {
            // Before them: what is read afterwards is at least as new.
            governance = try store.revisions(of: [.governance]).first
            if governance != known.governance {
                var lines: [Line] = []
                for record in try store.records(.webhook, after: nil, limit: nil) {
                    lines.append(Line(try record.webhook, try store.progress(of: record)))
                }
                found = lines
            }
        } catch {
            lines.withLock { $0.isReading = false }
            throw error
        }
        lines.withLock { [found] lines in
            if let found { lines.replace(by: found) }
            lines.governance = governance
            lines.read = known.newest
            lines.isReading = false
        }
    }

    // MARK: A turn

    /// Does the next thing for a webhook.
    private func turn(_ line: Line, _ sender: Sender) -> Line {
        var line = line
        do throws(RegistryError) {
            if line.hasQueued {
                try deliverAgain(&line, sender)
            } else if let due = line.progress.next, due > store.now() {
                line.due = .now + .microseconds(due.microseconds - store.now().microseconds)
            } else {
                try deliverNext(&line, sender)
            }
        } catch {
            logger.error(
                "a webhook waits for the store",
                metadata: ["webhook": "\(line.webhook.id)", "reason": "\(error.message)"])
            line.due = .now + Self.pauseOfStore
        }
        return line
    }

    /// Delivers the first event that was asked for again; one that is not taken is dead until it is asked for again.
    private func deliverAgain(_ line: inout Line, _ sender: Sender) throws(RegistryError) {
        let id = line.webhook.id
        guard var delivery = try store.deliveries(ofWebhook: id, in: .queued, after: .zero, limit: 1).first else {
            line.hasQueued = false
            return
        }
        guard let event = try store.events(after: Revision(delivery.revision.number - 1), limit: 1).first else {
            throw .storeIsDamaged
        }
        guard let attempt = try send(event, to: line.webhook, sender) else { return }
        delivery.state = attempt.reason == nil ? .delivered : .dead
        delivery.at = store.now()
        delivery.attempts += 1
        delivery.status = attempt.status
        delivery.reason = attempt.reason
        try store.note([.delivery(delivery)])
        count(delivery)
    }

    /// Delivers the next event that is wanted, if there is one among the next of the log.
    private func deliverNext(_ line: inout Line, _ sender: Sender) throws(RegistryError) {
        line.due = nil
        if line.hasNewFilter {
            line.progress.revision = line.seen
            try store.note([.progress(line.progress)])
            line.hasNewFilter = false
        }
        for event in try store.events(after: line.seen, limit: Self.eventsAtATime) {
            guard line.webhook.filter.includes(event) else {
                line.seen = event.revision
                continue
            }
            guard let attempt = try send(event, to: line.webhook, sender) else { return }
            return try settle(attempt, at: event.revision, &line)
        }
        if line.seen.number - line.progress.revision.number >= Self.strideKept {
            line.progress.revision = line.seen
            try store.note([.progress(line.progress)])
        }
    }

    /// - Returns: `nil` when it was broken off since the server is about to stop.
    private func send(_ event: Event, to webhook: Webhook, _ sender: Sender) throws(RegistryError) -> WebhookAttempt? {
        guard let secret = try store.webhookSecret(webhook.key) else { return Self.withoutSecret }
        let outgoing = OutgoingEvent(
            event.cloudEvent, revision: "\(event.revision.number)", to: webhook, secret: secret, at: store.now())
        let attempt = sender.send(outgoing)
        return attempt.reason != nil && flag.isSet ? nil : attempt
    }

    /// Writes down what became of an event, and when to go on.
    private func settle(_ attempt: WebhookAttempt, at revision: Revision, _ line: inout Line) throws(RegistryError) {
        let now = store.now()
        var progress = line.progress
        progress.attempts += 1
        guard let reason = attempt.reason, progress.attempts < options.attempts else {
            let delivery = WebhookDelivery(
                webhook: line.webhook.id, revision: revision, state: attempt.reason == nil ? .delivered : .dead,
                at: now,
                attempts: progress.attempts, status: attempt.status, reason: attempt.reason)
            progress = WebhookProgress(webhook: progress.webhook, since: progress.since, revision: revision)
            try store.note([.delivery(delivery), .progress(progress)])
            line.progress = progress
            line.seen = revision
            return count(delivery)
        }
        let pause = self.pause(after: progress.attempts)
        progress.revision = line.seen
        progress.reason = reason
        progress.next = Timestamp(microseconds: now.microseconds + Int64(pause / .microseconds(1)))
        try store.note([.progress(progress)])
        line.progress = progress
        line.due = .now + pause
    }

    /// A random part of a span that doubles with each attempt.
    private func pause(after attempts: Int) -> Duration {
        min(options.pause * (1 << min(attempts - 1, 20)), options.longestPause) * Double.random(in: 0...1)
    }

    private func count(_ delivery: WebhookDelivery) {
        if delivery.state == .delivered {
            taken.add(1, ordering: .relaxed)
        } else {
            givenUp.add(1, ordering: .relaxed)
            logger.warning(
                "an event was not delivered, and is given up",
                metadata: [
                    "webhook": "\(delivery.webhook)", "revision": "\(delivery.revision.number)",
                    "reason": "\(delivery.reason ?? "")",
                ])
        }
    }
}
