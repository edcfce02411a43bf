/// The members of a JSON object, in the order of the text; a name occurs once.
public struct JSONObject: Sendable {
    /// One name and its value.
    public struct Member: Sendable, Hashable {
        public var name: String
        public var value: JSON

        public init(name: String, value: JSON) {
            self.name = name
            self.value = value
        }

        public static func == (left: Member, right: Member) -> Bool {
            left.name.isIdentical(to: right.name) && left.value == right.value
        }

        public func hash(into hasher: inout Hasher) {
            name.hashBytes(into: &hasher)
            hasher.combine(value)
        }
    }

    /// The members in the order of the text.
    public private(set) var members: [Member]

    /// Positions in `members` by name; kept only beyond `linearSearchLimit` members.
    private var index: [ByteString: Int]

    /// Up to here a scan over the members is faster than a hash.
    private static let linearSearchLimit = 16

    /// An object of these members; of members with the same name the last one counts.
    public init(_ members: [Member] = []) {
        self.members = []
        self.index = [:]
        self.members.reserveCapacity(members.count)
        for member in members { self[member.name] = member.value }
    }

    /// An object of members whose names are known to differ.
    init(unique members: [Member]) {
        self.members = members
        self.index = [:]
        rebuildIndex()
    }

    /// The number of members.
    public var count: Int { members.count }

    /// Whether there is no member.
    public var isEmpty: Bool { members.isEmpty }

    /// The names in the order of the text.
    public var names: [String] { members.map(\.name) }

    /// The value of a member; setting `nil` removes it, setting a new name appends it.
    public subscript(name: String) -> JSON? {
        get { position(of: name).map { members[$0].value } }
        set {
            switch (position(of: name), newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil):
                members.remove(at: position)
                rebuildIndex()
            case (nil, let value?):
                members.append(Member(name: name, value: value))
                if members.count > Self.linearSearchLimit {
                    if index.isEmpty { rebuildIndex() } else { index[ByteString(name)] = members.count - 1 }
                }
            case (nil, nil): break
            }
        }
    }

    /// The position of a member among `members`.
    public func position(of name: String) -> Int? {
        if !index.isEmpty { return index[ByteString(name)] }
        return members.firstIndex { $0.name.isIdentical(to: name) }
    }

    private mutating func rebuildIndex() {
        index.removeAll(keepingCapacity: true)
        guard members.count > Self.linearSearchLimit else { return }
        for (position, member) in members.enumerated() { index[ByteString(member.name)] = position }
    }
}

extension JSONObject: Hashable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        // The order of members must not count: a sum of the members' hashes.
        var sum = 0
        for member in members {
            var one = Hasher()
            member.hash(into: &one)
            sum &+= one.finalize()
        }
        hasher.combine(sum)
    }
}

/// A name that is equal to another when their bytes are.
public struct ByteString: Sendable, Hashable {
    public let text: String

    public init(_ text: String) { self.text = text }

    public static func == (left: ByteString, right: ByteString) -> Bool { left.text.isIdentical(to: right.text) }

    public func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }
}
