public import JSONCore

/// A member that is not what it should be.
public struct MalformedMember: Error, Sendable, Hashable {
    /// Where it is, from the value that was read.
    public var pointer: JSONPointer
    /// What it should be, as a noun phrase.
    public var expectation: String

    public init(_ pointer: JSONPointer, expected expectation: String) {
        self.pointer = pointer
        self.expectation = expectation
    }
}

/// The members of an object that is read; those that nobody asks for are ignored, `null` counts as left out.
public struct Members: Sendable {
    private let object: JSONObject
    private let pointer: JSONPointer

    /// - Throws: when the value is no object.
    public init(_ json: JSON, at pointer: JSONPointer = .root) throws(MalformedMember) {
        guard let object = json.object else { throw MalformedMember(pointer, expected: "an object") }
        self.object = object
        self.pointer = pointer
    }

    /// A member that may be left out, when it is what it should be.
    public func optional<Value>(
        _ name: String, expected expectation: String, _ read: (JSON) -> Value?
    ) throws(MalformedMember) -> Value? {
        guard let member = object[name], member != .null else { return nil }
        guard let value = read(member) else { throw malformed(name, expected: expectation) }
        return value
    }

    /// A member that must be there.
    public func required<Value>(
        _ name: String, expected expectation: String, _ read: (JSON) -> Value?
    ) throws(MalformedMember) -> Value {
        guard let value = try optional(name, expected: expectation, read) else {
            throw malformed(name, expected: expectation)
        }
        return value
    }

    public func string(_ name: String) throws(MalformedMember) -> String? {
        try optional(name, expected: "a string", \.string)
    }

    public func requiredString(_ name: String) throws(MalformedMember) -> String {
        try required(name, expected: "a string", \.string)
    }

    /// Texts; none when they are left out.
    public func strings(_ name: String) throws(MalformedMember) -> [String] {
        try optional(name, expected: "an array of strings", \.strings) ?? []
    }

    public func boolean(_ name: String) throws(MalformedMember) -> Bool? {
        try optional(name, expected: "true or false", \.boolean)
    }

    /// A whole number of 64 bits.
    public func integer(_ name: String) throws(MalformedMember) -> Int64? {
        try optional(name, expected: "a whole number") { $0.number?.int64 }
    }

    /// One of the names of an enumeration, in any case.
    public func named<Name: RawRepresentable<String> & CaseIterable>(
        _ name: String
    ) throws(MalformedMember) -> Name? {
        let names = Name.allCases.map(\.rawValue).joined(separator: ", ")
        return try optional(name, expected: "one of \(names)") { json in
            Name.allCases.first { $0.rawValue.lowercased() == json.string?.lowercased() }
        }
    }

    /// The items of an array, each read as what it means; none when it is left out.
    public func items<Item>(
        _ name: String, _ read: (JSON, JSONPointer) throws(MalformedMember) -> Item
    ) throws(MalformedMember) -> [Item] {
        var items: [Item] = []
        for (position, item) in (try optional(name, expected: "an array", \.array) ?? []).enumerated() {
            items.append(try read(item, pointer.appending(name).appending(position)))
        }
        return items
    }

    /// An object as a map; none counts as empty.
    public func map<Value>(
        _ name: String, expected expectation: String, _ read: (JSON) -> Value?
    ) throws(MalformedMember) -> SortedMap<Value> {
        var map = SortedMap<Value>()
        for member in (try optional(name, expected: "an object", \.object) ?? JSONObject()).members
        where member.value != .null {
            guard let value = read(member.value) else {
                throw MalformedMember(pointer.appending(name).appending(member.name), expected: expectation)
            }
            map[member.name] = value
        }
        return map
    }

    /// The error for a member that is there and is not what it should be.
    public func malformed(_ name: String, expected expectation: String) -> MalformedMember {
        MalformedMember(pointer.appending(name), expected: expectation)
    }
}
