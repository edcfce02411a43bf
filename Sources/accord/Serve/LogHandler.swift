internal import JSONCore
internal import Logging
internal import SchemaCore

/// Writes each event of the log as one line of JSON.
struct JSONLinesLogHandler: LogHandler {
    /// The name of the logger that writes.
    let label: String
    let sink: LogSink
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        sink.write(object(of: event, at: Platform.now()))
    }

    /// Time, level, logger and message, then the metadata by name.
    func object(of event: LogEvent, at time: Timestamp) -> JSON {
        var object = JSONObject()
        var all = metadata
        all.merge(metadataProvider?.get() ?? [:]) { _, new in new }
        all.merge(event.metadata ?? [:]) { _, new in new }
        let own: KeyValuePairs = [
            "time": time.rfc3339, "level": event.level.rawValue, "logger": label, "message": "\(event.message)",
        ]
        for (name, value) in own { object[name] = .string(value) }
        if let error = event.error { object["error"] = .string("\(error)") }
        for (name, value) in all.sorted(by: { $0.key < $1.key }) where object[name] == nil {
            object[name] = Self.json(value)
        }
        return .object(object)
    }

    private static func json(_ value: Logger.MetadataValue) -> JSON {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let number as any BinaryInteger): .number(JSONNumber(Int64(clamping: number)))
        case .stringConvertible(let truth as Bool): .boolean(truth)
        case .stringConvertible(let other): .string(other.description)
        case .array(let items): .array(items.map(json))
        case .dictionary(let members):
            .object(
                JSONObject(
                    members.sorted { $0.key < $1.key }.map { JSONObject.Member(name: $0.key, value: json($0.value)) }))
        }
    }
}
