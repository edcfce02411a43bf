internal import Governance
public import JSONCore
internal import SchemaCore

extension Event {
    /// What happened, without what stays inside: the hashes of tokens.
    var shownPayload: JSON {
        guard case .recordSet(let key, let value, let reason) = change else { return change.payload }
        return Change.recordSet(key, key.kind.shown(value), reason: reason).payload
    }

    /// The event as others are told of it (CloudEvents 1.0.2, JSON format): its id is the revision, which tells it apart
    /// and gives the order; `principal` is an extension.
    public var cloudEvent: JSON {
        var object = JSONObject()
        object["specversion"] = "1.0"
        object["id"] = .string("\(revision.number)")
        object["source"] = "/"
        object["type"] = .string("accord.\(change.kind.rawValue)")
        object["subject"] = change.subject.map { .string($0.qualifiedName) }
        object["time"] = .string(at.rfc3339)
        object["datacontenttype"] = "application/json"
        object["principal"] = .string(principal.name)
        object["data"] = shownPayload
        return .object(object)
    }
}
