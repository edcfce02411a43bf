/// A place in a text.
public struct SourcePosition: Sendable, Hashable {
    /// From 1.
    public let line: Int
    /// From 1, in code points.
    public let column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

extension SourcePosition: CustomStringConvertible {
    public var description: String { "line \(line), column \(column)" }
}

/// Where each value of a valid JSON text stands.
///
/// One pass over the text makes a table of its values, so a map is cheap to ask many times; make one only when there is
/// something to point at.
public struct SourceMap: Sendable {
    /// A value of the text: where it and its name begin, and the next one in the same array or object.
    struct Entry {
        var start: Int
        var nameStart: Int?
        var firstChild: Int?
        var nextSibling: Int?
    }

    let bytes: [UInt8]
    /// In the order of the text; the first one is the whole document.
    let entries: [Entry]
    /// Where each line begins.
    let lines: [Int]

    /// Reads the places of a text that ``JSON/init(parsing:limits:)`` accepts.
    public init(_ text: String) { self.init(Array(text.utf8)) }

    /// Reads the places of a text that ``JSON/init(parsing:limits:)`` accepts.
    public init(_ text: Span<UInt8>) { self.init(text.withUnsafeBufferPointer { Array($0) }) }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        (entries, lines) = bytes.withUnsafeBufferPointer(Self.scan)
    }

    /// Where a value begins, or `nil` when the text holds nothing there.
    public func position(of pointer: JSONPointer) -> SourcePosition? {
        entry(at: pointer).map { position(of: $0.start) }
    }

    /// Where the name of a member begins, quote included; of an item and of the whole document, where the value does.
    public func namePosition(of pointer: JSONPointer) -> SourcePosition? {
        entry(at: pointer).map { position(of: $0.nameStart ?? $0.start) }
    }

    /// Where a value stands, from its first byte to its last, or `nil` when the text holds nothing there.
    func range(of pointer: JSONPointer) -> Range<Int>? {
        guard let start = entry(at: pointer)?.start else { return nil }
        return bytes.withUnsafeBufferPointer { start..<Self.endOfValue(startingAt: start, in: $0) }
    }

    private static func endOfValue(startingAt start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var position = start
        var depth = 0
        repeat {
            switch text[position] {
            case UInt8(ascii: "\""): position = endOfString(startingAt: position, in: text)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
            case let byte where isPartOfWord(byte):
                repeat { position += 1 } while position < text.count && isPartOfWord(text[position])
            default: position += 1
            }
        } while depth > 0 && position < text.count
        return position
    }

    private func position(of offset: Int) -> SourcePosition {
        // The last line that begins at or before the offset.
        var low = 0
        var high = lines.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lines[middle] <= offset { low = middle } else { high = middle }
        }
        return SourcePosition(line: low + 1, column: bytes[lines[low]..<offset].count(where: beginsCodePoint) + 1)
    }

    private func entry(at pointer: JSONPointer) -> Entry? {
        guard var entry = entries.first else { return nil }
        for token in pointer.tokens {
            guard let child = child(token, of: entry) else { return nil }
            entry = child
        }
        return entry
    }

    private func child(_ token: String, of parent: Entry) -> Entry? {
        var next = parent.firstChild
        if bytes[parent.start] == UInt8(ascii: "[") {
            guard let position = JSONPointer.arrayIndex(token) else { return nil }
            for _ in 0..<position {
                guard let child = next else { return nil }
                next = entries[child].nextSibling
            }
            return next.map { entries[$0] }
        }
        while let child = next {
            if let start = entries[child].nameStart, name(at: start, is: token) { return entries[child] }
            next = entries[child].nextSibling
        }
        return nil
    }

    /// Compares a name in the text, escapes resolved, with another.
    private func name(at start: Int, is other: String) -> Bool {
        let token = bytes.withUnsafeBufferPointer { start..<endOfString(startingAt: start, in: $0) }
        let inner = bytes[token].dropFirst().dropLast()
        if !inner.contains(UInt8(ascii: "\\")) { return inner.elementsEqual(other.utf8) }
        return name(token)?.isIdentical(to: other) == true
    }

    /// The name of a member, escapes resolved; `nil` for what is none.
    func name(of entry: Int) -> String? {
        guard let start = entries[entry].nameStart else { return nil }
        return name(bytes.withUnsafeBufferPointer { start..<endOfString(startingAt: start, in: $0) })
    }

    private func name(_ token: Range<Int>) -> String? {
        let inner = bytes[token].dropFirst().dropLast()
        if !inner.contains(UInt8(ascii: "\\")) { return String(decoding: inner, as: UTF8.self) }
        return (try? JSON(parsing: bytes[token]))?.string
    }

    /// Walks the text with a stack of its own, so that nesting costs no stack of ours.
    private static func scan(_ text: UnsafeBufferPointer<UInt8>) -> (entries: [Entry], lines: [Int]) {
        var entries: [Entry] = []
        var lines = [0]
        /// The arrays and objects that are open, and the last value seen in each.
        var open: [(parent: Int, lastChild: Int?)] = []
        var nameStart: Int?
        var position = 0

        func add(_ entry: Entry) {
            if let (parent, lastChild) = open.last {
                if let lastChild {
                    entries[lastChild].nextSibling = entries.count
                } else {
                    entries[parent].firstChild = entries.count
                }
                open[open.count - 1].lastChild = entries.count
            }
            entries.append(entry)
            nameStart = nil
        }

        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\n"):
                lines.append(position + 1)
                position += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: ","), UInt8(ascii: ":"):
                position += 1
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                add(Entry(start: position, nameStart: nameStart))
                open.append((parent: entries.count - 1, lastChild: nil))
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                open.removeLast(open.isEmpty ? 0 : 1)
                position += 1
            case UInt8(ascii: "\""):
                let isName =
                    nameStart == nil && open.last.map { text[entries[$0.parent].start] == UInt8(ascii: "{") } == true
                if isName {
                    nameStart = position
                } else {
                    add(Entry(start: position, nameStart: nameStart))
                }
                position = endOfString(startingAt: position, in: text)
            default:
                add(Entry(start: position, nameStart: nameStart))
                repeat { position += 1 } while position < text.count && isPartOfWord(text[position])
            }
        }
        return (entries, lines)
    }

    /// Whether the byte may stand in a number, `true`, `false` or `null`.
    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "E"),
            UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
