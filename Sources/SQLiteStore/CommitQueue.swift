internal import Synchronization

/// Lets threads that write at the same time share one transaction, and so one wait for the disk.
///
/// Each thread submits its work and waits. One of them leads: it takes all that is queued, its own work among it, does
/// it, hands out the results, tidies up, and passes the lead to the first of those that came meanwhile.
final class CommitQueue<Work: Sendable, Outcome: Sendable>: Sendable {
    private final class Submission: Sendable {
        let work: Work
        let outcome = Mutex<Outcome?>(nil)
        let gate = Gate()

        init(_ work: Work) { self.work = work }
    }

    private struct State {
        var waiting: [Submission] = []
        /// How many the group holds that is being done.
        var taken = 0
        var isLed = false
    }

    private let state = Mutex(State())

    /// How many works have no outcome yet.
    var pendingCount: Int { state.withLock { $0.waiting.count + $0.taken } }

    /// Does the work, perhaps together with that of others.
    ///
    /// - Parameters:
    ///   - commit: does a group of works and gives an outcome for each, in their order; it is called on one thread at a
    ///     time.
    ///   - tidy: is called after that on the same thread, when the others have their outcomes already.
    func submit(_ work: Work, commit: ([Work]) -> [Outcome], tidy: () -> Void = {}) -> Outcome {
        let own = Submission(work)
        let leads = state.withLock { state in
            state.waiting.append(own)
            defer { state.isLed = true }
            return !state.isLed
        }
        if !leads { own.gate.pass() }
        // Through the gate one comes with an outcome, or to lead.
        if let outcome = own.outcome.withLock({ $0 }) { return outcome }
        return lead(own, commit, tidy)
    }

    private func lead(_ own: Submission, _ commit: ([Work]) -> [Outcome], _ tidy: () -> Void) -> Outcome {
        let group = state.withLock { state in
            defer { state.waiting = [] }
            state.taken = state.waiting.count
            return state.waiting
        }
        let outcomes = commit(group.map(\.work))
        precondition(outcomes.count == group.count, "every work has its outcome")
        var ownOutcome: Outcome?
        for (submission, outcome) in zip(group, outcomes) {
            if submission === own {
                ownOutcome = outcome
            } else {
                submission.outcome.withLock { $0 = outcome }
                submission.gate.open()
            }
        }
        tidy()
        let successor = state.withLock { state in
            state.taken = 0
            state.isLed = !state.waiting.isEmpty
            return state.waiting.first
        }
        successor?.gate.open()
        guard let ownOutcome else { preconditionFailure("who leads is in the group") }
        return ownOutcome
    }
}
