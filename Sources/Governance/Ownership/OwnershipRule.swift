public import JSONCore
public import SchemaCore

/// Gives the subjects of a pattern to a team.
public struct OwnershipRule: Sendable, Hashable {
    public var pattern: SubjectPattern
    /// The name of the team.
    public var team: String

    public init(pattern: SubjectPattern, team: String) {
        self.pattern = pattern
        self.team = team
    }
}

/// Why a subject belongs to a team.
public enum OwnershipGround: Sendable, Hashable {
    /// It was given to the team by name.
    case explicit
    /// A rule's pattern means it.
    case rule(SubjectPattern)
}

/// A subject's owner, and why it is the owner.
public struct Ownership: Sendable, Hashable {
    public var team: String
    public var ground: OwnershipGround

    public init(team: String, ground: OwnershipGround) {
        self.team = team
        self.ground = ground
    }
}

/// Rules of ownership, made ready to be asked.
///
/// Of the rules whose patterns mean a subject the most specific one decides, and of equally specific ones the last.
/// A rule is found by four bytes that every name it means must have, chosen so that few other rules share them: asking
/// takes a look-up for each position of the name and a match with the few rules that remain, however many there are.
public struct OwnershipRules: Sendable {
    /// The rules in their order.
    public let rules: [OwnershipRule]
    /// Rules by the gram that their names have.
    private var byGram: [UInt32: [Int32]] = [:]
    /// Rules whose literal parts are all shorter than a gram.
    private var ungrammed: [Int32] = []

    /// The most rules that are taken.
    public static let limit = 100_000

    public init(_ rules: [OwnershipRule] = []) {
        self.rules = rules
        let grams = rules.map { Gram.all(in: $0.pattern) }
        var frequency: [UInt32: Int] = [:]
        for gram in grams.joined() { frequency[gram, default: 0] += 1 }
        for (position, grams) in grams.enumerated() {
            let rarest = grams.min { (frequency[$0] ?? 0, $0) < (frequency[$1] ?? 0, $1) }
            if let rarest {
                byGram[rarest, default: []].append(Int32(position))
            } else {
                ungrammed.append(Int32(position))
            }
        }
    }

    /// The rule that decides for a subject; `nil` when none means it.
    public func rule(for subject: Subject) -> OwnershipRule? {
        guard !rules.isEmpty else { return nil }
        let name = Array(subject.qualifiedName.utf8)
        var best: Int?
        func consider(_ candidates: [Int32]) {
            for candidate in candidates {
                let position = Int(candidate)
                if let best, !isStronger(position, than: best) { continue }
                if rules[position].pattern.matches(name) { best = position }
            }
        }
        consider(ungrammed)
        if !byGram.isEmpty {
            Gram.forEach(in: name) { gram in
                if let candidates = byGram[gram] { consider(candidates) }
            }
        }
        return best.map { rules[$0] }
    }

    private func isStronger(_ position: Int, than other: Int) -> Bool {
        (rules[position].pattern.specificity, position) > (rules[other].pattern.specificity, other)
    }
}

/// Four bytes in a row, where both ends of a name count as bytes that no name has.
private enum Gram {
    private static let (start, end): (UInt8, UInt8) = (2, 3)

    static func forEach(in name: [UInt8], _ body: (UInt32) -> Void) {
        var gram: UInt32 = UInt32(start)
        var length = 1
        for byte in name + [end] {
            gram = gram << 8 | UInt32(byte)
            length += 1
            if length >= 4 { body(gram) }
        }
    }

    /// The grams that every name of a pattern has.
    static func all(in pattern: SubjectPattern) -> [UInt32] {
        var grams: [UInt32] = []
        for (position, part) in pattern.parts.enumerated() {
            guard case .literal(var bytes) = part else { continue }
            if position == 0 { bytes.insert(start, at: 0) }
            if position == pattern.parts.count - 1 { bytes.append(end) }
            guard bytes.count >= 4 else { continue }
            for first in 0...(bytes.count - 4) {
                grams.append(bytes[first..<first + 4].reduce(0) { $0 << 8 | UInt32($1) })
            }
        }
        return grams
    }
}

extension OwnershipRules {
    public var json: JSON {
        .array(rules.map { ["pattern": .string($0.pattern.text), "team": .string($0.team)] })
    }

    /// Reads a list of rules.
    public init(json: JSON, at pointer: JSONPointer = .root) throws(MalformedMember) {
        guard let items = json.array else { throw MalformedMember(pointer, expected: "an array of rules") }
        guard items.count <= Self.limit else {
            throw MalformedMember(pointer, expected: "at most \(Self.limit) rules")
        }
        var rules: [OwnershipRule] = []
        for (position, item) in items.enumerated() {
            let members = try Members(item, at: pointer.appending(position))
            let team = try members.requiredString("team")
            guard Team.isName(team) else { throw members.malformed("team", expected: "the name of a team") }
            rules.append(OwnershipRule(pattern: try members.pattern("pattern"), team: team))
        }
        self.init(rules)
    }
}
