/// The number tokens of a text that is known to be JSON, in their order.
struct NumberTokens {
    private let text: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    /// Whether the bytes `-0` occur at all, be it in a string.
    var textMayHoldNegativeZero: Bool {
        var rest = text[...]
        while let minus = rest.firstIndex(of: UInt8(ascii: "-")) {
            rest = rest[(minus + 1)...]
            if rest.first == UInt8(ascii: "0") { return true }
        }
        return false
    }

    /// Where the number after the next `count` ones stands; an empty range at the end when there is none.
    mutating func next(skipping count: Int) -> Range<Int> {
        var left = count
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""): position = endOfString(startingAt: position, in: text)
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let start = position
                while position < text.count && Self.belongsToNumber(text[position]) { position += 1 }
                if left == 0 { return start..<position }
                left -= 1
            default: position += 1
            }
        }
        return position..<position
    }

    private static func belongsToNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }
}

/// The offset after the closing quote of the string whose opening quote stands at `start`.
func endOfString(startingAt start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var position = start + 1
    while position < text.count {
        switch text[position] {
        case UInt8(ascii: "\""): return position + 1
        case UInt8(ascii: "\\"): position += 2
        default: position += 1
        }
    }
    return text.count
}

/// The string token whose closing quote is the last byte before `end`.
///
/// Backwards, the opening quote is the nearest one with an even number of backslashes before it.
func stringToken(endingAt end: Int, in text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    var start = end - 2
    while start >= 0 {
        if text[start] == UInt8(ascii: "\"") {
            let backslashes = text[..<start].reversed().prefix { $0 == UInt8(ascii: "\\") }.count
            if backslashes.isMultiple(of: 2) { return start..<end }
        }
        start -= 1
    }
    return end..<end
}

/// A token for a message: its first 60 code points.
func excerpt(of token: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> String {
    let whole = String(decoding: text[token], as: UTF8.self)
    guard whole.unicodeScalars.count > 60 else { return whole }
    return String(whole.unicodeScalars.prefix(60)) + "…"
}

/// The offset of the first bracket that opens more than `levels` levels, in a text that is JSON up to there.
func offsetOfBracket(beyond levels: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    var depth = 0
    var position = 0
    while position < text.count {
        switch text[position] {
        case UInt8(ascii: "\""):
            position = endOfString(startingAt: position, in: text)
            continue
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            depth += 1
            if depth > levels { return position }
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        default: break
        }
        position += 1
    }
    return 0
}

extension SourcePosition {
    /// Line and column of a byte.
    init(of offset: Int, in text: UnsafeBufferPointer<UInt8>) {
        let before = text.prefix(offset)
        let line = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        self.init(
            line: before.count { $0 == UInt8(ascii: "\n") } + 1,
            column: before[line...].count(where: beginsCodePoint) + 1)
    }
}

/// Whether the byte of UTF-8 is the first one of its code point.
func beginsCodePoint(_ byte: UInt8) -> Bool { byte & 0xC0 != 0x80 }

/// Whether the byte is white space between tokens (RFC 8259, section 2).
func isWhitespace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
}
