/// URIs (RFC 3986), IRIs (RFC 3987) and URI templates (RFC 6570).
extension Format {
    static func isURI(_ text: Span<UInt8>, alphabet: Alphabet) -> Bool {
        guard let scheme = lengthOfScheme(text) else { return false }
        return isRelativePart(text, from: scheme + 1, alphabet: alphabet)
    }

    static func isURIReference(_ text: Span<UInt8>, alphabet: Alphabet) -> Bool {
        if let scheme = lengthOfScheme(text) { return isRelativePart(text, from: scheme + 1, alphabet: alphabet) }
        // Without a scheme the first segment of a path holds no colon (section 4.2).
        var position = 0
        while let byte = text.byte(position), !endOfSegment.contains(byte) {
            if byte == UInt8(ascii: ":") { return false }
            position += 1
        }
        return isRelativePart(text, from: 0, alphabet: alphabet)
    }

    /// The number of characters before the first colon, when they are a scheme.
    private static func lengthOfScheme(_ text: Span<UInt8>) -> Int? {
        guard let first = text.byte(0), ByteSet.letters.contains(first) else { return nil }
        var position = 0
        text.skip(schemeCharacters, &position)
        return text.byte(position) == UInt8(ascii: ":") ? position : nil
    }

    /// Everything after the scheme: `["//" authority] path ["?" query] ["#" fragment]`.
    private static func isRelativePart(_ text: Span<UInt8>, from start: Int, alphabet: Alphabet) -> Bool {
        var position = start
        if text.byte(start) == UInt8(ascii: "/"), text.byte(start + 1) == UInt8(ascii: "/") {
            var end = start + 2
            while let byte = text.byte(end), !endOfSegment.contains(byte) { end += 1 }
            guard isAuthority(text.extracting((start + 2)..<end), alphabet: alphabet) else { return false }
            position = end
        }
        skip(path, text, &position, alphabet: alphabet)
        if text.skip(UInt8(ascii: "?"), &position) {
            skip(query, text, &position, alphabet: alphabet, privateUse: .allowed)
        }
        if text.skip(UInt8(ascii: "#"), &position) { skip(query, text, &position, alphabet: alphabet) }
        return position == text.count
    }

    /// Whether this is `[userinfo "@"] host [":" port]`.
    private static func isAuthority(_ text: Span<UInt8>, alphabet: Alphabet) -> Bool {
        var position = 0
        if let at = text.firstPosition(of: UInt8(ascii: "@")) {
            skip(userinfo, text, &position, alphabet: alphabet)
            guard position == at else { return false }
            position += 1
        }
        if text.byte(position) == UInt8(ascii: "[") {
            guard let end = text.firstPosition(of: UInt8(ascii: "]"), from: position),
                isIPLiteral(text.extracting((position + 1)..<end))
            else { return false }
            position = end + 1
        } else {
            skip(registeredName, text, &position, alphabet: alphabet)
        }
        if text.skip(UInt8(ascii: ":"), &position) { text.skip(.digits, &position) }
        return position == text.count
    }

    /// An IPv6 address, or `"v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`.
    private static func isIPLiteral(_ text: Span<UInt8>) -> Bool {
        guard let first = text.byte(0), first | 0x20 == UInt8(ascii: "v") else { return isIPv6(text) }
        var position = 1
        guard text.skip(.hexDigits, &position) > 0, text.skip(UInt8(ascii: "."), &position) else { return false }
        return text.skip(userinfo, &position) > 0 && position == text.count
    }

    /// Whether characters of the private use areas count (RFC 3987, section 2.2: only in a query).
    private enum PrivateUse {
        case allowed, refused
    }

    private static func skip(
        _ set: ByteSet, _ text: Span<UInt8>, _ position: inout Int, alphabet: Alphabet,
        privateUse: PrivateUse = .refused
    ) {
        while position < text.count {
            if text.skip(set, &position) > 0 || text.skipPercentEncoded(&position) { continue }
            var end = position
            guard alphabet == .unicode, let scalar = text.scalarBeyondASCII(&end), isUCSCharacter(scalar, privateUse)
            else { return }
            position = end
        }
    }

    /// `ucschar`, and `iprivate` on request, of RFC 3987, section 2.2.
    private static func isUCSCharacter(_ scalar: UInt32, _ privateUse: PrivateUse) -> Bool {
        switch scalar {
        case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: true
        case 0x1_0000...0xD_FFFF: scalar & 0xFFFF <= 0xFFFD
        case 0xE_1000...0xE_FFFD: true
        case 0xE000...0xF8FF: privateUse == .allowed
        case 0xF_0000...0x10_FFFF: privateUse == .allowed && scalar & 0xFFFF <= 0xFFFD
        default: false
        }
    }

    private static let endOfSegment = ByteSet("/?#")
    private static let schemeCharacters = ByteSet("+-.", .lettersAndDigits)
    private static let registeredName = ByteSet("-._~!$&'()*+,;=", .lettersAndDigits)
    private static let userinfo = ByteSet(":", registeredName)
    private static let path = ByteSet("@/", userinfo)
    private static let query = ByteSet("?", path)
}

// MARK: - Templates

extension Format {
    static func isURITemplate(_ text: Span<UInt8>) -> Bool {
        var position = 0
        while position < text.count {
            if text.skip(literals, &position) > 0 || text.skipPercentEncoded(&position) { continue }
            if text.byte(position) == UInt8(ascii: "{") {
                guard skipExpression(text, &position) else { return false }
            } else {
                guard let scalar = text.scalarBeyondASCII(&position), isUCSCharacter(scalar, .allowed)
                else { return false }
            }
        }
        return true
    }

    /// Steps over `"{" [operator] varspec *("," varspec) "}"` (section 2.2).
    private static func skipExpression(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
        position += 1
        if let byte = text.byte(position), operators.contains(byte) { position += 1 }
        repeat {
            guard skipVariable(text, &position) else { return false }
        } while text.skip(UInt8(ascii: ","), &position)
        return text.skip(UInt8(ascii: "}"), &position)
    }

    /// Steps over `varchar *(["."] varchar) [":" 1*4DIGIT / "*"]` (sections 2.3 and 2.4).
    private static func skipVariable(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
        repeat {
            let start = position
            while text.skip(variableCharacters, &position) > 0 || text.skipPercentEncoded(&position) {}
            guard position > start else { return false }
        } while text.skip(UInt8(ascii: "."), &position)
        if text.skip(UInt8(ascii: "*"), &position) { return true }
        guard text.skip(UInt8(ascii: ":"), &position) else { return true }
        guard text.byte(position) != UInt8(ascii: "0") else { return false }
        return 1...4 ~= text.skip(.digits, &position)
    }

    private static let literals = ByteSet("!#$&'()*+,-./:;=?@[]_~", .lettersAndDigits)
    private static let operators = ByteSet("+#./;?&=,!@|")
    private static let variableCharacters = ByteSet("_", .lettersAndDigits)
}
