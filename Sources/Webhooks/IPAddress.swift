#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// An address of IPv6, or of IPv4 as IPv6 maps it: 16 bytes (RFC 4291).
public struct IPAddress: Sendable, Hashable {
    let bytes: [UInt8]

    private static let mapped: [UInt8] = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// Reads a literal in its usual form, as `10.0.0.1` or `fd00::1`; `nil` for anything else.
    public init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = Self.mapped + withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    /// The address of a socket; `nil` when it is of another family.
    init?(_ address: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(address)
        switch CInt(address.pointee.sa_family) {
        case AF_INET:
            var name = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
            bytes = Self.mapped + withUnsafeBytes(of: &name) { Array($0) }
        case AF_INET6:
            var name = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            bytes = withUnsafeBytes(of: &name) { Array($0) }
        default: return nil
        }
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    var isIPv4: Bool { bytes.starts(with: Self.mapped) }

    /// The address of IPv4 that this one stands for on its way through a translator or a tunnel (RFC 6052, RFC 3056,
    /// RFC 4380) or was once written as (RFC 4291, section 2.5.5.1).
    var embedded: IPAddress? {
        func four(_ range: Range<Int>) -> IPAddress { IPAddress(bytes: Self.mapped + bytes[range]) }
        if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8)) { return four(12..<16) }
        if bytes.starts(with: [0x20, 0x02]) { return four(2..<6) }
        if bytes.starts(with: [0x20, 0x01, 0x00, 0x00]) {
            return IPAddress(bytes: Self.mapped + bytes[12..<16].map { ~$0 })
        }
        if bytes.starts(with: [UInt8](repeating: 0, count: 12)) { return four(12..<16) }
        return nil
    }
}

extension IPAddress: CustomStringConvertible {
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let four = Array(bytes.suffix(4))
        let found =
            isIPv4
            ? inet_ntop(AF_INET, four, &text, socklen_t(text.count))
            : inet_ntop(AF_INET6, bytes, &text, socklen_t(text.count))
        return found.map { String(cString: $0) } ?? ""
    }
}

/// The addresses that begin with the same bits, as `10.0.0.0/8`.
public struct AddressRange: Sendable, Hashable {
    private let first: IPAddress
    private let bits: Int

    /// Reads a range, or an address alone; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress(String($0)) }), parts.count <= 2 else { return nil }
        first = address
        let most = address.isIPv4 ? 32 : 128
        guard parts.count == 2 else {
            bits = 128
            return
        }
        guard let number = Int(parts[1]), (0...most).contains(number) else { return nil }
        bits = 128 - most + number
    }

    public func contains(_ address: IPAddress) -> Bool {
        for (place, (mine, other)) in zip(first.bytes, address.bytes).enumerated() {
            let left = bits - 8 * place
            if left <= 0 { return true }
            let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
            if mine & mask != other & mask { return false }
        }
        return true
    }
}
