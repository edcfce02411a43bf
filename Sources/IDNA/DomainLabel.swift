private import CIDN2

/// A label of an internationalized domain name that may be registered (RFC 5891, section 4).
public struct DomainLabel: Sendable, Hashable {
    /// The label in Unicode, in normal form C.
    public let unicode: String
    /// The label in ASCII, as the name system knows it.
    public let encoded: String

    /// Takes a label apart: one of ASCII, in Unicode, or encoded (`xn--`); `nil` when it must not be registered.
    ///
    /// What is refused: code points and contexts that RFC 5892 does not allow, wrong hyphens, a leading combining mark,
    /// directions that RFC 5893 does not allow, and what is no Punycode or longer than 63 octets in it.
    public init?(_ label: String) {
        guard let first = label.utf8.first, label.utf8.last != UInt8(ascii: "-"), first != UInt8(ascii: "-"),
            !label.utf8.contains(0)
        else { return nil }
        let isASCII = label.utf8.allSatisfy { $0 < 0x80 }
        let lowercase = isASCII ? label.lowercased() : label
        if lowercase.utf8.starts(with: "xn--".utf8) {
            guard let encoded = Self.registered(.encoded(lowercase)), let decoded = Self.decoded(encoded)
            else { return nil }
            self.encoded = encoded
            unicode = decoded
        } else if isASCII {
            guard label.utf8.count <= 63, label.utf8.allSatisfy(Self.isLetterDigitHyphen) else { return nil }
            encoded = label
            unicode = label
        } else {
            guard let encoded = Self.registered(.unicode(label)) else { return nil }
            self.encoded = encoded
            unicode = label
        }
        guard !mixesDigits else { return nil }
    }

    private static func isLetterDigitHyphen(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private enum Form {
        case unicode(String), encoded(String)
    }

    /// The encoded form of a label that may be registered.
    private static func registered(_ label: Form) -> String? {
        var name: UnsafeMutablePointer<UInt8>?
        defer { idn2_free(name) }
        let status =
            switch label {
            case .unicode(let text): idn2_register_u8(Array(text.utf8) + [0], nil, &name, 0)
            case .encoded(let text): idn2_register_u8(nil, Array(text.utf8) + [0], &name, 0)
            }
        guard status == IDN2_OK.rawValue, let name else { return nil }
        return String(cString: name)
    }

    private static func decoded(_ label: String) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        defer { idn2_free(text) }
        guard idn2_to_unicode_8z8z(label, &text, 0) == IDN2_OK.rawValue, let text else { return nil }
        return String(validatingCString: text)
    }
}

// MARK: - Directions (RFC 5893)

extension DomainLabel {
    /// Whether the label is written from right to left: the whole domain name then has to follow the Bidi rule.
    public var isRightToLeft: Bool { unicode.unicodeScalars.contains(where: Self.isRightToLeft) }

    /// Whether the label may stand beside one that is written from right to left (RFC 5893, section 2, rules 1 and 6).
    ///
    /// The rules for one label on its own are checked when it is made.
    public var fitsBidiDomain: Bool {
        guard let first = unicode.unicodeScalars.first else { return false }
        return isRightToLeft || first.properties.isAlphabetic
    }

    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x6F0...0x6F9: false
        case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x1_0800...0x1_0FFF, 0x1_E800...0x1_EFFF: true
        default: false
        }
    }

    /// Whether a label from right to left has digits of both kinds (rule 4).
    private var mixesDigits: Bool {
        guard isRightToLeft else { return false }
        var european = false
        var arabic = false
        for scalar in unicode.unicodeScalars {
            switch scalar.value {
            case 0x30...0x39, 0x6F0...0x6F9: european = true
            case 0x660...0x669, 0x1_0D30...0x1_0D39: arabic = true
            default: continue
            }
        }
        return european && arabic
    }
}
