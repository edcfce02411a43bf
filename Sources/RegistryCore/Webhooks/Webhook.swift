public import Governance
public import JSONCore
public import SchemaCore

/// Somebody who is told of events by a request for each.
public struct Webhook: Sendable, Hashable {
    public var id: String
    /// Where the requests go: an absolute URL of HTTP or HTTPS.
    public var url: String
    public var filter: EventFilter
    /// Under which name the store keeps its secret.
    ///
    /// The secret itself is needed for each signature, so that a hash of it would not do. It is no part of any event: the
    /// log is read by many, exported and kept for ever.
    public var key: String
    /// Whether it is told of anything; what happens meanwhile waits for it.
    public var isEnabled: Bool
    /// The event that made it, once it was changed since; `nil` for the event that set it last.
    public var since: Revision?

    public init(
        id: String, url: String, filter: EventFilter = EventFilter(), key: String, isEnabled: Bool = true,
        since: Revision? = nil
    ) {
        self.id = id
        self.url = url
        self.filter = filter
        self.key = key
        self.isEnabled = isEnabled
        self.since = since
    }

    /// The longest URL, in bytes.
    public static let urlBytesLimit = 2048

    /// What may be shown.
    public var publicMembers: JSONObject {
        var object = members
        object["enabled"] = .boolean(isEnabled)
        return object
    }

    private var members: JSONObject {
        var object = JSONObject()
        object["id"] = .string(id)
        object["url"] = .string(url)
        if !filter.kinds.isEmpty { object["kinds"] = .strings(filter.kinds.map(\.rawValue).sorted()) }
        if !filter.subjects.isEmpty { object["subjects"] = .strings(filter.subjects.map(\.text)) }
        return object
    }

    /// What the log keeps.
    public var json: JSON {
        var object = members
        object["key"] = .string(key)
        if !isEnabled { object["enabled"] = false }
        object["since"] = since.map { .number(JSONNumber($0.number)) }
        return .object(object)
    }

    /// Reads what ``json`` writes.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        self.init(
            id: try members.requiredString("id"), url: try members.requiredString("url"),
            filter: EventFilter(kinds: try members.kinds("kinds"), subjects: try members.patterns("subjects")),
            key: try members.requiredString("key"), isEnabled: try members.boolean("enabled") ?? true,
            since: try members.integer("since").map { Revision($0) })
    }
}

/// What somebody asks for who wants to be told of events.
public struct WebhookRequest: Sendable, Hashable {
    public var id: String
    public var url: String
    public var filter: EventFilter

    /// Reads the body of a request.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        id = try members.requiredString("id")
        guard Team.isName(id) else {
            throw members.malformed("id", expected: "small letters, digits, '-', '_' and '.', at most 64")
        }
        url = try members.required("url", expected: String.deliverable, \.deliverable)
        filter = EventFilter(kinds: try members.kinds("kinds"), subjects: try members.patterns("subjects"))
    }
}

/// What somebody changes about a webhook; what is `nil` stays as it is.
public struct WebhookChange: Sendable, Hashable {
    public var url: String?
    /// Empty for all kinds.
    public var kinds: Set<Change.Kind>?
    /// Empty for events about whatever subject, and about none.
    public var subjects: [SubjectPattern]?
    public var isEnabled: Bool?

    /// Reads the body of a request.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        url = try members.optional("url", expected: String.deliverable, \.deliverable)
        if json["kinds"] ?? .null != .null { kinds = try members.kinds("kinds") }
        if json["subjects"] ?? .null != .null { subjects = try members.patterns("subjects") }
        isEnabled = try members.boolean("enabled")
    }

    /// The webhook as it is then.
    func applied(to webhook: Webhook) -> Webhook {
        var changed = webhook
        changed.url = url ?? webhook.url
        changed.filter.kinds = kinds ?? webhook.filter.kinds
        changed.filter.subjects = subjects ?? webhook.filter.subjects
        changed.isEnabled = isEnabled ?? webhook.isEnabled
        return changed
    }
}

extension JSON {
    /// The URL that it is, where requests can go there.
    fileprivate var deliverable: String? { string.flatMap { $0.isDeliverable ? $0 : nil } }
}

extension Members {
    /// Kinds of events; none when they are left out.
    fileprivate func kinds(_ name: String) throws(MalformedMember) -> Set<Change.Kind> {
        var kinds: Set<Change.Kind> = []
        for text in try strings(name) {
            guard let kind = Change.Kind(rawValue: text) else {
                let known = Change.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw malformed(name, expected: "an array of some of \(known)")
            }
            kinds.insert(kind)
        }
        return kinds
    }
}

extension String {
    /// What a webhook's URL must be.
    fileprivate static let deliverable =
        "an http or https URL with a host, without a user, of at most \(Webhook.urlBytesLimit) visible characters"

    /// Whether requests can go there; who may not be spoken to is decided by address, when a connection is made.
    fileprivate var isDeliverable: Bool {
        guard utf8.count <= Webhook.urlBytesLimit, utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
        guard let scheme = ["http://", "https://"].first(where: { lowercased().hasPrefix($0) }) else { return false }
        let authority = dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        // What is before an @ would be a password in the log.
        return !authority.isEmpty && !authority.hasPrefix(":") && !authority.contains("@") && !authority.contains("\\")
    }
}

extension Record {
    /// The webhook that the record keeps.
    ///
    /// - Throws: `.storeFailure` when it is none.
    public var webhook: Webhook {
        get throws(RegistryError) {
            try decoded { json throws(MalformedMember) in try Webhook(json: json) }
        }
    }

    /// The event that made the webhook that the record keeps, whatever was changed since.
    ///
    /// - Throws: `.storeFailure` when it is none.
    public var webhookSince: Revision {
        get throws(RegistryError) {
            if let since = try webhook.since { return since }
            return revision
        }
    }
}
