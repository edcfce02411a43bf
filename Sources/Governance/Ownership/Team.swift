public import JSONCore
public import SchemaCore

/// Who owns subjects.
public struct Team: Sendable, Hashable {
    /// How the team is reached.
    public struct Contact: Sendable, Hashable {
        public enum Kind: String, Sendable, CaseIterable {
            case email, chat, url
        }

        public var kind: Kind
        public var value: String

        public init(kind: Kind, value: String) {
            self.kind = kind
            self.value = value
        }
    }

    /// A slug; see ``isName(_:)``.
    public var name: String
    public var displayName: String?
    public var contacts: [Contact]
    /// Names of principals, in order, each once.
    public var members: [String]

    public init(name: String, displayName: String? = nil, contacts: [Contact] = [], members: [String] = []) {
        self.name = name
        self.displayName = displayName
        self.contacts = contacts
        self.members = members.sortedDistinct()
    }

    /// Small letters, digits, `-`, `_` and `.`, from a letter or digit, at most 64.
    public static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64, isLetterOrDigit(first) else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || "-_.".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// The most members, and the most contacts.
    public static let listLimit = 10_000

    public func has(_ principal: Principal) -> Bool { members.contains(principal.name) }

    /// The team as somebody is told whom to ask: its name and its contacts.
    public var address: String {
        let contacts = contacts.map(\.value)
        return contacts.isEmpty ? "'\(name)'" : "'\(name)' (\(contacts.joined(separator: ", ")))"
    }
}

extension Team {
    public var json: JSON {
        var object = JSONObject()
        object["name"] = .string(name)
        object["displayName"] = displayName.map { .string($0) }
        object["contacts"] = .array(
            contacts.map { ["type": .string($0.kind.rawValue), "value": .string($0.value)] })
        object["members"] = .strings(members)
        return .object(object)
    }

    /// Reads a team.
    ///
    /// - Parameter name: what the team is called, whatever the value says.
    public init(name: String, json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        guard Self.isName(name) else {
            throw members.malformed(
                "name", expected: "small letters, digits, '-', '_' and '.', at most 64, the first a letter or digit")
        }
        let contacts = try members.items("contacts") { (item, pointer) throws(MalformedMember) in
            let contact = try Members(item, at: pointer)
            guard let kind: Contact.Kind = try contact.named("type") else {
                throw contact.malformed("type", expected: "one of email, chat, url")
            }
            let value = try contact.requiredString("value")
            guard !value.isEmpty, value.isPlainLine else {
                throw contact.malformed("value", expected: "a line of text")
            }
            return Contact(kind: kind, value: value)
        }
        let names = try members.strings("members")
        guard contacts.count <= Self.listLimit, names.count <= Self.listLimit else {
            throw members.malformed("members", expected: "a list of at most \(Self.listLimit)")
        }
        guard names.allSatisfy(\.isPrincipalName) else {
            throw members.malformed("members", expected: "an array of names of principals")
        }
        self.init(name: name, displayName: try members.string("displayName"), contacts: contacts, members: names)
    }
}

extension String {
    /// Whether nothing in it is a control character.
    public var isPlainLine: Bool { !unicodeScalars.contains { $0.properties.generalCategory == .control } }

    /// Whether it can be the name of a principal: a line without a colon, since Basic credentials end a name with one.
    public var isPrincipalName: Bool {
        !isEmpty && utf8.count <= Token.nameBytesLimit && isPlainLine && !utf8.contains(UInt8(ascii: ":"))
    }
}
