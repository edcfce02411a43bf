/// Where a registry is: scheme, host, port, and the path in front of its endpoints.
public struct ServerURL: Sendable, Hashable {
    /// Why a text is not the address of a registry.
    public enum Malformed: Error, Sendable, Hashable {
        case schemeMissing, schemeUnsupported(String)
        case hostMissing, portInvalid(String)
        /// A user name or a password, which belong into the credentials, where no log shows them.
        case credentialsIncluded
        /// A query or a fragment.
        case queryIncluded
        /// A blank, a control character, or anything else that has no place in an address.
        case characterInvalid
    }

    /// The address without a slash at its end, as it is written in front of a path and in messages.
    public let text: String

    /// The host alone, as it is looked up.
    public let host: String

    /// Reads an `http` or `https` address; a base path and a slash at the end are fine.
    public init(parsing text: String) throws(Malformed) {
        guard text.utf8.allSatisfy(Self.isAllowed) else { throw .characterInvalid }
        guard let separator = text.firstRange(of: "://") else { throw .schemeMissing }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { throw .schemeUnsupported(scheme) }
        let rest = text[separator.upperBound...]
        guard !rest.contains(where: { $0 == "?" || $0 == "#" }) else { throw .queryIncluded }
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@") else { throw .credentialsIncluded }
        host = String(try Self.host(of: authority))
        var path = rest[authority.endIndex...]
        while path.last == "/" { path = path.dropLast() }
        self.text = "\(scheme)://\(authority)\(path)"
    }

    /// The host in `host`, `host:port`, `[address]` or `[address]:port` (RFC 3986, section 3.2).
    private static func host(of authority: Substring) throws(Malformed) -> Substring {
        let host: Substring
        let port: Substring
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { throw .hostMissing }
            host = authority[...end]
            port = authority[authority.index(after: end)...]
        } else {
            host = authority.prefix { $0 != ":" }
            port = authority[host.endIndex...]
        }
        guard !host.isEmpty, host != "[]" else { throw .hostMissing }
        guard !port.isEmpty else { return host }
        guard port.first == ":", let number = UInt16(port.dropFirst()), number > 0 else {
            throw .portInvalid(String(port.drop { $0 == ":" }))
        }
        return host
    }

    /// The characters of RFC 3986, section 2.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
        }
    }
}

extension ServerURL: CustomStringConvertible {
    public var description: String { text }
}

extension ServerURL.Malformed: CustomStringConvertible {
    /// What is wrong, and what an address looks like.
    public var description: String {
        switch self {
        case .schemeMissing: "it has no scheme; write http:// or https:// in front"
        case .schemeUnsupported(let scheme): "the scheme \"\(scheme)\" is not http or https"
        case .hostMissing: "it names no host"
        case .portInvalid(let port): "the port \"\(port)\" is not a number from 1 to 65535"
        case .credentialsIncluded: "it holds a user name or a password, which have no place in an address"
        case .queryIncluded: "it has a query or a fragment"
        case .characterInvalid: "it holds a character that has no place in an address"
        }
    }
}

/// Percent-encoding of what goes into a target (RFC 3986, section 2.1).
enum PercentEncoding {
    /// A text as one path segment or one query value: all but the unreserved characters are encoded, slashes included.
    static func encode(_ text: String) -> String {
        // A segment of dots alone means the folder itself or the one above (section 5.2.4) unless it is encoded.
        let isDots = text == "." || text == ".."
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte), !isDots {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }
}
