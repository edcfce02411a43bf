public import JSONCore
public import SchemaCore

/// An offer of a subject to another team, until it is accepted or rejected.
public struct Transfer: Sendable, Hashable {
    public var subject: Subject
    public var from: String
    public var to: String
    public var reason: String?
    public var offeredBy: Principal

    public init(subject: Subject, from: String, to: String, reason: String?, offeredBy: Principal) {
        self.subject = subject
        self.from = from
        self.to = to
        self.reason = reason
        self.offeredBy = offeredBy
    }

    public var json: JSON {
        var object = JSONObject()
        object["subject"] = .string(subject.qualifiedName)
        object["from"] = .string(from)
        object["to"] = .string(to)
        object["reason"] = reason.map { .string($0) }
        object["offeredBy"] = .string(offeredBy.name)
        return .object(object)
    }

    /// Reads what ``json`` writes.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        self.init(
            subject: Subject(qualifiedName: try members.requiredString("subject")),
            from: try members.requiredString("from"), to: try members.requiredString("to"),
            reason: try members.string("reason"), offeredBy: Principal(name: try members.requiredString("offeredBy")))
    }
}
