internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// The members of an object of a body; those that nobody asks for are ignored.
struct Fields {
    private let object: JSONObject
    private let pointer: JSONPointer

    init(_ object: JSONObject, at pointer: JSONPointer = .root) {
        self.object = object
        self.pointer = pointer
    }

    /// Whether a member is there, even as `null`.
    func has(_ name: String) -> Bool { object[name] != nil }

    /// A member that may be left out; `null` means the same.
    ///
    /// - Throws: `.malformedRequest` when it is there as something else than expected.
    func optional<Value>(
        _ name: String, _ kind: Kind<Value>
    ) throws(RegistryError) -> Value? {
        guard let member = object[name], member != .null else { return nil }
        guard let value = kind.read(member) else {
            throw .malformedField(pointer.appending(name).description, expected: kind.expectation)
        }
        return value
    }

    /// A member that must be there.
    ///
    /// - Throws: `.malformedRequest` when it is missing or something else than expected.
    func required<Value>(_ name: String, _ kind: Kind<Value>) throws(RegistryError) -> Value {
        guard let value = try optional(name, kind) else {
            throw .malformedField(pointer.appending(name).description, expected: kind.expectation)
        }
        return value
    }

    /// The objects of an array; none when it is left out.
    func objects(_ name: String) throws(RegistryError) -> [Fields] {
        var objects: [Fields] = []
        for (position, item) in (try optional(name, .array) ?? []).enumerated() {
            let place = pointer.appending(name).appending(position)
            guard let object = item.object else { throw .malformedField(place.description, expected: "an object") }
            objects.append(Fields(object, at: place))
        }
        return objects
    }

    /// What to do with a setting: `null` clears it, leaving it out keeps it.
    func patch<Value>(_ name: String, _ kind: Kind<Value>) throws(RegistryError) -> Patch<Value> {
        guard has(name) else { return .keep }
        return try optional(name, kind).map { .set($0) } ?? .clear
    }
}

/// A kind of member: how it is read, and how an error names it.
struct Kind<Value>: Sendable {
    let expectation: String
    let read: @Sendable (JSON) -> Value?
}

extension Kind<String> {
    static var string: Kind { Kind(expectation: "a string") { $0.string } }
}

extension Kind<Bool> {
    static var boolean: Kind { Kind(expectation: "true or false") { $0.boolean } }
}

extension Kind<CompatibilityPolicy> {
    /// A policy's name in any case.
    static var policy: Kind {
        let names = CompatibilityPolicy.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
        return Kind(expectation: names) { $0.string.flatMap { CompatibilityPolicy(rawValue: $0.uppercased()) } }
    }
}

extension Kind<[JSON]> {
    static var array: Kind { Kind(expectation: "an array") { $0.array } }
}

extension Kind<JSONObject> {
    static var object: Kind { Kind(expectation: "an object") { $0.object } }
}

extension Kind<Int32> {
    static var integer: Kind {
        Kind(expectation: "a whole number of 32 bits") { $0.number?.int64.flatMap { Int32(exactly: $0) } }
    }
}
