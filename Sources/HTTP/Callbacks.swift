internal import CMicrohttpd
internal import Logging
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

// What libmicrohttpd calls, always for one connection from the one thread of its worker.

private func worker(_ context: UnsafeMutableRawPointer?) -> Worker? {
    context.map { Unmanaged<Worker>.fromOpaque($0).takeUnretainedValue() }
}

/// A connection has been taken up or closed.
func connectionChanged(
    _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ change: MHD_ConnectionNotificationCode
) {
    guard let worker = worker(context), let slot else { return }
    switch change {
    case .CONNECTION_NOTIFY_STARTED:
        slot.pointee = Unmanaged.passRetained(Connection(handle, worker)).toOpaque()
    case .CONNECTION_NOTIFY_CLOSED:
        if let connection = slot.pointee { Unmanaged<Connection>.fromOpaque(connection).release() }
        slot.pointee = nil
        worker.connections.subtract(1, ordering: .relaxed)
    }
}

/// The first line of a request has been read.
func begin(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ handle: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let target, let slot = accord_socket_context(handle) else { return nil }
    let connection = Unmanaged<Connection>.fromOpaque(slot).takeUnretainedValue()
    return Unmanaged.passRetained(Exchange(connection, target: target)).toOpaque()
}

/// The head of a request has been read, a piece of its body has, or all of it.
func proceed(
    _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?, _ target: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ piece: UnsafePointer<CChar>?,
    _ size: UnsafeMutablePointer<Int>?, _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let handle, let target, let method, let version, let size, let state = slot?.pointee else { return .NO }
    let exchange = Unmanaged<Exchange>.fromOpaque(state).takeUnretainedValue()
    switch exchange.stage {
    case .head:
        return exchange.takeHead(handle, target: target, method: method, version: version)
    case .body, .discarding:
        guard let piece, size.pointee > 0 else { return exchange.finish(handle) }
        defer { size.pointee = 0 }
        return exchange.take(UnsafeRawBufferPointer(start: piece, count: size.pointee), handle)
    case .ready(let response):
        return exchange.respond(handle, response)
    case .working, .answered:
        return .YES
    }
}

/// An answer has been sent, or never will be.
func complete(
    _ context: UnsafeMutableRawPointer?, _ handle: OpaquePointer?,
    _ slot: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ reason: MHD_RequestTerminationCode
) {
    guard let state = slot?.pointee else { return }
    slot?.pointee = nil
    Unmanaged<Exchange>.fromOpaque(state).takeRetainedValue().complete(reason)
}

/// The library has something to say, mostly about what clients do.
func logMessage(
    _ context: UnsafeMutableRawPointer?, _ format: UnsafePointer<CChar>?, _ arguments: CVaListPointer?
) {
    guard let logger = worker(context)?.server.logger, logger.logLevel <= .debug, let format, let arguments else {
        return
    }
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { text in
        vsnprintf(text.baseAddress, text.count, format, arguments)
        guard var message = text.baseAddress.map({ String(cString: $0) }) else { return }
        while message.last?.isNewline == true { message.removeLast() }
        logger.debug("libmicrohttpd", metadata: ["message": "\(message)"])
    }
}
