import JSONCore
import Pattern

/// A value of `format` that the drafts define: which strings it holds for.
struct Format: Sendable {
    let name: String
    /// The first draft that has it in this form.
    let since: Dialect
    /// Whether a string, as its UTF-8 bytes, is of the format.
    let accepts: @Sendable (Span<UInt8>) -> Bool

    /// The format that a draft knows by a name; `nil` for any other name, which asserts nothing.
    static func named(_ name: String, in dialect: Dialect) -> Format? {
        all.last { $0.since <= dialect && $0.name.isIdentical(to: name) }
    }

    /// Every format of drafts 4 to 2020-12; of rows with the same name the last one that the draft has counts.
    static let all: [Format] = [
        Format("date-time", since: .draft4, isDateTime),
        Format("date", since: .draft7, isDate),
        Format("time", since: .draft7, isTime),
        Format("duration", since: .draft2019, isDuration),
        Format("email", since: .draft4) { isEmail($0, alphabet: .ascii) },
        Format("idn-email", since: .draft7) { isEmail($0, alphabet: .unicode) },
        Format("hostname", since: .draft4, isHostname),
        Format("idn-hostname", since: .draft7, isInternationalHostname),
        Format("ipv4", since: .draft4, isIPv4),
        Format("ipv6", since: .draft4, isIPv6),
        Format("uri", since: .draft4) { isURI($0, alphabet: .ascii) },
        Format("uri-reference", since: .draft6) { isURIReference($0, alphabet: .ascii) },
        Format("iri", since: .draft7) { isURI($0, alphabet: .unicode) },
        Format("iri-reference", since: .draft7) { isURIReference($0, alphabet: .unicode) },
        Format("uri-template", since: .draft6, isURITemplate),
        Format("uuid", since: .draft2019, isUUID),
        Format("json-pointer", since: .draft6, isJSONPointer),
        Format("relative-json-pointer", since: .draft7) { isRelativeJSONPointer($0, indexSteps: .refused) },
        Format("relative-json-pointer", since: .draft2020) { isRelativeJSONPointer($0, indexSteps: .allowed) },
        Format("regex", since: .draft7, isRegularExpression),
    ]

    private init(_ name: String, since: Dialect, _ accepts: @escaping @Sendable (Span<UInt8>) -> Bool) {
        self.name = name
        self.since = since
        self.accepts = accepts
    }

    /// Whether letters beyond ASCII may occur.
    enum Alphabet {
        case ascii, unicode
    }

    private static func isRegularExpression(_ text: Span<UInt8>) -> Bool {
        do {
            _ = try Pattern(text.string)
            return true
        } catch {
            return false
        }
    }
}

// MARK: - Reading bytes

/// A set of ASCII characters.
struct ByteSet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ characters: StaticString, _ others: ByteSet...) {
        for byte in "\(characters)".utf8 { insert(byte) }
        for other in others {
            low |= other.low
            high |= other.high
        }
    }

    mutating func insert(_ byte: UInt8) {
        if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
    }

    func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<64: low >> UInt64(byte) & 1 == 1
        case 64..<128: high >> UInt64(byte & 63) & 1 == 1
        default: false
        }
    }

    /// The ASCII characters that are not in the set.
    var inverted: ByteSet {
        var inverted = ByteSet("")
        (inverted.low, inverted.high) = (~low, ~high)
        return inverted
    }

    func intersects(_ other: ByteSet) -> Bool { low & other.low | high & other.high != 0 }

    static let digits = ByteSet("0123456789")
    static let hexDigits = ByteSet("0123456789abcdefABCDEF")
    static let letters = ByteSet("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    static let lettersAndDigits = ByteSet("", letters, digits)
}

extension Span<UInt8> {
    /// The byte at a position, or `nil` at and after the end.
    func byte(_ position: Int) -> UInt8? { position < count ? self[position] : nil }

    /// Steps over one byte if it is the one expected.
    func skip(_ byte: UInt8, _ position: inout Int) -> Bool {
        guard self.byte(position) == byte else { return false }
        position += 1
        return true
    }

    /// Steps over the bytes of a set; returns how many there were.
    @discardableResult
    func skip(_ set: ByteSet, _ position: inout Int) -> Int {
        let start = position
        while position < count, set.contains(self[position]) { position += 1 }
        return position - start
    }

    /// Reads exactly so many digits, at most nine.
    func number(digits: Int, _ position: inout Int) -> Int? {
        guard position + digits <= count else { return nil }
        var value = 0
        for offset in position..<(position + digits) {
            guard ByteSet.digits.contains(self[offset]) else { return nil }
            value = value * 10 + Int(self[offset] - UInt8(ascii: "0"))
        }
        position += digits
        return value
    }

    /// Steps over `%` and two hexadecimal digits (RFC 3986, section 2.1).
    func skipPercentEncoded(_ position: inout Int) -> Bool {
        guard byte(position) == UInt8(ascii: "%"), position + 2 < count,
            ByteSet.hexDigits.contains(self[position + 1]), ByteSet.hexDigits.contains(self[position + 2])
        else { return false }
        position += 3
        return true
    }

    /// Reads a scalar beyond ASCII; `nil` for anything else.
    func scalarBeyondASCII(_ position: inout Int) -> UInt32? {
        guard let first = byte(position), first >= 0xC2 else { return nil }
        let following = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3
        guard position + following < count else { return nil }
        var scalar = UInt32(first) & (0x3F >> UInt32(following))
        for offset in 1...following { scalar = scalar << 6 | UInt32(self[position + offset] & 0x3F) }
        position += following + 1
        return scalar
    }

    /// The position of the first such byte from a position on.
    func firstPosition(of byte: UInt8, from start: Int = 0) -> Int? {
        var position = start
        while position < count {
            if self[position] == byte { return position }
            position += 1
        }
        return nil
    }

    /// The text of these bytes.
    var string: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for position in indices { bytes.append(self[position]) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
