private import CSimdjson

/// Reads JSON texts into documents, for one thread at a time; what it works in is kept from one text to the next.
///
/// simdjson reads nearly every text. What it leaves (whatever is no JSON, numbers beyond 19 digits, surrogates in
/// escapes, names whose hashes meet) is decoded by jansson, whose word on what is JSON and what its numbers are worth
/// holds for both: a test shows that they never disagree.
public final class DocumentReader {
    private let limits: JSON.Limits
    private let reader: OpaquePointer?

    /// Longer texts are left to the decoder: the places of all tokens are noted before any of them is looked at.
    private static let bytesLimit = 64 << 20

    public init(limits: JSON.Limits = .standard) {
        self.limits = limits
        reader = accord_reader_create(
            accord_limits(bytes: Self.bytesLimit, depth: max(limits.depth, 0)), accord_numbers_by_value)
    }

    deinit { accord_reader_destroy(reader) }

    /// Reads a text into a document, whose memory is used again if nobody else keeps it.
    ///
    /// - Throws: ``JSONError`` with line and column, for what ``JSON/init(parsing:limits:)`` refuses, and for more than a
    ///   document can address.
    public func read(_ text: Span<UInt8>, into document: inout JSONDocument) throws(JSONError) {
        guard !readFast(text, into: &document) else { return }
        let json = try text.withUnsafeBufferPointer { JSON.decodeThoroughly($0, limits: limits) }.get()
        guard let decoded = JSONDocument(json) else {
            throw JSONError(message: "The text has more values than can be addressed.", line: 1, column: 1)
        }
        document = decoded
    }

    /// Whether simdjson takes the text, which is then read.
    func readFast(_ text: Span<UInt8>, into document: inout JSONDocument) -> Bool {
        guard let reader, text.count <= Self.bytesLimit else { return false }
        return document.fill(with: text, by: reader)
    }
}

extension JSONDocument {
    /// Blanks behind a text, which the reader may look at.
    private static let padding = [UInt8](repeating: UInt8(ascii: " "), count: Int(accord_padding))

    /// Becomes the document of a text, if simdjson takes it; otherwise nothing of it is of use.
    fileprivate mutating func fill(with source: Span<UInt8>, by reader: OpaquePointer) -> Bool {
        text.removeAll(keepingCapacity: true)
        source.withUnsafeBufferPointer { text.append(contentsOf: $0) }
        text.append(contentsOf: Self.padding)
        var found = accord_document()
        let isRead = text.withUnsafeBufferPointer {
            accord_reader_read(reader, $0.baseAddress, source.count, &found)
        }
        guard isRead else { return false }
        depth = found.depth
        if !numbers.isEmpty { numbers = [] }
        nodes.removeAll(keepingCapacity: true)
        found.nodes.withMemoryRebound(to: Node.self, capacity: found.node_count) {
            nodes.append(contentsOf: UnsafeBufferPointer(start: $0, count: found.node_count))
        }
        if found.unescaped_count > 0 {
            text.append(contentsOf: UnsafeBufferPointer(start: found.unescaped, count: found.unescaped_count))
        }
        return true
    }
}
