extension JSON {
    /// The minified text: members in their order, numbers as they were written, no more escapes than RFC 8259,
    /// section 7, asks for.
    public var text: String { String(decoding: utf8, as: UTF8.self) }

    /// The bytes of ``text``.
    public var utf8: [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    /// Appends the bytes of ``text``.
    public func encode(into bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append("null")
        case .boolean(let truth): bytes.append(truth ? "true" : "false")
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let text): bytes.append(quoted: text)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (position, item) in items.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                item.encode(into: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (position, member) in object.members.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(quoted: member.name)
                bytes.append(UInt8(ascii: ":"))
                member.value.encode(into: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// The text for people: one member or item a line, `spaces` more of indentation a level, a space after each colon,
    /// no line feed at the end.
    public func text(indentedBy spaces: Int) -> String {
        var bytes: [UInt8] = []
        encode(into: &bytes, indentedBy: spaces, level: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func encode(into bytes: inout [UInt8], indentedBy spaces: Int, level: Int) {
        func startLine(_ level: Int) {
            bytes.append(UInt8(ascii: "\n"))
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: spaces * level))
        }
        switch self {
        case .array(let items) where !items.isEmpty:
            for (position, item) in items.enumerated() {
                bytes.append(UInt8(ascii: position == 0 ? "[" : ","))
                startLine(level + 1)
                item.encode(into: &bytes, indentedBy: spaces, level: level + 1)
            }
            startLine(level)
            bytes.append(UInt8(ascii: "]"))
        case .object(let object) where !object.isEmpty:
            for (position, member) in object.members.enumerated() {
                bytes.append(UInt8(ascii: position == 0 ? "{" : ","))
                startLine(level + 1)
                bytes.append(quoted: member.name)
                bytes.append(": ")
                member.value.encode(into: &bytes, indentedBy: spaces, level: level + 1)
            }
            startLine(level)
            bytes.append(UInt8(ascii: "}"))
        case .null, .boolean, .number, .string, .array, .object: encode(into: &bytes)
        }
    }

    /// The same value with the members of every object sorted by the UTF-16 units of their names (RFC 8785,
    /// section 3.2.3).
    public func sorted() -> JSON {
        switch self {
        case .null, .boolean, .number, .string: self
        case .array(let items): .array(items.map { $0.sorted() })
        case .object(let object):
            .object(
                JSONObject(
                    unique: object.members
                        .sorted { $0.name.precedesInUTF16($1.name) }
                        .map { JSONObject.Member(name: $0.name, value: $0.value.sorted()) }))
        }
    }
}

extension String {
    /// Whether this text comes first when both are compared unit by unit in UTF-16 (RFC 8785, section 3.2.3).
    func precedesInUTF16(_ other: String) -> Bool {
        var others = other.utf8.makeIterator()
        for byte in utf8 {
            guard let otherByte = others.next() else { return false }
            if byte == otherByte { continue }
            // UTF-8 sorts like code points. UTF-16 differs in one thing: what it writes as surrogates (lead bytes F0
            // to F4) comes before U+E000 to U+FFFF (lead bytes EE and EF).
            let swapped = (byte >= 0xF0 && 0xEE...0xEF ~= otherByte) || (otherByte >= 0xF0 && 0xEE...0xEF ~= byte)
            return (byte < otherByte) != swapped
        }
        return others.next() != nil
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a JSON string, with no more escapes than RFC 8259, section 7, asks for.
    public mutating func append(quoted text: String) {
        var text = text
        append(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            // Runs without escapes are copied in one go.
            var start = 0
            for position in bytes.indices where Self.mustEscape(bytes[position]) {
                append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
                append(escaped: bytes[position])
                start = position + 1
            }
            append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start...]))
        }
        append(UInt8(ascii: "\""))
    }

    private static func mustEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func append(escaped byte: UInt8) {
        append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        default:
            append(byte < 0x10 ? "u000" : "u00")
            append(contentsOf: String(byte, radix: 16).utf8)
        }
    }
}
