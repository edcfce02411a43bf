private import CGnuTLS

extension Digest {
    /// The code that only those who know a key can make for some bytes (HMAC-SHA-256, RFC 2104); 32 bytes.
    public static func authenticationCode(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: 32)
        let status = gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, key.count, bytes, bytes.count, &result)
        precondition(status == 0, "GnuTLS knows HMAC-SHA-256 in every configuration")
        return result
    }
}
