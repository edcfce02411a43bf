internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// A registry as a text: one line of JSON for each change that makes it from nothing, after one that names the format.
enum ExportFile {
    static let header = #"{"format":"accord-export","version":1}"#

    /// The line of a change: the form that the log keeps, in one object.
    static func line(_ change: Change) -> String {
        var object = JSONObject()
        object["kind"] = .string(change.kind.rawValue)
        object["subject"] = change.subject.map { .string($0.qualifiedName) }
        object["payload"] = change.payload
        return JSON.object(object).text
    }

    /// Reads a line that ``line(_:)`` wrote.
    ///
    /// - Throws: why it is none.
    static func change(_ line: String) throws(UnreadableLine) -> Change {
        let json: JSON
        do throws(JSONError) { json = try JSON(parsing: line) } catch {
            throw UnreadableLine(reason: "\(error)".clause)
        }
        guard let kind = json["kind"]?.string.flatMap(Change.Kind.init(rawValue:)), let payload = json["payload"] else {
            throw UnreadableLine(reason: "it is no line of an export")
        }
        do throws(RegistryError) {
            return try Change(
                kind: kind, subject: json["subject"]?.string.map { Subject(qualifiedName: $0) }, payload: payload)
        } catch {
            throw UnreadableLine(reason: error.message.clause)
        }
    }

    struct UnreadableLine: Error {
        var reason: String
    }
}
