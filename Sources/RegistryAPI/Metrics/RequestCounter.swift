internal import HTTP
internal import Synchronization

/// How many requests there were on each route, how they ended, and how long they took.
final class RequestCounter: Sendable {
    /// Upper bounds in microseconds, ascending; what is above the last one is counted too.
    private static let bounds = [
        500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000,
        10_000_000,
    ]

    /// A route of the table and a method that is known: a client cannot make up more of them.
    private struct Key: Hashable {
        var route: String
        var method: String
    }

    private struct Series {
        var statuses: [Int: UInt64] = [:]
        /// Of each bound, those that took no longer and longer than the one before.
        var buckets = [UInt64](repeating: 0, count: RequestCounter.bounds.count + 1)
        var microseconds: UInt64 = 0

        mutating func add(_ entry: AccessEntry, to bucket: Int) {
            statuses[entry.status ?? 0, default: 0] &+= 1
            guard !entry.isStream else { return }
            buckets[bucket] &+= 1
            microseconds &+= UInt64(max(0, entry.microseconds))
        }
    }

    /// Several, so that threads seldom wait for each other.
    private let parts = (0..<8).map { _ in Part() }

    private final class Part: Sendable {
        let series = Mutex<[Key: Series]>([:])
    }

    func record(_ entry: AccessEntry) {
        let method = Method(rawValue: entry.method) == nil ? "other" : entry.method
        let key = Key(route: entry.route ?? "none", method: method)
        let bucket = Self.bounds.firstIndex { entry.microseconds <= $0 } ?? Self.bounds.count
        // The first that is free; the last one is waited for.
        for part in parts.dropLast() {
            let isDone: Void? = part.series.withLockIfAvailable { $0[key, default: Series()].add(entry, to: bucket) }
            if isDone != nil { return }
        }
        parts.last?.series.withLock { $0[key, default: Series()].add(entry, to: bucket) }
    }

    /// All parts together, by route and method.
    private func sum() -> [(key: Key, value: Series)] {
        var sum: [Key: Series] = [:]
        for part in parts {
            for (key, found) in part.series.withLock({ $0 }) {
                var series = sum[key] ?? Series()
                series.statuses.merge(found.statuses) { $0 + $1 }
                for position in series.buckets.indices { series.buckets[position] += found.buckets[position] }
                series.microseconds += found.microseconds
                sum[key] = series
            }
        }
        return sum.sorted { ($0.key.route, $0.key.method) < ($1.key.route, $1.key.method) }
    }

    func write(to exposition: inout Exposition) {
        let all = sum()
        let total = "accord_http_requests_total"
        exposition.family(total, "Requests by route, method and status; status 0 had no answer.", type: "counter")
        for (key, series) in all {
            for (status, count) in series.statuses.sorted(by: { $0.key < $1.key }) {
                exposition.sample(total, Self.labels(key) + [("status", "\(status)")], "\(count)")
            }
        }
        let duration = "accord_http_request_duration_seconds"
        exposition.family(
            duration, "From a request's first line to the end of its answer; without streams, which go on.",
            type: "histogram")
        for (key, series) in all {
            var count: UInt64 = 0
            for (position, bucket) in series.buckets.enumerated() {
                count += bucket
                let bound = position < Self.bounds.count ? "\(Double(Self.bounds[position]) / 1_000_000)" : "+Inf"
                exposition.sample("\(duration)_bucket", Self.labels(key) + [("le", bound)], "\(count)")
            }
            exposition.sample("\(duration)_sum", Self.labels(key), "\(Double(series.microseconds) / 1_000_000)")
            exposition.sample("\(duration)_count", Self.labels(key), "\(count)")
        }
    }

    private static func labels(_ key: Key) -> [(name: String, value: String)] {
        [("route", key.route), ("method", key.method)]
    }
}
