private import CSimdjson
private import Synchronization

/// The decoding of nearly every text, by simdjson; what it leaves goes to ``JSON/decodeThoroughly(_:limits:)``, and a test
/// shows that the two never disagree.
extension JSON {
    /// The value of a text that simdjson takes; about the others nothing is said.
    static func decodeFast(_ text: UnsafeBufferPointer<UInt8>, limits: Limits) -> JSON? {
        guard text.count <= TextReader.bytesLimit, limits.depth >= 0 else { return nil }
        let reader = TextReader.taken(depth: min(limits.depth, Limits.greatestDepth))
        let json = reader.read(text)
        reader.release(after: text.count)
        return json
    }
}

/// The nodes that simdjson's tokens have become, on their way to values.
private struct NodeTree {
    /// The text with its padding.
    let text: UnsafeBufferPointer<UInt8>
    let document: accord_document

    /// The value of a node, or `nil` when a number in it is beyond what is supported.
    ///
    /// The reader has bounded how deep it goes.
    func value(at index: Int) -> JSON? {
        let node = JSONDocument.Node(low: document.nodes[index].low, high: document.nodes[index].high)
        switch node.kind {
        case .null: return .null
        case .boolean: return .boolean(node.isTrue)
        case .integer: return .number(JSONNumber(node.integer))
        case .largeInteger, .fraction: return JSONNumber(text: string(node.bytes)).map(JSON.number)
        case .string: return .string(string(node.bytes))
        case .array:
            var items: [JSON] = []
            items.reserveCapacity(node.count)
            for child in node.firstChild..<(node.firstChild + node.count) {
                guard let item = value(at: child) else { return nil }
                items.append(item)
            }
            return .array(items)
        case .object:
            var members: [JSONObject.Member] = []
            members.reserveCapacity(node.count)
            for position in 0..<node.count {
                let child = node.firstChild + 2 * position
                let name = JSONDocument.Node(low: document.nodes[child].low, high: document.nodes[child].high)
                guard let value = value(at: child + 1) else { return nil }
                members.append(JSONObject.Member(name: string(name.nameBytes), value: value))
            }
            return .object(JSONObject(unique: members))
        }
    }

    /// Bytes of the text, or of what its escapes stand for.
    private func string(_ range: Range<Int>) -> String {
        guard range.lowerBound >= text.count else {
            return String(decoding: UnsafeBufferPointer(rebasing: text[range]), as: UTF8.self)
        }
        let unescaped = UnsafeBufferPointer(start: document.unescaped, count: document.unescaped_count)
        let part = (range.lowerBound - text.count)..<(range.upperBound - text.count)
        return String(decoding: UnsafeBufferPointer(rebasing: unescaped[part]), as: UTF8.self)
    }
}

/// What simdjson works in; one is kept for the next text.
///
/// `@unchecked Sendable`: whoever takes one out of the mutex is alone with it until it is put back.
private final class TextReader: @unchecked Sendable {
    private let pointer: OpaquePointer?
    private let depth: Int

    /// Longer texts are left to the decoder that needs less memory for a byte.
    static let bytesLimit = 8 << 20
    /// A reader that has read more is not kept, since it has become large.
    private static let keptLimit = 256 << 10

    private static let spare = Mutex<TextReader?>(nil)

    private init(depth: Int) {
        self.depth = depth
        let limits = accord_limits(bytes: Self.bytesLimit, depth: depth)
        pointer = accord_reader_create(limits, accord_numbers_as_written)
    }

    deinit { accord_reader_destroy(pointer) }

    static func taken(depth: Int) -> TextReader {
        let kept = spare.withLock { spare in
            defer { spare = nil }
            return spare
        }
        if let kept, kept.depth == depth { return kept }
        return TextReader(depth: depth)
    }

    func release(after bytes: Int) {
        guard bytes <= Self.keptLimit else { return }
        Self.spare.withLock { $0 = self }
    }

    func read(_ text: UnsafeBufferPointer<UInt8>) -> JSON? {
        guard let pointer else { return nil }
        let padding = Int(accord_padding)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count + padding) { padded in
            let end = padded.initialize(fromContentsOf: text)
            padded[end...].initialize(repeating: UInt8(ascii: " "))
            var found = accord_document()
            guard accord_reader_read(pointer, padded.baseAddress, text.count, &found) else { return nil }
            return NodeTree(text: UnsafeBufferPointer(padded), document: found).value(at: 0)
        }
    }
}
