internal import CMicrohttpd

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// A listening socket.
struct Listener: Sendable {
    let descriptor: CInt
    /// The numeric address that it is bound to, with the port that the system chose where any was asked for.
    let address: Address

    /// Binds every address, or none.
    ///
    /// - Throws: `.unknownHost` or `.cannotListen`.
    static func open(_ addresses: [Address]) throws(ServerError) -> [Listener] {
        var listeners: [Listener] = []
        do {
            for address in addresses { listeners += try open(address) }
        } catch {
            listeners.closeAll()
            throw error
        }
        return listeners
    }

    /// Binds what a host stands for.
    ///
    /// A name may stand for addresses of which this host has only some: `localhost` often names an IPv6 address where
    /// there is no IPv6. One that can be bound is enough.
    private static func open(_ address: Address) throws(ServerError) -> [Listener] {
        var listeners: [Listener] = []
        var absent: CInt?
        var address = address
        for candidate in try resolve(address) {
            switch bind(candidate, port: address.port) {
            case .success(let listener):
                listeners.append(listener)
                // All addresses of one name listen on one port, whichever it is.
                address.port = listener.address.port
            case .failure(let failure) where failure.code == EADDRNOTAVAIL || failure.code == EAFNOSUPPORT:
                absent = failure.code
            case .failure(let failure):
                listeners.closeAll()
                throw .cannotListen(address, reason: reason(failure.code))
            }
        }
        if let absent, listeners.isEmpty { throw .cannotListen(address, reason: reason(absent)) }
        return listeners
    }

    private static func resolve(_ address: Address) throws(ServerError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(address.host, nil, &hints, &list)
        guard status == 0 else { throw .unknownHost(address, reason: String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = list
        while let info = next?.pointee {
            if let name = info.ai_addr, let candidate = SocketAddress(name), !found.contains(candidate) {
                found.append(candidate)
            }
            next = info.ai_next
        }
        return found
    }

    private struct Failure: Error {
        let code: CInt
    }

    private static func bind(_ address: SocketAddress, port: UInt16) -> Result<Listener, Failure> {
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, type, 0)
        guard descriptor >= 0 else { return .failure(Failure(code: errno)) }
        var on: CInt = 1
        let size = socklen_t(MemoryLayout<CInt>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
        // So that 0.0.0.0 and [::] can stand beside each other, whatever the system's default is.
        if address.family == AF_INET6 { setsockopt(descriptor, CInt(IPPROTO_IPV6), IPV6_V6ONLY, &on, size) }
        let bound = address.withPort(port).withPointer { CMicrohttpd.bind(descriptor, $0, $1) }
        guard bound == 0, listen(descriptor, SOMAXCONN) == 0, let address = SocketAddress(boundTo: descriptor) else {
            let code = errno
            close(descriptor)
            return .failure(Failure(code: code))
        }
        return .success(Listener(descriptor: descriptor, address: Address(host: address.host, port: address.port)))
    }

    private static func reason(_ code: CInt) -> String { String(cString: strerror(code)) }
}

extension [Listener] {
    /// Closes every socket; connections that nobody has accepted are refused.
    func closeAll() {
        for listener in self { close(listener.descriptor) }
    }
}
