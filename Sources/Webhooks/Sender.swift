internal import CCurl
internal import RegistryCore
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A request to a webhook.
struct OutgoingEvent: Sendable {
    var url: String
    /// Lines of the head besides those of every request.
    var headers: [String]
    var body: [UInt8]
}

/// Sends requests over one libcurl handle, one at a time.
///
/// Redirections are not followed, and no proxy is used: both would lead to addresses that nobody has looked at.
final class Sender: Sendable {
    /// The handle, which is made for the first request: a server without webhooks needs none.
    private let curl = Mutex<Handle?>(nil)
    private let addresses: AddressGuard
    private let seconds: Int
    /// Whether requests are broken off.
    private let isEnding: @Sendable () -> Bool

    /// - Parameter seconds: how long a request may take altogether.
    init(_ addresses: AddressGuard, seconds: Int, isEnding: @escaping @Sendable () -> Bool) {
        self.addresses = addresses
        self.seconds = seconds
        self.isEnding = isEnding
    }

    /// `@unchecked Sendable`: libcurl allows a handle to change threads as long as one uses it at a time, which the lock
    /// sees to.
    private final class Handle: @unchecked Sendable {
        let curl: UnsafeMutableRawPointer

        init(_ curl: UnsafeMutableRawPointer) { self.curl = curl }

        deinit { accord_curl_cleanup(curl) }
    }

    /// What the callbacks of a transfer know.
    final class Transfer {
        let addresses: AddressGuard
        let isEnding: @Sendable () -> Bool
        /// The last address that was refused.
        var refused: String?

        init(_ addresses: AddressGuard, _ isEnding: @escaping @Sendable () -> Bool) {
            self.addresses = addresses
            self.isEnding = isEnding
        }
    }

    /// Sends a request and waits for the end of its answer, of which only the status counts.
    func send(_ event: OutgoingEvent) -> WebhookAttempt {
        curl.withLock { curl in
            var obstacle: UnsafePointer<CChar>?
            guard let handle = curl ?? accord_curl_make(&obstacle).map(Handle.init) else {
                let reason = obstacle.map { String(cString: $0) } ?? "libcurl cannot start"
                return WebhookAttempt(reason: reason, milliseconds: 0)
            }
            curl = handle
            let started = ContinuousClock.now
            let transfer = Transfer(addresses, isEnding)
            let (status, reason) = withExtendedLifetime(transfer) { perform(event, transfer, on: handle.curl) }
            let elapsed = (ContinuousClock.now - started).components
            return WebhookAttempt(
                status: status, reason: reason,
                milliseconds: Int(elapsed.seconds) * 1000 + Int(elapsed.attoseconds / 1_000_000_000_000_000))
        }
    }

    private func perform(
        _ event: OutgoingEvent, _ transfer: Transfer, on curl: UnsafeMutableRawPointer
    ) -> (status: Int?, reason: String?) {
        var list: UnsafeMutablePointer<curl_slist>?
        for header in event.headers + ["Accept:", "Expect:"] {
            guard let longer = accord_curl_append(list, header) else { preconditionFailure("there is no memory left") }
            list = longer
        }
        defer { accord_curl_free(list) }
        accord_curl_reset(curl)
        guard configure(curl, event, list, Unmanaged.passUnretained(transfer).toOpaque()) else {
            return (nil, "libcurl lacks what is needed to send it")
        }
        let code = accord_curl_perform(curl)
        // An answer that goes on for ever has a status all the same, but has not ended.
        guard code == CURLE_OK else {
            if let refused = transfer.refused { return (nil, "\(refused) is no address that may be sent to") }
            return (nil, Self.reason(code, seconds))
        }
        var status = 0
        accord_curl_get_long(curl, CURLINFO_RESPONSE_CODE, &status)
        switch status {
        case 200..<300: return (status, nil)
        case 300..<400: return (status, "it redirects, which is not followed")
        default: return (status, "it answered \(status)")
        }
    }

    private func configure(
        _ curl: UnsafeMutableRawPointer, _ event: OutgoingEvent, _ headers: UnsafeMutablePointer<curl_slist>?,
        _ context: UnsafeMutableRawPointer
    ) -> Bool {
        let longs: [(CURLoption, Int)] = [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_TIMEOUT, seconds), (CURLOPT_CONNECTTIMEOUT, seconds),
            (CURLOPT_FOLLOWLOCATION, 0), (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_MAXAGE_CONN, 60),
        ]
        let texts: [(CURLoption, String)] = [
            (CURLOPT_URL, event.url), (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_PROXY, ""),
            (CURLOPT_NOPROXY, "*"), (CURLOPT_USERAGENT, "accord"),
        ]
        var codes = longs.map { accord_curl_set_long(curl, $0, $1) }
        codes += texts.map { accord_curl_set_string(curl, $0, $1) }
        codes.append(accord_curl_set_size(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(event.body.count)))
        codes.append(
            event.body.withUnsafeBytes {
                accord_curl_set_string(curl, CURLOPT_COPYPOSTFIELDS, $0.bindMemory(to: CChar.self).baseAddress)
            })
        codes.append(accord_curl_set_list(curl, CURLOPT_HTTPHEADER, headers))
        codes.append(accord_curl_set_sink(curl, ignore, nil))
        codes.append(accord_curl_set_opener(curl, open, context))
        codes.append(accord_curl_set_progress(curl, goOn, context))
        return codes.allSatisfy { $0 == CURLE_OK }
    }

    private static func reason(_ code: CURLcode, _ seconds: Int) -> String {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: "there is no host of this name"
        case CURLE_COULDNT_CONNECT: "it cannot be connected to"
        case CURLE_OPERATION_TIMEDOUT: "it did not answer within \(seconds) s"
        case CURLE_ABORTED_BY_CALLBACK: "the server was about to stop"
        default: String(cString: accord_curl_strerror(code))
        }
    }
}

/// Makes a socket for an address that may be connected to.
private func open(
    _ context: UnsafeMutableRawPointer?, _ purpose: curlsocktype, _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let context, let address, let name = accord_curl_address(address) else { return -1 }
    let transfer = Unmanaged<Sender.Transfer>.fromOpaque(context).takeUnretainedValue()
    guard let target = IPAddress(name), transfer.addresses.allows(target) else {
        transfer.refused = IPAddress(name)?.description ?? "this"
        return -1
    }
    return socket(
        address.pointee.family, address.pointee.socktype | CInt(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
}

/// Takes the body of an answer, of which nothing is wanted.
private func ignore(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int { size * count }

/// Breaks a transfer off when the server is about to stop.
private func goOn(
    _ context: UnsafeMutableRawPointer?, _ toReceive: curl_off_t, _ received: curl_off_t, _ toSend: curl_off_t,
    _ sent: curl_off_t
) -> CInt {
    guard let context else { return 0 }
    return Unmanaged<Sender.Transfer>.fromOpaque(context).takeUnretainedValue().isEnding() ? 1 : 0
}
