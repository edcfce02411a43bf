internal import Compatibility
public import HTTP
public import RegistryCore
internal import SchemaCore
internal import Synchronization

/// What a server has counted since it started; to be the access log of the server and the observer of the registry.
public final class Metrics: AccessLog, RegistryObserver {
    private let requests = RequestCounter()
    private let events = Counter(
        "accord_events_total", "Events appended by this server: registrations are version-registered.", by: "kind")
    private let checks = Counter(
        "accord_checks_total", "Comparisons of a candidate with earlier versions, by their verdict.", by: "verdict")
    private let refusals = Counter(
        "accord_findings_total", "Findings of comparisons that refused the candidate, by rule.", by: "rule")
    private let documents = Counter("accord_documents_total", "Documents judged by a schema.", by: "verdict")
    private let hits = Atomic<UInt64>(0)
    private let misses = Atomic<UInt64>(0)
    private let next: (any AccessLog)?
    private let gauges: @Sendable () -> [Gauge]

    /// - Parameters:
    ///   - next: where requests are written down too.
    ///   - gauges: what others know, read anew each time.
    public init(next: (any AccessLog)? = nil, gauges: @escaping @Sendable () -> [Gauge] = { [] }) {
        self.next = next
        self.gauges = gauges
    }

    public func record(_ entry: AccessEntry) {
        requests.record(entry)
        next?.record(entry)
    }

    public func appended(_ events: [Event]) {
        for event in events { self.events.add(event.change.kind.rawValue) }
    }

    public func compared(_ report: CheckReport) {
        checks.add(report.verdict.rawValue)
        guard !report.isCompatible else { return }
        for finding in report.findings where !report.isWaived(finding) {
            refusals.add(finding.incompatibility.rule.id)
        }
    }

    func judged(valid: Int, invalid: Int) {
        if valid > 0 { documents.add("valid", UInt64(valid)) }
        if invalid > 0 { documents.add("invalid", UInt64(invalid)) }
    }

    func answered(fromMemory: Bool) {
        if fromMemory { hits.add(1, ordering: .relaxed) } else { misses.add(1, ordering: .relaxed) }
    }

    /// All of it, with the revision that the log has reached, and the parsed schemas that are kept.
    func text(revision: Revision, parsed: ParsedSchemaUse) -> String {
        var exposition = Exposition()
        requests.write(to: &exposition)
        for counter in [events, checks, refusals, documents] { counter.write(to: &exposition) }
        exposition.cache(
            "accord_answer_cache_total", "Readings that were answered from memory, and those that were not.",
            hits: hits.load(ordering: .relaxed), misses: misses.load(ordering: .relaxed))
        exposition.cache(
            "accord_parsed_schema_cache_total", "Schemas that were needed parsed, and those of them that had to be.",
            hits: parsed.hits, misses: parsed.misses)
        exposition.append(Gauge("accord_parsed_schemas", "Parsed schemas in memory.", .gauge, Double(parsed.count)))
        exposition.append(
            Gauge("accord_parsed_schema_bytes", "What they count for, by their texts.", .gauge, Double(parsed.bytes)))
        exposition.append(
            Gauge("accord_log_revision", "The newest event of the log.", .gauge, Double(revision.number)))
        for gauge in gauges() { exposition.append(gauge) }
        return exposition.text
    }
}
