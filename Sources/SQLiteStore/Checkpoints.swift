internal import SchemaCore

/// When the pages of the write-ahead log are moved to the file, so that the log stays small.
///
/// SQLite alone never waits for readers there, and a log that some reader always looks at would grow without end:
/// with four threads that list versions and four that register, to 600 MB in ten seconds.
struct Checkpoints {
    /// Pages after which the log is moved as far as readers allow.
    private let step: Int
    /// Pages after which a writer waits for readers, so that the log begins anew.
    private let limit: Int
    /// The size of the log at which the next move is due.
    private var due: Int
    /// The size of the log at the last question.
    private var last = 0

    /// How long a writer waits, in milliseconds: longer than a reading takes, shorter than a backup.
    static let patience: Int32 = 500

    /// - Parameters: sizes of the log in pages, by default 16 and 64 MB: a page that many commits write goes to the file
    ///   once for all of them.
    init(step: Int = 4000, limit: Int = 16_000) {
        self.step = step
        self.limit = limit
        due = step
    }

    /// What to do about a log of some size, in pages.
    enum Action {
        case none, move, empty
    }

    /// Decides once for each commit.
    mutating func action(pages: Int) -> Action {
        // A log that is shorter than before has begun anew.
        if pages < last { due = step }
        last = pages
        guard pages >= due else { return .none }
        due = pages + step
        return pages < limit ? .move : .empty
    }

    /// Takes note that readers did not let go of a log of some size: to ask again soon would only delay writers.
    mutating func failed(pages: Int) { due = 2 * pages }
}

extension Connection {
    /// Moves pages of the write-ahead log to the file when that is due; called after a commit.
    func checkpointIfDue() {
        do throws(RegistryError) {
            switch checkpoints.action(pages: logPages) {
            case .none: break
            case .move: try first(.checkpoint) { _ in }
            case .empty:
                let isBusy = try waiting(atMost: Checkpoints.patience) { () throws(RegistryError) in
                    try first(.emptyLog) { $0.integer(0) != 0 } ?? true
                }
                if isBusy { checkpoints.failed(pages: logPages) }
            }
        } catch {
            // What was committed is safe in the log all the same; the failure is in our log, and the next commit tries
            // again later.
            checkpoints.failed(pages: logPages)
        }
    }
}
