internal import Digest
public import SchemaCore

/// What the log keeps of an event, in the bytes that it keeps.
///
/// Bytes rather than texts, so that what was altered is told even where it is no text any more.
public struct LoggedBytes: Sendable, Hashable {
    public var revision: Int64
    /// Microseconds since 1970.
    public var at: Int64
    public var principal: [UInt8]
    public var kind: [UInt8]
    public var subject: [UInt8]?
    /// JSON, as it was written.
    public var payload: [UInt8]

    public init(
        revision: Int64, at: Int64, principal: [UInt8], kind: [UInt8], subject: [UInt8]?, payload: [UInt8]
    ) {
        self.revision = revision
        self.at = at
        self.principal = principal
        self.kind = kind
        self.subject = subject
        self.payload = payload
    }

    public init(_ event: Event, payload: String) {
        self.init(
            revision: event.revision.number, at: event.at.microseconds, principal: Array(event.principal.name.utf8),
            kind: Array(event.change.kind.rawValue.utf8),
            subject: event.change.subject.map { Array($0.qualifiedName.utf8) }, payload: Array(payload.utf8))
    }

    /// Each part after its length, numbers as eight bytes with the highest first: no two events have the same bytes.
    fileprivate func append(to bytes: inout [UInt8]) {
        bytes.appendNumber(revision)
        bytes.appendNumber(at)
        bytes.appendPart(principal)
        bytes.appendPart(kind)
        bytes.append(subject == nil ? 0 : 1)
        bytes.appendPart(subject ?? [])
        bytes.appendPart(payload)
    }
}

extension [UInt8] {
    fileprivate mutating func appendNumber(_ number: Int64) {
        for shift in stride(from: 56, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    fileprivate mutating func appendPart(_ part: [UInt8]) {
        appendNumber(Int64(part.count))
        append(contentsOf: part)
    }
}

/// The hash of an event and of all before it: SHA-256 over the hash before and the event's bytes (FIPS 180-4).
public struct EventHash: Sendable, Hashable {
    /// 32 bytes.
    public let bytes: [UInt8]

    private static let length = 32

    /// What stands before the first event.
    public static let beginning = EventHash(unchecked: [UInt8](repeating: 0, count: length))

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// `nil` for anything but 32 bytes.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    /// Reads what ``hexadecimal`` writes; `nil` for anything else.
    public init?(hexadecimal text: String) {
        guard let bytes = [UInt8](hexadecimal: text) else { return nil }
        self.init(bytes)
    }

    public var hexadecimal: String { bytes.hexadecimal }

    /// The hash of the event that comes next.
    public func next(_ event: LoggedBytes) -> EventHash {
        var content = bytes
        content.reserveCapacity(bytes.count + 64 + event.payload.count)
        event.append(to: &content)
        return EventHash(unchecked: Digest.sha256.hash(content))
    }
}

/// Where the log ends: what to write down elsewhere, so that nobody can change what is before it unseen.
public struct LogHead: Sendable, Hashable {
    public var revision: Revision
    public var at: Timestamp
    public var hash: EventHash

    public init(revision: Revision, at: Timestamp, hash: EventHash) {
        self.revision = revision
        self.at = at
        self.hash = hash
    }

    /// Before the first event.
    public static let beginning = LogHead(
        revision: .zero, at: Timestamp(microseconds: 0), hash: .beginning)
}

/// A head as somebody has written it down.
public struct PinnedHead: Sendable, Hashable {
    public var revision: Revision
    public var hash: EventHash

    public init(revision: Revision, hash: EventHash) {
        self.revision = revision
        self.hash = hash
    }

    /// Reads `REVISION:HASH`; `nil` for anything else.
    public init?(parsing text: String) {
        guard let colon = text.firstIndex(of: ":"), let number = Int64(text[..<colon]), number > 0,
            let hash = EventHash(hexadecimal: String(text[text.index(after: colon)...]))
        else { return nil }
        self.init(revision: Revision(number), hash: hash)
    }
}

/// What is wrong with a log, at the first place where anything is.
public enum ChainFault: Sendable, Hashable, Error {
    /// Events are not there.
    case missing(first: Revision, last: Revision)
    /// An event does not follow from the one before it: it was altered, put in another's place, or put in.
    case altered(Revision)
    /// An event comes where a later one must.
    case outOfOrder(Revision, after: Revision)
    /// An event is sound, and is another than the one whose hash was written down: the log was written anew.
    case rewritten(PinnedHead)

    /// The revision to look at.
    public var revision: Revision {
        switch self {
        case .missing(let first, _): first
        case .altered(let revision), .outOfOrder(let revision, _): revision
        case .rewritten(let pinned): pinned.revision
        }
    }

    /// A sentence for people.
    public var sentence: String {
        switch self {
        case .missing(let first, let last) where first == last: "Event \(first.number) is missing."
        case .missing(let first, let last): "Events \(first.number) to \(last.number) are missing."
        case .altered(let revision):
            "Event \(revision.number) was altered: its hash does not follow from what it says and the event before it."
        case .outOfOrder(let revision, let last):
            "Event \(revision.number) comes after event \(last.number): the log was put in another order."
        case .rewritten(let pinned):
            """
            Event \(pinned.revision.number) does not have the hash \(pinned.hash.hexadecimal): the log was written anew \
            from it or before it.
            """
        }
    }
}

/// Recomputes the chain, event by event, in memory that does not grow.
public struct ChainVerification: Sendable {
    /// The last event that was found sound.
    public private(set) var head = LogHead.beginning
    private let pinned: PinnedHead?

    /// - Parameter pinned: a head that the log must have had.
    public init(pinned: PinnedHead? = nil) { self.pinned = pinned }

    /// Takes the next event of the log.
    public mutating func take(_ event: LoggedBytes, hash: [UInt8]) throws(ChainFault) {
        let revision = Revision(event.revision)
        let (expected, isPast) = head.revision.number.addingReportingOverflow(1)
        guard !isPast, event.revision >= expected else { throw .outOfOrder(revision, after: head.revision) }
        guard event.revision == expected else {
            throw .missing(first: Revision(expected), last: Revision(event.revision - 1))
        }
        let found = head.hash.next(event)
        guard found.bytes == hash else { throw .altered(revision) }
        if let pinned, pinned.revision == revision, pinned.hash != found { throw .rewritten(pinned) }
        head = LogHead(revision: revision, at: Timestamp(microseconds: event.at), hash: found)
    }

    /// Ends with what else is known of the log's length.
    ///
    /// - Parameter newest: the last revision that something else knows of.
    public func finish(newest: Revision = .zero) throws(ChainFault) {
        let known = max(newest, pinned?.revision ?? .zero)
        guard known > head.revision else { return }
        throw .missing(first: Revision(head.revision.number + 1), last: known)
    }
}
