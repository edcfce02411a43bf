internal import JSONCore

/// A number that is read when it is asked for.
public struct Gauge: Sendable, Hashable {
    public enum Kind: String, Sendable {
        /// It goes up and down.
        case gauge
        /// It only goes up, while the process lives.
        case counter
    }

    public var name: String
    /// A sentence about what it counts, and in which unit.
    public var help: String
    public var kind: Kind
    public var value: Double

    public init(_ name: String, _ help: String, _ kind: Kind = .gauge, _ value: Double) {
        self.name = name
        self.help = help
        self.kind = kind
        self.value = value
    }
}

/// Metrics as a text (Prometheus text format 0.0.4).
struct Exposition {
    static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// Begins the samples of a metric.
    mutating func family(_ name: String, _ help: String, type: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func sample(_ name: String, _ labels: [(name: String, value: String)] = [], _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    mutating func append(_ gauge: Gauge) {
        family(gauge.name, gauge.help, type: gauge.kind.rawValue)
        sample(gauge.name, [], Self.number(gauge.value))
    }

    /// How often something was found in memory, and how often not.
    mutating func cache(_ name: String, _ help: String, hits: UInt64, misses: UInt64) {
        family(name, help, type: Gauge.Kind.counter.rawValue)
        sample(name, [("result", "hit")], "\(hits)")
        sample(name, [("result", "miss")], "\(misses)")
    }

    /// Whole numbers without a fraction.
    static func number(_ value: Double) -> String {
        Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
