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

    /// Positions in `members` by the hash of the name, open addressing, -1 where there is none; kept only beyond
    /// `linearSearchLimit` members.
    private var index: [Int32]

    /// Up to here a scan over the members is faster than a hash.
    private static let linearSearchLimit = 16

    /// An object of these members; of members with the same name the last one counts.
    public init(_ members: [Member] = []) {
        self.members = []
        self.index = []
        self.members.reserveCapacity(members.count)
        for member in members { self[member.name] = member.value }
    }

    /// An object of members whose names are known to differ.
    init(unique members: [Member]) {
        self.members = members
        self.index = []
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
            case (nil, let value?): append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Appends a member whose name is known to be new.
    public mutating func append(_ member: Member) {
        members.append(member)
        guard members.count > Self.linearSearchLimit else { return }
        if members.count * 2 > index.count { rebuildIndex() } else { enter(members.count - 1) }
    }

    /// The position of a member among `members`.
    public func position(of name: String) -> Int? {
        guard !index.isEmpty else { return members.firstIndex { $0.name.isIdentical(to: name) } }
        var slot = Self.slot(of: name, index.count)
        while index[slot] >= 0 {
            let position = Int(index[slot])
            if members[position].name.isIdentical(to: name) { return position }
            slot = (slot + 1) & (index.count - 1)
        }
        return nil
    }

    /// Where the search for a name begins among so many slots, a power of two.
    private static func slot(of name: String, _ slots: Int) -> Int {
        Int(truncatingIfNeeded: ByteHash.hash(name)) & (slots - 1)
    }

    private mutating func enter(_ position: Int) {
        var slot = Self.slot(of: members[position].name, index.count)
        while index[slot] >= 0 { slot = (slot + 1) & (index.count - 1) }
        index[slot] = Int32(truncatingIfNeeded: position)
    }

    private mutating func rebuildIndex() {
        guard members.count > Self.linearSearchLimit else {
            index = []
            return
        }
        var slots = 64
        while slots < members.count * 2 { slots *= 2 }
        index = [Int32](repeating: -1, count: slots)
        for position in members.indices { enter(position) }
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
