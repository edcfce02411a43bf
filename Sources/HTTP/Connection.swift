internal import CMicrohttpd
internal import Synchronization

/// A client's connection, as long as it is open.
final class Connection {
    let worker: Worker
    /// The client's IP address; empty where nobody will read it.
    let remoteAddress: String

    init(_ handle: OpaquePointer?, _ worker: Worker) {
        self.worker = worker
        remoteAddress =
            worker.server.accessLog == nil ? "" : accord_client_address(handle).flatMap(SocketAddress.init)?.host ?? ""
    }
}
