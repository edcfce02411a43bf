internal import JSONCore
public import SchemaCore
internal import Synchronization

/// What came of the jobs that look after a store beside requests, as far as they have been done.
public final class Upkeep: Sendable {
    public enum Job: String, Sendable, CaseIterable {
        /// Comparing the tables with the log.
        case verification
        /// Copying the store.
        case backup
    }

    public struct Outcome: Sendable, Hashable {
        public var finished: Timestamp
        public var isSound: Bool

        public init(finished: Timestamp, isSound: Bool) {
            self.finished = finished
            self.isSound = isSound
        }
    }

    private let outcomes = Mutex<[Job: Outcome]>([:])

    public init() {}

    /// Keeps what came of a job last.
    public func finish(_ job: Job, _ outcome: Outcome) { outcomes.withLock { $0[job] = outcome } }

    /// The newest outcomes, of the jobs that have been done.
    private var known: [(job: Job, outcome: Outcome)] {
        let outcomes = outcomes.withLock { $0 }
        return Job.allCases.compactMap { job in outcomes[job].map { (job, $0) } }
    }

    /// What the metrics say of it.
    public var gauges: [Gauge] {
        known.flatMap { job, outcome in
            [
                Gauge(
                    "accord_\(job)_sound", "Whether the last \(job) found nothing wrong: 1 or 0.", .gauge,
                    outcome.isSound ? 1 : 0),
                Gauge(
                    "accord_\(job)_finished_seconds", "When the last \(job) ended, in seconds since 1970.", .gauge,
                    Double(outcome.finished.microseconds / 1_000_000)),
            ]
        }
    }

    /// What is said to those that watch the server; the log of the server has the rest.
    var members: [(name: String, value: JSON)] {
        known.map { job, outcome in
            let value: JSON = [
                "finished": .string(outcome.finished.rfc3339), "sound": .boolean(outcome.isSound),
            ]
            return (job.rawValue, value)
        }
    }
}
