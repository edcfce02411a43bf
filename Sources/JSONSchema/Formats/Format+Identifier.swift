/// JSON pointers (RFC 6901, section 3), relative ones (draft-bhutton-relative-json-pointer-00, section 3) and UUIDs
/// (RFC 4122, section 3).
extension Format {
    static func isJSONPointer(_ text: Span<UInt8>) -> Bool {
        guard text.count > 0 else { return true }
        guard text[0] == UInt8(ascii: "/") else { return false }
        var position = 0
        while let tilde = text.firstPosition(of: UInt8(ascii: "~"), from: position) {
            guard let next = text.byte(tilde + 1), next == UInt8(ascii: "0") || next == UInt8(ascii: "1")
            else { return false }
            position = tilde + 2
        }
        return true
    }

    /// Whether a step along an array, as in `0+1`, may follow the number; the draft of 2020-12 brought it.
    enum IndexSteps {
        case allowed, refused
    }

    static func isRelativeJSONPointer(_ text: Span<UInt8>, indexSteps: IndexSteps) -> Bool {
        var position = 0
        guard skipWholeNumber(text, &position) else { return false }
        if indexSteps == .allowed,
            text.skip(UInt8(ascii: "+"), &position) || text.skip(UInt8(ascii: "-"), &position)
        {
            guard text.byte(position) != UInt8(ascii: "0"), skipWholeNumber(text, &position) else { return false }
        }
        if text.skip(UInt8(ascii: "#"), &position) { return position == text.count }
        return isJSONPointer(text.extracting(position..<text.count))
    }

    /// Digits without a leading zero.
    private static func skipWholeNumber(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
        let start = position
        let length = text.skip(.digits, &position)
        return length == 1 || (length > 1 && text[start] != UInt8(ascii: "0"))
    }

    static func isUUID(_ text: Span<UInt8>) -> Bool {
        guard text.count == 36 else { return false }
        for position in 0..<36 {
            switch position {
            case 8, 13, 18, 23: guard text[position] == UInt8(ascii: "-") else { return false }
            default: guard ByteSet.hexDigits.contains(text[position]) else { return false }
            }
        }
        return true
    }
}
