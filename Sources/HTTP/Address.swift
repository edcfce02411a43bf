/// A host and a port to listen on, written `HOST:PORT`.
public struct Address: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 address, an IPv6 address without its brackets, or a name.
    public var host: String
    /// 1 to 65535, or 0 for any free port.
    public var port: UInt16

    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Parses `127.0.0.1:8081`, `localhost:8081` or `[::1]:8081`.
    ///
    /// - Throws: `.malformedAddress`.
    public init(parsing text: String) throws(ServerError) {
        guard let colon = text.lastIndex(of: ":") else { throw .malformedAddress(text) }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else {
            throw .malformedAddress(text)
        }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .malformedAddress(text)
        }
        guard !host.isEmpty, !host.utf8.contains(where: { $0 <= 0x20 || "[]/".utf8.contains($0) }) else {
            throw .malformedAddress(text)
        }
        self.init(host: String(host), port: port)
    }

    /// Whether nobody on another machine can reach it: 127.0.0.0/8, ::1 and localhost; other names are not looked up.
    public var isLoopback: Bool {
        if host == "::1" || host.lowercased() == "localhost" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// Why the server does not start.
public enum ServerError: Error, Sendable, Hashable, CustomStringConvertible {
    case malformedAddress(String)
    /// The name of a host that has no address.
    case unknownHost(Address, reason: String)
    /// The port is taken, the address is not one of this host, or the system forbids it.
    case cannotListen(Address, reason: String)
    case cannotStart(reason: String)

    public var description: String {
        switch self {
        case .malformedAddress(let text):
            "\"\(text)\" is no address to listen on. Write HOST:PORT, such as 127.0.0.1:8081 or [::1]:8081."
        case .unknownHost(let address, let reason): "Cannot listen on \(address): \(reason)."
        case .cannotListen(let address, let reason): "Cannot listen on \(address): \(reason)."
        case .cannotStart(let reason): "Cannot start the server: \(reason)."
        }
    }
}
