internal import JSONCore
internal import SchemaCore

extension JSON {
    /// An object of these members; those that are `nil` are left out.
    static func object(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(
            JSONObject(
                members.compactMap { name, value in value.map { JSONObject.Member(name: name, value: $0) } }))
    }

    static func integer(_ number: some BinaryInteger) -> JSON { .number(JSONNumber(Int64(number))) }

    /// The value for people: one member or item a line, indented by two blanks.
    var indentedText: String {
        var bytes: [UInt8] = []
        appendIndented(to: &bytes, depth: 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func appendIndented(to bytes: inout [UInt8], depth: Int) {
        switch self {
        case .null, .boolean, .number, .string: encode(into: &bytes)
        case .array(let items):
            Self.append(items, "[", "]", to: &bytes, depth: depth) { $0.appendIndented(to: &$1, depth: depth + 1) }
        case .object(let object):
            Self.append(object.members, "{", "}", to: &bytes, depth: depth) { member, bytes in
                JSON.string(member.name).encode(into: &bytes)
                bytes += Array(": ".utf8)
                member.value.appendIndented(to: &bytes, depth: depth + 1)
            }
        }
    }

    private static func append<Item>(
        _ items: [Item], _ open: String, _ close: String, to bytes: inout [UInt8], depth: Int,
        appendItem: (Item, inout [UInt8]) -> Void
    ) {
        bytes += Array(open.utf8)
        for (position, item) in items.enumerated() {
            bytes += Array((position == 0 ? "\n" : ",\n").utf8) + indentation(depth + 1)
            appendItem(item, &bytes)
        }
        if !items.isEmpty { bytes += Array("\n".utf8) + indentation(depth) }
        bytes += Array(close.utf8)
    }

    private static func indentation(_ depth: Int) -> [UInt8] {
        Array(repeating: UInt8(ascii: " "), count: 2 * depth)
    }
}

extension Reference {
    var json: JSON {
        .object([
            "name": .string(name), "subject": .string(subject.qualifiedName), "version": .integer(version.number),
        ])
    }
}
