public import Governance
internal import HTTP
internal import RegistryCore
internal import SchemaCore

/// How it is known who asks.
public struct Authentication: Sendable {
    public enum Mode: String, Sendable, CaseIterable {
        /// Nobody is asked; ownership is recorded and cannot be enforced.
        case off
        /// A token, as Bearer or as the password of Basic credentials (RFC 6750, RFC 7617).
        case token
    }

    public let mode: Mode
    private let adminHash: [UInt8]?

    /// - Parameter admin: the secret of an administrator who is in no store.
    public init(_ mode: Mode, admin: TokenSecret? = nil) {
        self.mode = mode
        adminHash = admin?.hash
    }

    public static let off = Authentication(.off)

    /// Who sends a request.
    ///
    /// - Throws: `.unauthenticated`.
    func caller(of request: Request, in registry: Registry) throws(RegistryError) -> Caller {
        switch mode {
        case .off: return .anonymous
        case .token:
            guard let secret = request.headers["Authorization"].flatMap(Self.secret) else { throw .unauthenticated }
            if let adminHash, Token.areEqual(secret.hash, adminHash) { return Self.administrator }
            return try registry.caller(presenting: secret)
        }
    }

    private static let administrator = Caller(principal: Principal(name: "admin"), role: .admin)

    /// The token in a field's value; a user's name before the password is not looked at, as the token says who it is.
    private static func secret(_ field: String) -> TokenSecret? {
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let scheme = parts.first?.lowercased(), let rest = parts.last else { return nil }
        let credentials = rest.drop { $0 == " " }
        switch scheme {
        case "bearer": return TokenSecret(String(credentials))
        case "basic":
            guard let bytes = [UInt8](base64: credentials), let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
                let password = String(validating: bytes[(colon + 1)...], as: UTF8.self)
            else { return nil }
            return TokenSecret(password)
        default: return nil
        }
    }
}

extension [UInt8] {
    /// Reads base64 with padding (RFC 4648, section 4); `nil` for anything else.
    fileprivate init?(base64 text: Substring) {
        let characters = text.utf8
        guard characters.count % 4 == 0 else { return nil }
        let padding = characters.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        self = []
        var (bits, count) = (UInt32(0), 0)
        for character in characters.dropLast(padding) {
            guard let value = Self.value(ofBase64: character) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
    }

    private static func value(ofBase64 character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
