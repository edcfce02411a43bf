import JSONCore

/// What draft 7's `contentEncoding` and `contentMediaType` say a string holds, as far as it can be checked.
enum ContentForm: Sendable {
    case base64
    case json
    case jsonInBase64

    init?(annotations: JSONObject) {
        let encoding = annotations["contentEncoding"]?.string
        let mediaType = annotations["contentMediaType"]?.string
        let isBase64 = encoding?.lowercased() == "base64"
        switch (isBase64, mediaType?.lowercased() == "application/json") {
        case (true, true): self = .jsonInBase64
        case (true, false): self = .base64
        case (false, true) where encoding == nil: self = .json
        case (false, _): return nil
        }
    }

    /// Whether a string holds such content.
    func accepts(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .base64: Self.decodedBase64(text) != nil
        case .json: Self.isJSON(Array(text.string.utf8))
        case .jsonInBase64: Self.decodedBase64(text).map(Self.isJSON) ?? false
        }
    }

    private static func isJSON(_ bytes: [UInt8]) -> Bool {
        do {
            _ = try JSON(parsing: bytes)
            return true
        } catch {
            return false
        }
    }

    /// The bytes of a text in Base64 with padding (RFC 4648, section 4).
    private static func decodedBase64(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var padding = 0
        for position in text.indices {
            if text[position] == UInt8(ascii: "="), position >= text.count - 2 {
                padding += 1
            } else if padding > 0 {
                return nil
            }
            guard let value = padding > 0 ? 0 : sextet(text[position]) else { return nil }
            bits = bits << 6 | value
            if position % 4 == 3 {
                bytes += [UInt8(bits >> 16 & 0xFF), UInt8(bits >> 8 & 0xFF), UInt8(bits & 0xFF)]
                bits = 0
            }
        }
        return bytes.dropLast(padding)
    }

    private static func sextet(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
