/// How far a long work is, on a line of the terminal that is written again and again.
///
/// Nothing is shown where nobody sits, or when the work takes less than a second.
struct Progress {
    /// Bytes of the whole work; `nil` when that is not known.
    private let total: Int?
    private let isShown = Platform.Stream.error.isTerminal
    private let start = ContinuousClock.now
    private var last = ContinuousClock.now
    private var isOnScreen = false

    private static let patience = Duration.seconds(1)
    private static let pause = Duration.milliseconds(100)

    init(total: Int?) { self.total = total }

    /// Shows what has been done so far.
    mutating func show(documents: Int, bytes: Int) {
        let total = total
        show { Self.text(documents: documents, bytes: bytes, total: total, seconds: $0) }
    }

    /// Shows how many schemas are checked.
    mutating func show(schemas: Int, of total: Int) {
        show { seconds in
            let left = Double(total - schemas) * seconds / Double(max(schemas, 1))
            return "\(schemas) of \(total) schemas, \(Int(left.rounded())) s left"
        }
    }

    /// Shows how many changes of a store have been looked at so far.
    mutating func show(changes: Int) { show { _ in "\(changes) changes" } }

    /// Shows how many events of a log are played so far.
    mutating func show(events: Int) {
        show { "\(events) events, \(Int(Double(events) / max($0, 0.001))) a second" }
    }

    /// Shows how much of a file is copied.
    mutating func show(pages: Int, of total: Int) { show { _ in "\(pages * 100 / max(total, 1)) % copied" } }

    private mutating func show(_ text: (_ seconds: Double) -> String) {
        guard isShown else { return }
        let now = ContinuousClock.now
        guard now - start > Self.patience, now - last > Self.pause else { return }
        last = now
        isOnScreen = true
        Console.overwrite(text((now - start) / .seconds(1)))
    }

    /// Takes the line away, for what is to stay on the screen.
    mutating func clear() {
        if isOnScreen { Console.overwrite("") }
        isOnScreen = false
    }

    static func text(documents: Int, bytes: Int, total: Int?, seconds: Double) -> String {
        var parts = ["\(documents) documents", "\(Int(Double(documents) / max(seconds, 0.001))) a second"]
        if let total, total > 0 {
            parts.insert("\(min(100, bytes * 100 / total)) %", at: 0)
            let left = Double(total - bytes) * seconds / Double(max(bytes, 1))
            parts.append("\(max(0, Int(left.rounded()))) s left")
        }
        return parts.joined(separator: ", ")
    }
}
