/// Percent-encoding (RFC 3986, section 2.1).
enum Escapes {
    /// What a plus sign stands for: itself in a path, a blank in a query (WHATWG URL, `application/x-www-form-urlencoded`).
    enum Plus {
        case literal
        case blank
    }

    /// The text that some bytes of a path or query encode.
    ///
    /// - Throws: `.malformedTarget` for an escape that is none, and for bytes that are not UTF-8.
    static func decode(_ bytes: Span<UInt8>, plus: Plus) throws(Refusal) -> String {
        guard hasEscapes(bytes) else { return try text(bytes) }
        let decoded = try unescaped(bytes, plus: plus)
        return try text(decoded.span)
    }

    private static func hasEscapes(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where bytes[index] == UInt8(ascii: "%") || bytes[index] == UInt8(ascii: "+") {
            return true
        }
        return false
    }

    private static func unescaped(_ bytes: Span<UInt8>, plus: Plus) throws(Refusal) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            switch (bytes[index], plus) {
            case (UInt8(ascii: "%"), _):
                guard index + 2 < bytes.count, let high = digit(bytes[index + 1]), let low = digit(bytes[index + 2])
                else { throw .malformedTarget }
                decoded.append(high << 4 | low)
                index += 2
            case (UInt8(ascii: "+"), .blank): decoded.append(UInt8(ascii: " "))
            case (let byte, _): decoded.append(byte)
            }
            index += 1
        }
        return decoded
    }

    /// The value of a hexadecimal digit.
    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func text(_ bytes: Span<UInt8>) throws(Refusal) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            throw .malformedTarget
        }
    }
}
