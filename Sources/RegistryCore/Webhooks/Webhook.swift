internal import Governance
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

    public init(id: String, url: String, filter: EventFilter = EventFilter(), key: String) {
        self.id = id
        self.url = url
        self.filter = filter
        self.key = key
    }

    /// The longest URL, in bytes.
    public static let urlBytesLimit = 2048

    /// What may be shown.
    public var publicMembers: JSONObject {
        var object = JSONObject()
        object["id"] = .string(id)
        object["url"] = .string(url)
        if !filter.kinds.isEmpty { object["kinds"] = .strings(filter.kinds.map(\.rawValue).sorted()) }
        if !filter.subjects.isEmpty { object["subjects"] = .strings(filter.subjects.map(\.text)) }
        return object
    }

    /// What the log keeps.
    public var json: JSON {
        var object = publicMembers
        object["key"] = .string(key)
        return .object(object)
    }

    /// Reads what ``json`` writes.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        self.init(
            id: try members.requiredString("id"), url: try members.requiredString("url"),
            filter: EventFilter(kinds: try members.kinds("kinds"), subjects: try members.patterns("subjects")),
            key: try members.requiredString("key"))
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
        url = try members.requiredString("url")
        guard url.isDeliverable else {
            throw members.malformed(
                "url", expected: "an http or https URL with a host, without a user, of at most 2048 visible characters")
        }
        filter = EventFilter(kinds: try members.kinds("kinds"), subjects: try members.patterns("subjects"))
    }
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
}
