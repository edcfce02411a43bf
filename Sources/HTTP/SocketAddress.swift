internal import CMicrohttpd

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// An IPv4 or IPv6 address with a port, as the system's calls take it.
enum SocketAddress: Equatable {
    case ipv4(sockaddr_in)
    case ipv6(sockaddr_in6)

    /// Copies an address of either family; there is no other here.
    init?(_ address: UnsafePointer<sockaddr>) {
        let raw = UnsafeRawPointer(address)
        switch CInt(address.pointee.sa_family) {
        case AF_INET: self = .ipv4(raw.loadUnaligned(as: sockaddr_in.self))
        case AF_INET6: self = .ipv6(raw.loadUnaligned(as: sockaddr_in6.self))
        default: return nil
        }
    }

    /// The address that a socket is bound to.
    init?(boundTo socket: CInt) {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let found = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(socket, address, &size) == 0 ? SocketAddress(address) : nil
            }
        }
        guard let found else { return nil }
        self = found
    }

    var family: CInt {
        switch self {
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        }
    }

    var port: UInt16 {
        switch self {
        case .ipv4(let address): UInt16(bigEndian: address.sin_port)
        case .ipv6(let address): UInt16(bigEndian: address.sin6_port)
        }
    }

    func withPort(_ port: UInt16) -> SocketAddress {
        switch self {
        case .ipv4(var address):
            address.sin_port = port.bigEndian
            return .ipv4(address)
        case .ipv6(var address):
            address.sin6_port = port.bigEndian
            return .ipv6(address)
        }
    }

    /// The numeric form, without brackets.
    var host: String {
        withPointer { address, size in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { text in
                let status = getnameinfo(address, size, text.baseAddress, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
                return status == 0 ? text.baseAddress.map { String(cString: $0) } ?? "" : ""
            }
        }
    }

    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        func rebound<Address>(_ address: Address) -> Result {
            withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    body($0, socklen_t(MemoryLayout<Address>.size))
                }
            }
        }
        return switch self {
        case .ipv4(let address): rebound(address)
        case .ipv6(let address): rebound(address)
        }
    }

    static func == (left: SocketAddress, right: SocketAddress) -> Bool {
        left.host == right.host && left.port == right.port
    }
}
