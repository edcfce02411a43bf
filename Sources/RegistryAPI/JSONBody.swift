internal import JSONCore
internal import SchemaCore

/// The bytes of a JSON text, written from the front to the back.
///
/// Answers are written straight from the values of the domain: no tree in between.
struct JSONBody {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// - Parameter capacity: the bytes to make room for.
    init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    // MARK: Values

    mutating func value(_ text: String) {
        separate()
        bytes.append(quoted: text)
    }

    mutating func value(_ number: some BinaryInteger) {
        separate()
        bytes.append(contentsOf: String(number).utf8)
    }

    mutating func value(_ truth: Bool) {
        separate()
        bytes.append(contentsOf: (truth ? "true" : "false").utf8)
    }

    mutating func value(_ guid: GUID) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        guid.encode(into: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func value(_ json: JSON) {
        separate()
        json.encode(into: &bytes)
    }

    /// A value that is JSON already.
    mutating func encoded(_ json: [UInt8]) {
        separate()
        bytes.append(contentsOf: json)
    }

    mutating func object(_ write: (inout JSONBody) -> Void) { nested("{", "}", write) }

    mutating func array(_ write: (inout JSONBody) -> Void) { nested("[", "]", write) }

    mutating func array<Item>(_ items: some Sequence<Item>, _ write: (inout JSONBody, Item) -> Void) {
        array { body in
            for item in items { write(&body, item) }
        }
    }

    // MARK: Members

    /// - Parameter name: letters, digits and underscores; it is written as it is.
    mutating func member(_ name: String, _ write: (inout JSONBody) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: "\":".utf8)
        needsComma = false
        write(&self)
    }

    mutating func member(_ name: String, _ text: String) { member(name) { $0.value(text) } }
    mutating func member(_ name: String, _ number: some BinaryInteger) { member(name) { $0.value(number) } }
    mutating func member(_ name: String, _ truth: Bool) { member(name) { $0.value(truth) } }

    // MARK: Between

    private mutating func nested(
        _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ write: (inout JSONBody) -> Void
    ) {
        separate()
        bytes.append(UInt8(ascii: opening))
        needsComma = false
        write(&self)
        bytes.append(UInt8(ascii: closing))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}
