internal import RegistryCore
internal import SchemaCore

/// A webhook with what waits for it.
struct Line: Sendable {
    var webhook: Webhook
    var progress: WebhookProgress
    /// Up to where the log was looked at: past what is not wanted, which is not written down each time.
    var seen: Revision
    /// When there is something to do again; `nil` at once.
    var due: ContinuousClock.Instant?
    /// Whether events may wait to be delivered again.
    var hasQueued = true
    var isBusy = false
    /// Whether what was seen has to be written down, since from there on something else is wanted.
    var hasNewFilter = false

    init(_ webhook: Webhook, _ progress: WebhookProgress) {
        self.webhook = webhook
        self.progress = progress
        seen = progress.revision
    }

    /// Whether there is something to look at, with the log at a revision.
    func hasWork(at newest: Revision) -> Bool { webhook.isEnabled && (hasQueued || seen < newest) }

    /// Goes on for the webhook as it is now; what waited for a pause to end is tried at once.
    mutating func change(to webhook: Webhook) {
        guard webhook != self.webhook else { return }
        hasNewFilter = hasNewFilter || webhook.filter != self.webhook.filter
        self.webhook = webhook
        due = nil
        progress.attempts = 0
        progress.next = nil
    }

    func isDue(at now: ContinuousClock.Instant) -> Bool { due.map { $0 <= now } ?? true }
}

/// The lines of all webhooks, as one thread at a time sees them.
struct Lines: Sendable {
    private(set) var all: [String: Line] = [:]
    /// The newest event that is known of.
    var newest = Revision.zero
    /// Up to which event it is known which webhooks there are.
    var read = Revision.zero
    /// What last changed governance before that, webhooks among it; `nil` before they were first read.
    var governance: Revision?
    var isReading = false

    /// The lines that a thread may take.
    private func ready(at now: ContinuousClock.Instant) -> some Sequence<Line> {
        all.values.lazy.filter { [newest] in !$0.isBusy && $0.isDue(at: now) && $0.hasWork(at: newest) }
    }

    /// Whether there is a line to take.
    func isReady(at now: ContinuousClock.Instant) -> Bool { ready(at: now).contains { _ in true } }

    /// Takes the line that has waited longest for a turn, for one thread alone.
    mutating func take(at now: ContinuousClock.Instant) -> Line? {
        guard let line = ready(at: now).min(by: { $0.seen < $1.seen }) else { return nil }
        all[line.webhook.id]?.isBusy = true
        // From here on it says what is queued meanwhile.
        all[line.webhook.id]?.hasQueued = false
        return line
    }

    /// Puts a line back, unless its webhook is another one meanwhile.
    mutating func put(_ line: Line) {
        guard let present = all[line.webhook.id], present.progress.since == line.progress.since else { return }
        var line = line
        line.isBusy = false
        line.hasQueued = line.hasQueued || present.hasQueued
        line.change(to: present.webhook)
        all[line.webhook.id] = line
    }

    /// Says that somebody has events to be delivered again.
    mutating func queued(for id: String) {
        all[id]?.hasQueued = true
        all[id]?.due = nil
    }

    /// Goes on with the webhooks that there are; of those that are known already, what is known of them.
    mutating func replace(by found: [Line]) {
        var next: [String: Line] = [:]
        for line in found {
            var known = all[line.webhook.id].flatMap { $0.progress.since == line.progress.since ? $0 : nil }
            known?.change(to: line.webhook)
            next[line.webhook.id] = known ?? line
        }
        all = next
    }

    /// When the first of those that wait has waited for long enough.
    func nextDue(after now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        all.values.filter { !$0.isBusy && $0.hasWork(at: newest) }.compactMap(\.due).filter { $0 > now }.min()
    }

    /// How many events the one that is furthest behind has not seen yet; those that are disabled do not count.
    var lag: Int64 { all.values.filter(\.webhook.isEnabled).map { newest.number - $0.seen.number }.max() ?? 0 }
}
