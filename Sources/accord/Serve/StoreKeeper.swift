internal import Logging
internal import RegistryAPI
internal import SchemaCore
internal import Synchronization
internal import Threads

/// Does the jobs of a store when they are due, one at a time, on a thread that gives way to others.
final class StoreKeeper: Sendable {
    private struct State {
        /// When each job is due, in the order of the jobs.
        var due: [Timestamp]
        var isBusy = false
    }

    private let jobs: [StoreJob]
    private let upkeep: Upkeep
    private let state: Mutex<State>
    private let logger = Logger(label: "accord.store")

    init(_ jobs: [StoreJob], telling upkeep: Upkeep) {
        self.jobs = jobs
        self.upkeep = upkeep
        let now = Platform.now()
        state = Mutex(State(due: jobs.map { job in job.last.map { $0 + job.interval } ?? now }))
    }

    /// Begins a job that is due, unless one is running; it returns at once.
    func beginWhatIsDue() {
        let now = Platform.now()
        let position = state.withLock { state -> Int? in
            // The one that waits longest, so that none keeps another from its turn.
            let position = state.due.indices.min { state.due[$0] < state.due[$1] }
            guard !state.isBusy, let position, state.due[position] <= now else { return nil }
            state.isBusy = true
            state.due[position] = now + jobs[position].interval
            return position
        }
        guard let position else { return }
        do throws(ThreadFailure) {
            let thread = try Thread(niceness: Self.niceness) { [self] in
                perform(jobs[position])
                state.withLock { $0.isBusy = false }
            }
            thread.detach()
        } catch {
            logger.error("\(jobs[position].kind) has no thread", metadata: ["reason": "\(error.reason)"])
            state.withLock { $0.isBusy = false }
        }
    }

    /// As nice(1) has it.
    private static let niceness: Int32 = 10

    private func perform(_ job: StoreJob) {
        var problems: [String]
        do throws(RegistryError) { problems = try job.run() } catch { problems = [error.message] }
        for problem in problems { logger.error("\(job.kind) failed", metadata: ["reason": "\(problem)"]) }
        upkeep.finish(job.kind, Upkeep.Outcome(finished: Platform.now(), isSound: problems.isEmpty))
    }
}

extension Timestamp {
    fileprivate static func + (time: Timestamp, seconds: Int64) -> Timestamp {
        Timestamp(microseconds: time.microseconds + seconds * 1_000_000)
    }
}
