internal import Synchronization

/// Numbers that only grow, one for each value of a label.
final class Counter: Sendable {
    private let name: String
    private let help: String
    private let label: String
    private let counts = Mutex<[String: UInt64]>([:])

    /// - Parameter label: what tells the numbers apart; only a few values of it may ever be seen.
    init(_ name: String, _ help: String, by label: String) {
        self.name = name
        self.help = help
        self.label = label
    }

    func add(_ value: String, _ count: UInt64 = 1) {
        counts.withLock { $0[value, default: 0] &+= count }
    }

    func write(to exposition: inout Exposition) {
        exposition.family(name, help, type: "counter")
        let sorted = counts.withLock { $0 }.sorted { $0.key < $1.key }
        for (value, count) in sorted { exposition.sample(name, [(label, value)], "\(count)") }
    }
}
