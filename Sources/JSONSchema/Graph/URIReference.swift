internal import JSONCore

/// A URI reference in its five parts (RFC 3986, appendix B); characters beyond ASCII are taken as they are (RFC 3987).
struct URIReference: Sendable, Equatable {
    var scheme: String?
    var authority: String?
    var path = ""
    var query: String?
    /// As it was written, percent-encoded.
    var fragment: String?

    /// Splits any text; what is no URI reference by its characters is split all the same.
    init(_ text: String) {
        var rest = Substring(text)
        if let hash = rest.utf8.firstIndex(of: UInt8(ascii: "#")) {
            fragment = String(rest[rest.utf8.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            query = String(rest[rest.utf8.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")), Self.isScheme(rest[..<colon].utf8) {
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.utf8.index(after: colon)...]
        }
        if rest.utf8.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let end = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            authority = String(rest[..<end])
            rest = rest[end...]
        }
        path = String(rest)
    }

    private static func isScheme(_ bytes: Substring.UTF8View) -> Bool {
        guard let first = bytes.first, isLetter(first) else { return false }
        return bytes.allSatisfy { isLetter($0) || 48...57 ~= $0 || $0 == 43 || $0 == 45 || $0 == 46 }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { 97...122 ~= byte | 0x20 }

    /// The text of the reference (RFC 3986, section 5.3).
    var text: String {
        var text = textWithoutFragment
        if let fragment { text += "#" + fragment }
        return text
    }

    /// The text up to the fragment: what identifies a resource.
    var textWithoutFragment: String {
        var text = ""
        if let scheme { text += scheme + ":" }
        if let authority { text += "//" + authority }
        text += path
        if let query { text += "?" + query }
        return text
    }

    /// Whether there is nothing but a fragment: a reference into the same resource.
    var isFragmentOnly: Bool { scheme == nil && authority == nil && path.isEmpty && query == nil }

    /// Whether the text holds only characters that a URI reference may have (RFC 3986, section 2), and every percent
    /// sign begins a percent-encoded byte.
    static func isWellFormed(_ text: String) -> Bool {
        var bytes = text.utf8[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case 0...0x20, 0x7F: return false
            case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
                UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
                return false
            case UInt8(ascii: "%"):
                guard let high = bytes.popFirst(), let low = bytes.popFirst(), hexadecimal(high) != nil,
                    hexadecimal(low) != nil
                else { return false }
            default: continue
            }
        }
        return true
    }
}

// MARK: - Resolution

extension URIReference {
    /// The target of this reference where `base` is the base URI (RFC 3986, section 5.2.2).
    ///
    /// A base without a scheme is taken, too: the schema that no `$id` names has the empty one, and everything relative
    /// to it stays relative.
    func resolved(against base: URIReference) -> URIReference {
        var target = self
        if scheme != nil || authority != nil {
            target.scheme = scheme ?? base.scheme
            target.path = Self.removingDotSegments(path)
            return target
        }
        target.scheme = base.scheme
        target.authority = base.authority
        if path.isEmpty {
            target.path = base.path
            target.query = query ?? base.query
        } else if path.utf8.first == UInt8(ascii: "/") {
            target.path = Self.removingDotSegments(path)
        } else {
            target.path = Self.removingDotSegments(merged(with: base))
        }
        return target
    }

    /// RFC 3986, section 5.2.3.
    private func merged(with base: URIReference) -> String {
        if base.authority != nil && base.path.isEmpty { return "/" + path }
        guard let slash = base.path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return base.path[...slash] + path
    }

    /// RFC 3986, section 5.2.4, over segments instead of prefixes.
    private static func removingDotSegments(_ path: String) -> String {
        guard path.utf8.contains(UInt8(ascii: ".")) else { return path }
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var kept: [Substring] = []
        var endsInSlash = false
        for segment in segments.dropFirst(isAbsolute ? 1 : 0).map(Substring.init) {
            endsInSlash = segment == "." || segment == ".."
            switch segment {
            case ".": continue
            case "..": _ = kept.popLast()
            default: kept.append(segment)
            }
        }
        if endsInSlash, isAbsolute || !kept.isEmpty { kept.append("") }
        return (isAbsolute ? "/" : "") + kept.joined(separator: "/")
    }
}

// MARK: - Fragments

extension URIReference {
    /// What a fragment points at.
    enum Target {
        case place(JSONPointer)
        case name(String)
    }

    /// What the fragment points at, percent-decoded: a place when it is a JSON Pointer (RFC 6901, section 6), the whole
    /// resource when there is none; `nil` when it is neither pointer nor name.
    var target: Target? {
        guard let fragment, !fragment.isEmpty else { return .place(.root) }
        guard let decoded = Self.percentDecoded(fragment) else { return nil }
        guard decoded.utf8.first == UInt8(ascii: "/") else { return .name(decoded) }
        return JSONPointer(parsing: decoded).map(Target.place)
    }

    /// The text with percent-encoded bytes decoded, or `nil` when they are no UTF-8.
    ///
    /// A percent sign that begins no such byte stands for itself.
    static func percentDecoded(_ text: String) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var decoded: [UInt8] = []
        var bytes = text.utf8[...]
        while let byte = bytes.popFirst() {
            let pair = bytes.prefix(2).compactMap(hexadecimal)
            if byte == UInt8(ascii: "%"), pair.count == 2 {
                decoded.append(pair[0] << 4 | pair[1])
                bytes = bytes.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    /// The text as a fragment, with all bytes percent-encoded that a fragment may not have (RFC 3986, section 3.5).
    static func fragment(_ text: String) -> String {
        var encoded: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            if isFragmentByte(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func isFragmentByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || 48...57 ~= byte || "-._~!$&'()*+,;=:@/?".utf8.contains(byte)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
