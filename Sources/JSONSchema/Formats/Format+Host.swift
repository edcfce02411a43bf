import IDNA

/// Host names (RFC 1123, section 2.1; RFC 5890 to 5893), addresses (RFC 2673, section 3.2; RFC 4291, section 2.2) and
/// mailboxes (RFC 5321, section 4.1.2; RFC 6531, section 3.3).
extension Format {
    static func isHostname(_ text: Span<UInt8>) -> Bool {
        guard text.count <= 253 else { return false }
        var position = 0
        var hasEncodedLabels = false
        repeat {
            let start = position
            guard skipHostLabel(text, &position, alphabet: .ascii) else { return false }
            if isEncoded(text.extracting(start..<position)) { hasEncodedLabels = true }
        } while text.skip(UInt8(ascii: "."), &position)
        return position == text.count && (!hasEncodedLabels || isInternationalHostname(text))
    }

    /// Whether a label is in Punycode.
    private static func isEncoded(_ label: Span<UInt8>) -> Bool {
        label.count >= 4 && label[0] | 0x20 == UInt8(ascii: "x") && label[1] | 0x20 == UInt8(ascii: "n")
            && label[2] == UInt8(ascii: "-") && label[3] == UInt8(ascii: "-")
    }

    static func isInternationalHostname(_ text: Span<UInt8>) -> Bool {
        // No name is longer in UTF-8 than its 253 octets in Punycode can be.
        guard text.count <= 253 * 4 else { return false }
        let separators: Set<Unicode.Scalar> = [".", "\u{3002}", "\u{FF0E}", "\u{FF61}"]
        var labels: [DomainLabel] = []
        for part in text.string.unicodeScalars.split(
            omittingEmptySubsequences: false, whereSeparator: separators.contains)
        {
            guard let label = DomainLabel(String(part)) else { return false }
            labels.append(label)
        }
        guard labels.reduce(labels.count - 1, { $0 + $1.encoded.utf8.count }) <= 253 else { return false }
        return !labels.contains(where: \.isRightToLeft) || labels.allSatisfy(\.fitsBidiDomain)
    }

    /// Letters, digits and hyphens, up to 63, no hyphen first or last.
    private static func skipHostLabel(_ text: Span<UInt8>, _ position: inout Int, alphabet: Alphabet) -> Bool {
        let start = position
        while let byte = text.byte(position), hostLabel.contains(byte) || (alphabet == .unicode && byte >= 0x80) {
            position += 1
        }
        return position > start && position - start <= 63 && text[start] != UInt8(ascii: "-")
            && text[position - 1] != UInt8(ascii: "-")
    }

    private static let hostLabel = ByteSet("-", .lettersAndDigits)

    static func isIPv4(_ text: Span<UInt8>) -> Bool {
        var position = 0
        for part in 0..<4 {
            if part > 0, !text.skip(UInt8(ascii: "."), &position) { return false }
            let start = position
            let length = text.skip(.digits, &position)
            guard 1...3 ~= length, length == 1 || text[start] != UInt8(ascii: "0") else { return false }
            var number = start
            guard let octet = text.number(digits: length, &number), octet <= 255 else { return false }
        }
        return position == text.count
    }

    static func isIPv6(_ text: Span<UInt8>) -> Bool {
        var position = 0
        var groups = 0
        var isShortened = false
        if text.skip(UInt8(ascii: ":"), &position) {
            guard text.skip(UInt8(ascii: ":"), &position) else { return false }
            isShortened = true
        }
        while position < text.count {
            let start = position
            guard 1...4 ~= text.skip(.hexDigits, &position) else { return false }
            if text.byte(position) == UInt8(ascii: ".") {
                guard isIPv4(text.extracting(start..<text.count)) else { return false }
                groups += 2
                position = text.count
                break
            }
            groups += 1
            guard position < text.count else { break }
            guard text.skip(UInt8(ascii: ":"), &position), position < text.count else { return false }
            if text.skip(UInt8(ascii: ":"), &position) {
                guard !isShortened else { return false }
                isShortened = true
            }
        }
        return isShortened ? groups < 8 : groups == 8
    }

    static func isEmail(_ text: Span<UInt8>, alphabet: Alphabet) -> Bool {
        var position = 0
        let hasLocalPart =
            text.byte(0) == UInt8(ascii: "\"")
            ? skipQuotedString(text, &position, alphabet: alphabet) : skipDotString(text, &position, alphabet: alphabet)
        guard hasLocalPart, position <= 64, text.skip(UInt8(ascii: "@"), &position), text.count - position <= 255
        else { return false }
        if text.byte(position) == UInt8(ascii: "[") {
            guard text[text.count - 1] == UInt8(ascii: "]") else { return false }
            return isAddressLiteral(text.extracting((position + 1)..<(text.count - 1)))
        }
        repeat {
            guard skipHostLabel(text, &position, alphabet: alphabet) else { return false }
        } while text.skip(UInt8(ascii: "."), &position)
        return position == text.count
    }

    private static func skipDotString(_ text: Span<UInt8>, _ position: inout Int, alphabet: Alphabet) -> Bool {
        repeat {
            let start = position
            while let byte = text.byte(position), atom.contains(byte) || (alphabet == .unicode && byte >= 0x80) {
                position += 1
            }
            guard position > start else { return false }
        } while text.skip(UInt8(ascii: "."), &position)
        return true
    }

    private static let atom = ByteSet("!#$%&'*+-/=?^_`{|}~", .lettersAndDigits)

    private static func skipQuotedString(_ text: Span<UInt8>, _ position: inout Int, alphabet: Alphabet) -> Bool {
        position += 1
        while let byte = text.byte(position) {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"):
                guard let escaped = text.byte(position), 32...126 ~= escaped else { return false }
                position += 1
            case 32...126: continue
            default: guard alphabet == .unicode, byte >= 0x80 else { return false }
            }
        }
        return false
    }

    private static func isAddressLiteral(_ text: Span<UInt8>) -> Bool {
        guard text.count > 5, text[4] == UInt8(ascii: ":"), text[3] == UInt8(ascii: "6") else { return isIPv4(text) }
        return text[0] | 0x20 == UInt8(ascii: "i") && text[1] | 0x20 == UInt8(ascii: "p")
            && text[2] | 0x20 == UInt8(ascii: "v") && isIPv6(text.extracting(5..<text.count))
    }
}
