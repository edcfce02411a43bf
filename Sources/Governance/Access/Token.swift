internal import Digest
public import JSONCore
public import SchemaCore

/// What lets a principal in: known by the hash of its secret alone.
public struct Token: Sendable, Hashable {
    /// Names the token without its secret.
    public var id: String
    public var principal: Principal
    public var role: Role
    /// The subjects that may be written to with it; none means all.
    public var patterns: [SubjectPattern]
    /// When it ends; `nil` for never.
    public var expires: Timestamp?
    /// The SHA-256 of the secret.
    public var hash: [UInt8]
    public var created: Timestamp?
    /// When somebody last came with it, to an hour.
    public var lastUsed: Timestamp?

    public init(
        id: String, principal: Principal, role: Role, patterns: [SubjectPattern] = [], expires: Timestamp? = nil,
        hash: [UInt8], created: Timestamp? = nil
    ) {
        self.id = id
        self.principal = principal
        self.role = role
        self.patterns = patterns
        self.expires = expires
        self.hash = hash
        self.created = created
    }

    /// The longest name of a principal, in bytes.
    public static let nameBytesLimit = 128

    public func isLive(at now: Timestamp) -> Bool { expires.map { now < $0 } ?? true }

    public var caller: Caller { Caller(principal: principal, role: role, patterns: patterns) }
}

/// The secret of a token: 256 random bits, shown once.
public struct TokenSecret: Sendable {
    /// What the client sends.
    public let text: String

    /// Tells a leaked secret apart from other text, for those who search for such.
    private static let prefix = "accord_"

    /// A new secret.
    public init() {
        var random = SystemRandomNumberGenerator()
        text = Self.prefix + (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }.hexadecimal
    }

    /// A secret that a client or an environment gives.
    public init(_ text: String) { self.text = text }

    /// The hash that the registry keeps.
    public var hash: [UInt8] { Digest.sha256.hash(Array(text.utf8)) }
}

extension Token {
    /// Compares hashes in a time that does not depend on where they differ.
    public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (a, b) in zip(left, right) { difference |= a ^ b }
        return difference == 0
    }
}

extension Token {
    /// What may be shown: everything but the hash.
    public var publicMembers: JSONObject {
        var object = JSONObject()
        object["id"] = .string(id)
        object["principal"] = .string(principal.name)
        object["role"] = .string(role.rawValue)
        if !patterns.isEmpty { object["subjects"] = .strings(patterns.map(\.text)) }
        object["expires"] = expires.map { .string($0.rfc3339) }
        return object
    }

    /// What the log keeps.
    public var json: JSON {
        var object = publicMembers
        object["hash"] = .string(hash.hexadecimal)
        return .object(object)
    }

    /// Reads what ``json`` writes.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        self.init(
            id: try members.requiredString("id"), principal: Principal(name: try members.requiredString("principal")),
            role: try members.role(), patterns: try members.patterns("subjects"),
            expires: try members.timestamp("expires"),
            hash: try members.required("hash", expected: "hexadecimal") {
                $0.string.flatMap([UInt8].init(hexadecimal:))
            })
    }
}

extension Members {
    /// The role of a token.
    public func role() throws(MalformedMember) -> Role {
        let names = Role.allCases.map(\.rawValue).joined(separator: ", ")
        guard let role: Role = try named("role") else { throw malformed("role", expected: "one of \(names)") }
        return role
    }

    /// Patterns over subjects; none when they are left out.
    public func patterns(_ name: String) throws(MalformedMember) -> [SubjectPattern] {
        var patterns: [SubjectPattern] = []
        for text in try strings(name) {
            do throws(SubjectPattern.Malformed) {
                patterns.append(try SubjectPattern(parsing: text))
            } catch {
                throw malformed(name, expected: "an array of patterns: \(error) (\(text))")
            }
        }
        return patterns
    }

    /// One pattern over subjects.
    public func pattern(_ name: String) throws(MalformedMember) -> SubjectPattern {
        let text = try requiredString(name)
        do throws(SubjectPattern.Malformed) {
            return try SubjectPattern(parsing: text)
        } catch {
            throw malformed(name, expected: "a pattern of subjects: \(error)")
        }
    }

    /// A moment as RFC 3339 has it.
    public func timestamp(_ name: String) throws(MalformedMember) -> Timestamp? {
        try optional(name, expected: "a date and time as RFC 3339 has it") { json in
            json.string.flatMap(Timestamp.init(rfc3339:))
        }
    }
}

/// What somebody asks for who wants a token.
public struct TokenRequest: Sendable, Hashable {
    /// A name for the token; `nil` for one that is made up.
    public var id: String?
    public var principal: Principal
    public var role: Role
    public var patterns: [SubjectPattern]
    public var expires: Timestamp?

    public init(
        id: String? = nil, principal: Principal, role: Role, patterns: [SubjectPattern] = [], expires: Timestamp? = nil
    ) {
        self.id = id
        self.principal = principal
        self.role = role
        self.patterns = patterns
        self.expires = expires
    }

    /// Reads the body of a request.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        let name = try members.requiredString("principal")
        guard name.isPrincipalName else {
            throw members.malformed(
                "principal",
                expected: "a name of at most \(Token.nameBytesLimit) bytes without colons and control characters")
        }
        let id = try members.string("id")
        guard id.map(Team.isName) ?? true else {
            throw members.malformed("id", expected: "small letters, digits, '-', '_' and '.', at most 64")
        }
        self.init(
            id: id, principal: Principal(name: name), role: try members.role(),
            patterns: try members.patterns("subjects"),
            expires: try members.timestamp("expires"))
    }

    public var json: JSON {
        var object = JSONObject()
        object["id"] = id.map { .string($0) }
        object["principal"] = .string(principal.name)
        object["role"] = .string(role.rawValue)
        if !patterns.isEmpty { object["subjects"] = .strings(patterns.map(\.text)) }
        object["expires"] = expires.map { .string($0.rfc3339) }
        return .object(object)
    }
}
