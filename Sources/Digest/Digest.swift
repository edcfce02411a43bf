private import CGnuTLS

/// A hash function over bytes.
public enum Digest: Sendable {
    /// FIPS 180-4; 32 bytes.
    case sha256
    /// RFC 1321; 16 bytes. For identities that others compute with it, never for security.
    case md5

    /// The hash of some bytes.
    public func hash(_ bytes: [UInt8]) -> [UInt8] {
        let (algorithm, length): (gnutls_digest_algorithm_t, Int) =
            switch self {
            case .sha256: (GNUTLS_DIG_SHA256, 32)
            case .md5: (GNUTLS_DIG_MD5, 16)
            }
        var result = [UInt8](repeating: 0, count: length)
        let status = gnutls_hash_fast(algorithm, bytes, bytes.count, &result)
        precondition(status == 0, "GnuTLS knows SHA-256 and MD5 in every configuration")
        return result
    }
}
