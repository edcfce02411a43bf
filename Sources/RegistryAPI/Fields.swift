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

    /// The items of an array; none when it is left out.
    func array<Value>(_ name: String, _ kind: Kind<Value>) throws(RegistryError) -> [Value] {
        var values: [Value] = []
        for (position, item) in (try optional(name, .array) ?? []).enumerated() {
            guard let value = kind.read(item) else {
                throw .malformedField(
                    pointer.appending(name).appending(position).description, expected: kind.expectation)
            }
            values.append(value)
        }
        return values
    }

    /// An object inside the object.
    func object(_ name: String) throws(RegistryError) -> Fields? {
        guard let member = object[name], member != .null else { return nil }
        let place = pointer.appending(name)
        guard let object = member.object else { throw .malformedField(place.description, expected: "an object") }
        return Fields(object, at: place)
    }

    /// A member that may be left out and knows itself how it is read.
    ///
    /// - Throws: `.malformedRequest` when it is there as something else than expected.
    func optional<Value>(
        _ name: String, as read: (JSON) throws(MalformedMember) -> Value
    ) throws(RegistryError) -> Value? {
        guard let member = object[name], member != .null else { return nil }
        do throws(MalformedMember) {
            return try read(member)
        } catch {
            throw .malformedField(
                pointer.appending(name).appending(error.pointer).description, expected: error.expectation)
        }
    }

    /// A member that must be there and knows itself how it is read.
    ///
    /// - Throws: `.malformedRequest` when it is missing or something else than expected.
    func required<Value>(
        _ name: String, as read: (JSON) throws(MalformedMember) -> Value
    ) throws(RegistryError) -> Value {
        guard let value = try optional(name, as: read) else {
            throw .malformedField(pointer.appending(name).description, expected: "there")
        }
        return value
    }

    /// All of the object as something that knows itself how it is read.
    ///
    /// - Throws: `.malformedRequest` when it is something else.
    func value<Value>(_ read: (JSON) throws(MalformedMember) -> Value) throws(RegistryError) -> Value {
        do throws(MalformedMember) {
            return try read(.object(object))
        } catch {
            let place = pointer.appending(error.pointer)
            throw .malformedField(place == .root ? "the body" : place.description, expected: error.expectation)
        }
    }

    /// Gives all members to something that reads those it knows.
    func merge(into configuration: inout Configuration, without names: [String]) throws(RegistryError) {
        var rest = object
        for name in names { rest[name] = nil }
        do throws(MalformedMember) {
            try configuration.merge(rest)
        } catch {
            throw .malformedField(pointer.appending(error.pointer).description, expected: error.expectation)
        }
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

extension Kind<[String]> {
    static var strings: Kind { Kind(expectation: "an array of strings") { $0.strings } }
}

extension Kind<JSONObject> {
    static var object: Kind { Kind(expectation: "an object") { $0.object } }
}

extension Kind<Int32> {
    static var integer: Kind {
        Kind(expectation: "a whole number of 32 bits") { $0.number?.int64.flatMap { Int32(exactly: $0) } }
    }
}

extension Kind where Value: RawRepresentable<String> & CaseIterable & Sendable {
    /// One of the names of an enumeration, in any case.
    static func named() -> Kind {
        let values = Array(Value.allCases)
        let names = values.map(\.rawValue).joined(separator: ", ")
        return Kind(expectation: "one of \(names)") { json in
            values.first { $0.rawValue.lowercased() == json.string?.lowercased() }
        }
    }
}
