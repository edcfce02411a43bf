internal import HTTP
internal import JSONCore
internal import SchemaCore

/// The access log: one line of JSON a request, in the form of the log's other lines.
struct AccessLines: AccessLog {
    let sink: LogSink

    func record(_ entry: AccessEntry) {
        sink.write(Self.object(of: entry, at: Platform.now()))
    }

    static func object(of entry: AccessEntry, at time: Timestamp) -> JSON {
        .object([
            "time": .string(time.rfc3339), "level": .string("info"), "logger": .string("accord.access"),
            "message": .string("request"), "id": .string(entry.id), "method": .string(entry.method),
            "route": entry.route.map { .string($0) }, "path": .string(entry.target),
            "status": entry.status.map { .integer($0) }, "request_bytes": .integer(entry.requestBytes),
            "bytes": .integer(entry.responseBytes), "duration_us": .integer(entry.microseconds),
            "remote": .string(entry.remoteAddress),
            "traceparent": entry.traceParent.map { .string($0) }, "outcome": .string(entry.outcome.rawValue),
            "connection": .string(entry.connection.rawValue),
        ])
    }
}
