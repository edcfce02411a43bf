public import JSONCore

/// One difference between an old and a new schema, as a person would tell it.
///
/// Changes are found by looking; whether one breaks anybody is decided by the comparisons, see
/// ``judged(backward:forward:)``.
public struct SchemaChange: Sendable, Hashable {
    public enum Kind: String, CaseIterable, Sendable {
        /// Something is described or allowed that was not: a property, a value, an alternative.
        case additive
        /// Something is not described or allowed any more.
        case removal
        /// A property has another name and the same schema.
        case rename
        case typeChange = "type-change"
        /// Schemas are put together in another way, or apply to other parts of a document.
        case structural
        /// What is demanded of values is different: limits, patterns, required properties.
        case semantic
        /// Nothing that documents are judged by.
        case annotation = "annotation-only"
    }

    public var kind: Kind
    /// Where in the old schema; `nil` for what was not there.
    public var oldPointer: JSONPointer?
    /// Where in the new schema; `nil` for what is not there.
    public var newPointer: JSONPointer?
    /// The text that ``oldPointer`` is about, by the name that the schema uses for it; empty for the schema itself.
    public var oldDocument = ""
    /// The text that ``newPointer`` is about, by the name that the schema uses for it; empty for the schema itself.
    public var newDocument = ""
    /// Where in documents; `*` stands for any name or position.
    public var instancePointer: JSONPointer
    public var oldValue: JSON?
    public var newValue: JSON?
    /// What happened, as a sentence.
    public var message: String
    /// Places of the old schema that the change is about besides its own.
    public var oldSites: [JSONPointer] = []
    /// Places of the new schema that the change is about besides its own.
    public var newSites: [JSONPointer] = []
    /// Whether the new schema still accepts old data, as far as this change is concerned.
    public var backward = Verdict.compatible
    /// Whether the old schema accepts new data, as far as this change is concerned.
    public var forward = Verdict.compatible

    public init(
        kind: Kind, oldPointer: JSONPointer?, newPointer: JSONPointer?, instancePointer: JSONPointer,
        oldValue: JSON? = nil, newValue: JSON? = nil, message: String
    ) {
        self.kind = kind
        self.oldPointer = oldPointer
        self.newPointer = newPointer
        self.instancePointer = instancePointer
        self.oldValue = oldValue
        self.newValue = newValue
        self.message = message
    }
}

extension [SchemaChange] {
    /// The changes with what they break: every finding is laid at the door of those that stand nearest to it.
    ///
    /// - Parameters:
    ///   - backward: the comparison in which the new schema reads.
    ///   - forward: the comparison in which the old schema reads.
    public func judged(backward: Comparison, forward: Comparison) -> [SchemaChange] {
        var changes = self
        for finding in backward.incompatibilities {
            for position in positions(nearest: finding.writerSite, finding.readerSite) {
                changes[position].backward.worsen(to: finding.certainty)
            }
        }
        for finding in forward.incompatibilities {
            for position in positions(nearest: finding.readerSite, finding.writerSite) {
                changes[position].forward.worsen(to: finding.certainty)
            }
        }
        return changes
    }

    /// The changes that a finding is about: those with the least distance, all of them where several have it.
    private func positions(nearest old: Site, _ new: Site) -> [Int] {
        var nearest: [Int] = []
        var least = Int.max
        for (position, change) in enumerated() where change.kind != .annotation {
            let newSites = change.newSites + (change.newPointer.map { [$0] } ?? [])
            let oldSites = change.oldSites + (change.oldPointer.map { [$0] } ?? [])
            let distances =
                newSites.map { Site(document: change.newDocument, pointer: $0).distance(to: new) }
                + oldSites.map { Site(document: change.oldDocument, pointer: $0).distance(to: old) }
            guard let distance = distances.min(), distance <= least else { continue }
            if distance < least { nearest = [] }
            least = distance
            nearest.append(position)
        }
        return nearest
    }
}

extension Verdict {
    fileprivate mutating func worsen(to certainty: Incompatibility.Certainty) {
        switch certainty {
        case .proven: self = .incompatible
        case .undecided: if self == .compatible { self = .undecided }
        }
    }
}

/// A place in one of the texts of a schema.
private struct Site {
    var document: String
    var pointer: JSONPointer

    /// How many steps up and down lead from one place to another; between two texts, a reference is one more.
    func distance(to other: Site) -> Int {
        let (tokens, others) = (pointer.tokens, other.pointer.tokens)
        guard document.isIdentical(to: other.document) else { return tokens.count + others.count + 1 }
        let common = zip(tokens, others).prefix { $0.isIdentical(to: $1) }.count
        return tokens.count + others.count - 2 * common
    }
}

extension Incompatibility {
    fileprivate var readerSite: Site { Site(document: readerDocument, pointer: readerPointer) }
    fileprivate var writerSite: Site { Site(document: writerDocument, pointer: writerPointer) }
}
