public import JSONCore

/// What was found in many documents, by the keywords that object.
public struct ValidationSummary: Sendable {
    /// A keyword, and what it had to object to.
    public struct Group: Sendable {
        /// Of the error that was found first; of each of the group's, the keyword is the same.
        public var first: ValidationError
        /// Where the document with that error comes from; empty where there is only one source.
        public var firstSource: String
        /// The number of errors.
        public var count: Int
    }

    /// What makes errors the same kind.
    private struct Kind: Hashable {
        var keywordLocation: JSONPointer
        var absoluteKeywordLocation: String
    }

    public private(set) var documents = 0
    public private(set) var invalid = 0
    /// Documents that could not be judged; they are not among the invalid ones.
    public private(set) var undecided = 0
    /// In the order in which they were found first.
    public private(set) var groups: [Group] = []
    /// Errors of more kinds than are told apart.
    public private(set) var otherErrors = 0
    private var positions: [Kind: Int] = [:]

    /// More kinds of errors than this are only counted.
    public static let groupLimit = 1000

    public init() {}

    /// Whether every document was found to be valid.
    public var isValid: Bool { invalid == 0 && undecided == 0 }

    /// Counts a document.
    public mutating func add(_ output: ValidationOutput, from source: String = "") {
        documents += 1
        if output.isValid { return }
        if output.isUndecided { undecided += 1 } else { invalid += 1 }
        for error in output.basicErrors { add(Group(first: error, firstSource: source, count: 1)) }
    }

    /// Counts the documents of another summary, as those that come after these.
    public mutating func add(_ other: ValidationSummary) {
        documents += other.documents
        invalid += other.invalid
        undecided += other.undecided
        for group in other.groups { add(group) }
        otherErrors += other.otherErrors
    }

    private mutating func add(_ group: Group) {
        let kind = Kind(
            keywordLocation: group.first.keywordLocation,
            absoluteKeywordLocation: group.first.absoluteKeywordLocation)
        if let position = positions[kind] {
            groups[position].count += group.count
        } else if groups.count < Self.groupLimit {
            positions[kind] = groups.count
            groups.append(group)
        } else {
            otherErrors += group.count
        }
    }

    /// The counts, and for each keyword that objects how often it did and the first time that it did.
    public func json(_ level: ValidationOutput.Level) -> JSON {
        func count(_ number: Int) -> JSON { .number(JSONNumber(Int64(number))) }
        var members: [JSONObject.Member] = [
            .init(name: "valid", value: .boolean(isValid)), .init(name: "documents", value: count(documents)),
            .init(name: "invalid", value: count(invalid)), .init(name: "undecided", value: count(undecided)),
        ]
        if level != .flag {
            members.append(.init(name: "errors", value: .array(groups.map(\.json))))
            if otherErrors > 0 { members.append(.init(name: "otherErrors", value: count(otherErrors))) }
        }
        return .object(JSONObject(members))
    }
}

extension ValidationSummary.Group {
    fileprivate var json: JSON {
        var first = first.members
        var members: [JSONObject.Member] = []
        for name in ["keywordLocation", "absoluteKeywordLocation"] {
            if let location = first[name] { members.append(.init(name: name, value: location)) }
            first[name] = nil
        }
        if !firstSource.isEmpty { first["source"] = .string(firstSource) }
        members.append(.init(name: "count", value: .number(JSONNumber(Int64(count)))))
        members.append(.init(name: "first", value: .object(first)))
        return .object(JSONObject(members))
    }
}
