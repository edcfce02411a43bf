public import JSONCore
public import SchemaCore

/// An exception for findings of a subject's checks: those of these fingerprints do not refuse a schema while it lives.
public struct Waiver: Sendable, Hashable {
    public enum Status: String, Sendable, CaseIterable {
        case proposed, approved, revoked
    }

    public var id: String
    public var subject: Subject
    /// SHA-256 in hexadecimal, as findings have them; in order, each once.
    public var fingerprints: [String]
    public var reason: String
    public var expires: Timestamp
    /// Who proposed it.
    public var author: Principal
    public var status: Status
    /// Who approved or revoked it.
    public var decidedBy: Principal?
    public var note: String?

    public init(
        id: String, subject: Subject, fingerprints: [String], reason: String, expires: Timestamp, author: Principal,
        status: Status = .proposed, decidedBy: Principal? = nil, note: String? = nil
    ) {
        self.id = id
        self.subject = subject
        self.fingerprints = fingerprints.sortedDistinct()
        self.reason = reason
        self.expires = expires
        self.author = author
        self.status = status
        self.decidedBy = decidedBy
        self.note = note
    }

    /// The most fingerprints of one waiver.
    public static let fingerprintsLimit = 1000

    public func isLive(at now: Timestamp) -> Bool { status == .approved && now < expires }

    /// Whether a text can be a fingerprint.
    public static func isFingerprint(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}

extension Waiver {
    public var json: JSON {
        var object = JSONObject()
        object["id"] = .string(id)
        object["subject"] = .string(subject.qualifiedName)
        object["fingerprints"] = .strings(fingerprints)
        object["reason"] = .string(reason)
        object["expires"] = .string(expires.rfc3339)
        object["author"] = .string(author.name)
        object["status"] = .string(status.rawValue)
        object["decidedBy"] = decidedBy.map { .string($0.name) }
        object["note"] = note.map { .string($0) }
        return .object(object)
    }

    /// Reads what ``json`` writes.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        guard let expires = try members.timestamp("expires"), let status: Status = try members.named("status") else {
            throw members.malformed("expires", expected: "a date, beside a status")
        }
        self.init(
            id: try members.requiredString("id"),
            subject: Subject(qualifiedName: try members.requiredString("subject")),
            fingerprints: try members.strings("fingerprints"), reason: try members.requiredString("reason"),
            expires: expires, author: Principal(name: try members.requiredString("author")), status: status,
            decidedBy: try members.string("decidedBy").map { Principal(name: $0) }, note: try members.string("note"))
    }
}

/// What somebody asks to be waived.
public struct WaiverProposal: Sendable, Hashable {
    public var subject: Subject
    public var fingerprints: [String]
    public var reason: String
    public var expires: Timestamp

    /// Reads the body of a request.
    public init(json: JSON) throws(MalformedMember) {
        let members = try Members(json)
        let name = try members.requiredString("subject")
        let subject: Subject
        do throws(RegistryError) {
            subject = try Subject(parsing: name)
        } catch {
            throw members.malformed("subject", expected: "the name of a subject")
        }
        let fingerprints = try members.strings("fingerprints")
        guard (1...Waiver.fingerprintsLimit).contains(fingerprints.count),
            fingerprints.allSatisfy(Waiver.isFingerprint)
        else {
            throw members.malformed(
                "fingerprints",
                expected:
                    "an array of 1 to \(Waiver.fingerprintsLimit) fingerprints of findings, each 64 hexadecimal digits")
        }
        let reason = try members.requiredString("reason")
        guard !reason.isEmpty else { throw members.malformed("reason", expected: "a text that is not empty") }
        guard let expires = try members.timestamp("expires") else {
            throw members.malformed("expires", expected: "a date and time as RFC 3339 has it")
        }
        self.subject = subject
        self.fingerprints = fingerprints
        self.reason = reason
        self.expires = expires
    }
}
