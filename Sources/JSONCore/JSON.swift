/// A JSON value, decoded once and held by value (RFC 8259).
///
/// Equality is JSON Schema's: strings and names compare by bytes, numbers by value (`1` equals `1.0`), the order of
/// members does not count.
public enum JSON: Sendable {
    case null
    case boolean(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

extension JSON {
    /// The kinds of value that JSON knows, named as JSON Schema's `type` names them.
    public enum Kind: String, CaseIterable, Sendable {
        case null, boolean, number, string, array, object
    }

    /// The kind of this value.
    public var kind: Kind {
        switch self {
        case .null: .null
        case .boolean: .boolean
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The members, when this is an object.
    public var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The items, when this is an array.
    public var array: [JSON]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// The text, when this is a string.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The truth value, when this is a boolean.
    public var boolean: Bool? {
        if case .boolean(let truth) = self { truth } else { nil }
    }

    /// The number, when this is one.
    public var number: JSONNumber? {
        if case .number(let number) = self { number } else { nil }
    }

    /// The value of a member, when this is an object that has it.
    public subscript(name: String) -> JSON? { object?[name] }
}

extension JSON: Hashable {
    public static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let a), .boolean(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.string(let a), .string(let b)): a.isIdentical(to: b)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        case (.null, _), (.boolean, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0 as UInt8)
        case .boolean(let truth): hasher.combine(truth ? 1 : 2 as UInt8)
        case .number(let number):
            hasher.combine(3 as UInt8)
            hasher.combine(number)
        case .string(let text):
            hasher.combine(4 as UInt8)
            text.hashBytes(into: &hasher)
        case .array(let items):
            hasher.combine(5 as UInt8)
            hasher.combine(items)
        case .object(let object):
            hasher.combine(6 as UInt8)
            hasher.combine(object)
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral text: String) { self = .string(text) }
    public init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
    public init(booleanLiteral truth: Bool) { self = .boolean(truth) }
    public init(nilLiteral: ()) { self = .null }
    public init(arrayLiteral items: JSON...) { self = .array(items) }
    public init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(JSONObject(members.map { JSONObject.Member(name: $0, value: $1) }))
    }
}

extension String {
    /// Whether both are the same sequence of bytes; `==` alone would take composed and decomposed letters as equal.
    public func isIdentical(to other: String) -> Bool {
        // What is the same is equal: that settles most at once.
        guard utf8.count == other.utf8.count, self == other else { return false }
        let areSame = utf8.withContiguousStorageIfAvailable { bytes in
            other.utf8.withContiguousStorageIfAvailable { others in
                JSONDocument.areEqual(UnsafeRawBufferPointer(bytes), UnsafeRawBufferPointer(others))
            }
        }
        return (areSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }

    /// Feeds the bytes, so that the hash agrees with ``isIdentical(to:)``.
    public func hashBytes(into hasher: inout Hasher) {
        let isFed: Void? = utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        if isFed == nil {
            for byte in utf8 { hasher.combine(byte) }
        }
        // No UTF-8 holds this byte: it keeps "ab", "c" apart from "a", "bc".
        hasher.combine(UInt8(0xFF))
    }
}
