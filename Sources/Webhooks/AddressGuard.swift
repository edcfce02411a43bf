/// Which addresses requests may go to.
///
/// A registry is asked from outside to send to a place of the asker's choice, while it may reach what the asker cannot:
/// itself, its network, and the service at a well-known address that hands a machine its credentials. So whatever is not
/// public is refused, by the address that a connection is about to be made to: names may mean another one each time.
public struct AddressGuard: Sendable {
    private let allowed: [AddressRange]

    /// - Parameter allowed: ranges that are spoken to although they are not public.
    public init(allowing allowed: [AddressRange] = []) { self.allowed = allowed }

    /// What is not reached over the public internet (IANA's registries of special-purpose addresses, RFC 6890), and what
    /// is no single host.
    private static let refused: [AddressRange] = [
        // This host, private networks, shared address space, loopback, link-local with the metadata services.
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        // Protocol assignments, documentation, the relays of 6to4, private, benchmarks.
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        // Documentation, multicast, reserved, broadcast.
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // Unspecified, loopback, local translation, discard, benchmarks, ORCHID, documentation.
        "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001:2::/48", "2001:10::/28", "2001:20::/28",
        "2001:db8::/32", "3fff::/20", "5f00::/16",
        // Unique local, link-local, site-local, multicast.
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ].compactMap(AddressRange.init)

    public func allows(_ address: IPAddress) -> Bool {
        if allowed.contains(where: { $0.contains(address) }) { return true }
        if Self.refused.contains(where: { $0.contains(address) }) { return false }
        return address.embedded.map(allows) ?? true
    }
}
