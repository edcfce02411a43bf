internal import RegistryAPI

/// What the system knows of this process and of its files, under the names that Prometheus' own clients use.
enum ProcessGauges {
    static var all: [Gauge] {
        let usage = Platform.usage()
        return [
            Gauge(
                "process_cpu_seconds_total", "Time on the processor, in seconds.", .counter,
                Double(usage.cpuMicroseconds) / 1_000_000),
            Gauge(
                "process_resident_memory_bytes", "Memory of the process that is not swapped out.", .gauge,
                Double(usage.residentBytes)),
        ]
    }

    /// The sizes of a store's file and of its write-ahead log.
    static func files(ofStore path: String) -> [Gauge] {
        [
            Gauge(
                "accord_store_bytes", "The size of the store's file.", .gauge, Double(Platform.size(of: path) ?? 0)),
            Gauge(
                "accord_store_log_bytes", "The size of the store's write-ahead log.", .gauge,
                Double(Platform.size(of: path + "-wal") ?? 0)),
        ]
    }
}
