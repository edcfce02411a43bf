internal import Digest
internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

// How the values of governance are read from requests and written into answers.

extension Call {
    /// The most that a list answers with, and what it answers with when the request does not say.
    private static let listLimits = (most: 1000, standard: 100)

    /// How many entries of a list are asked for.
    ///
    /// - Throws: `.malformedRequest` for anything but a number from 1.
    func limit() throws(RegistryError) -> Int {
        guard let text = request.query["limit"] else { return Self.listLimits.standard }
        guard let limit = Int(text), limit >= 1 else {
            throw .invalidParameter("limit", text, allowed: ["a number from 1 to \(Self.listLimits.most)"])
        }
        return min(limit, Self.listLimits.most)
    }

    /// The name after which a list goes on.
    var after: String? { request.query["after"].flatMap { $0.isEmpty ? nil : $0 } }

    /// What the client saw before it asks for a change (RFC 9110, section 13.1.1).
    ///
    /// - Throws: `.malformedRequest` for a tag that no answer has had.
    func precondition() throws(RegistryError) -> Precondition {
        guard let field = request.headers["If-Match"]?.trimmingPrefix("W/"), field != "*" else { return .none }
        guard field.utf8.count >= 3, field.hasPrefix("\""), field.hasSuffix("\""),
            let number = Int64(field.dropFirst().dropLast()), number >= 0
        else { throw .invalidParameter("If-Match", String(field), allowed: ["the ETag of an earlier answer", "*"]) }
        return .at(Revision(number))
    }

    /// The body, read as a value that knows itself how.
    ///
    /// - Throws: `.malformedRequest` with the place of what is wrong.
    func body<Value>(_ read: (JSON) throws(MalformedMember) -> Value) throws(RegistryError) -> Value {
        try fields().value(read)
    }

    /// A reason in the body, where there is one.
    func reason() throws(RegistryError) -> String? { try fields().optional("reason", .string) }
}

extension Answer {
    /// A value with the revision that a change of it may be made conditional on.
    static func governed(_ value: JSON, at revision: Revision?) -> Answer {
        var answer = Answer.json { $0.value(value) }
        if let revision { answer.headers.append(.init(name: "ETag", value: "\"\(revision.number)\"")) }
        return answer
    }

    /// A page of a list: `next` is what to send as `after` for the one that follows.
    static func page(_ name: String, _ items: [JSON], limit: Int, next: String?) -> Answer {
        .json { body in
            body.object {
                $0.member(name) { $0.value(.array(items)) }
                if items.count == limit, let next { $0.member("next", next) }
            }
        }
    }
}

extension Record {
    /// Members with who set the record when, after its own.
    func described(_ members: JSON) -> JSON {
        var object = members.object ?? JSONObject()
        object["revision"] = .number(JSONNumber(revision.number))
        object["updatedAt"] = .string(at.rfc3339)
        object["updatedBy"] = .string(by.name)
        return .object(object)
    }
}

extension RegisteredVersion {
    /// The state of the version with where it may go from there.
    var lifecycleJSON: JSON {
        var object = JSONObject()
        object["subject"] = .string(subject.qualifiedName)
        object["version"] = .number(JSONNumber(Int64(version.number)))
        for member in lifecycle.json.object?.members ?? [] { object[member.name] = member.value }
        object["movedAt"] = lifecycle.moved.map { .string($0.at.rfc3339) }
        object["movedBy"] = lifecycle.moved.map { .string($0.by.name) }
        object["moves"] = .strings(LifecycleTable.targets(from: lifecycle.state).map(\.rawValue))
        return .object(object)
    }
}

// MARK: - The head of answers about versions that should be left

extension Answer {
    /// The answer with what tells clients to leave a deprecated or retired version (RFC 9745, RFC 8594, RFC 8288).
    func telling(of version: RegisteredVersion) -> Answer {
        var answer = self
        answer.headers += version.deprecationFields
        return answer
    }
}

extension RegisteredVersion {
    fileprivate var deprecationFields: [Headers.Field] {
        switch lifecycle.state {
        case .draft, .active: return []
        case .deprecated, .retired: break
        }
        var fields: [Headers.Field] = []
        if let effective = lifecycle.effective ?? lifecycle.moved?.at {
            fields.append(.init(name: "Deprecation", value: "@\(effective.seconds)"))
        }
        if let sunset = lifecycle.sunset { fields.append(.init(name: "Sunset", value: sunset.httpDate)) }
        if let alternative = lifecycle.alternative {
            fields.append(
                .init(name: "Link", value: "<\(Self.address(of: alternative))>; rel=\"successor-version\""))
        }
        if let documentation = lifecycle.documentation {
            fields.append(.init(name: "Link", value: "<\(documentation)>; rel=\"deprecation\""))
        }
        return fields
    }

    /// The URL of what to use instead: one as it is, else that of a subject's version here.
    private static func address(of alternative: String) -> String {
        if alternative.isWebAddress { return alternative }
        var (subject, version) = (alternative[...], "latest")
        if let colon = alternative.lastIndex(of: ":"),
            let number = Version(Int(alternative[alternative.index(after: colon)...]) ?? 0)
        {
            subject = alternative[..<colon]
            version = number.description
        }
        return "/subjects/\(String(subject).pathEscaped)/versions/\(version)"
    }
}

extension String {
    /// The text as one segment of a path (RFC 3986).
    fileprivate var pathEscaped: String {
        var text = ""
        for byte in utf8 {
            let isUnreserved =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-._~:".utf8.contains(byte)
            text += isUnreserved && byte < 0x80 ? String(UnicodeScalar(byte)) : "%" + [byte].hexadecimal.uppercased()
        }
        return text
    }
}
