internal import CCurl

/// What libcurl reports when a transfer fails.
struct CurlFailure: Error {
    var code: CURLcode
    /// libcurl's sentence.
    var reason: String
    /// The `errno` of the last system call that failed.
    var systemError: Int
    /// Whether the connection was there before it failed.
    var wasConnected: Bool

    func clientError(server: ServerURL, options: Client.Options) -> ClientError {
        let text = server.text
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .unreachable(server: text, .unknownHost(server.host))
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .unreachable(server: text, .proxy(reason: reason))
        case CURLE_COULDNT_CONNECT where systemError == connectionRefusedErrno:
            return .unreachable(server: text, .connectionRefused)
        case CURLE_COULDNT_CONNECT: return .unreachable(server: text, .other(reason: reason))
        case CURLE_OPERATION_TIMEDOUT where !wasConnected:
            return .unreachable(server: text, .noAnswer(seconds: options.connectSeconds))
        case CURLE_OPERATION_TIMEDOUT: return .timeout(server: text, seconds: options.answerSeconds)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_SSL_INVALIDCERTSTATUS:
            return .insecure(server: text, reason: reason)
        case CURLE_WRITE_ERROR, CURLE_FILESIZE_EXCEEDED:
            return .unexpectedAnswer(server: text, reason: "it is longer than \(options.answerBytes) bytes")
        case CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_PARTIAL_FILE:
            return .connectionLost(server: text, reason: reason)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING, CURLE_HTTP2:
            return .unexpectedAnswer(server: text, reason: reason)
        default: return .unreachable(server: text, .other(reason: reason))
        }
    }
}

/// A libcurl handle with its connections; not for two threads at once.
///
/// Unchecked because libcurl allows a handle to change threads as long as one uses it at a time: the mutex that
/// ``Transport`` keeps it in sees to that.
final class CurlHandle: @unchecked Sendable {
    private let curl: UnsafeMutableRawPointer

    init() throws(CurlFailure) {
        var reason: UnsafePointer<CChar>?
        guard let curl = accord_curl_make(&reason) else {
            let text = reason.map { String(cString: $0) } ?? "libcurl cannot start"
            throw CurlFailure(code: CURLE_FAILED_INIT, reason: text, systemError: 0, wasConnected: false)
        }
        self.curl = curl
    }

    deinit { accord_curl_cleanup(curl) }

    func transfer(
        _ request: OutgoingRequest, to server: ServerURL, options: Client.Options
    ) throws(CurlFailure) -> Answer {
        // A reset forgets the options of the request before, and keeps the connections.
        accord_curl_reset(curl)
        let sink = Sink(limit: options.answerBytes)
        let headers = headerList(of: request)
        defer { accord_curl_free(headers) }
        try configure(server: server, options: options)
        try setUp(request, url: server.text + request.target, headers: headers)

        let capacity = Int(CURL_ERROR_SIZE)
        let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: capacity)
        buffer.initialize(repeating: 0, count: capacity)
        defer { buffer.deallocate() }
        try check(accord_curl_set_error_buffer(curl, buffer))
        try check(accord_curl_set_sink(curl, receive, Unmanaged.passUnretained(sink).toOpaque()))
        let code = withExtendedLifetime(sink) { accord_curl_perform(curl) }
        guard code == CURLE_OK else {
            let reason = String(cString: buffer)
            throw failure(code, reason: reason.isEmpty ? nil : reason)
        }
        return Answer(
            status: long(CURLINFO_RESPONSE_CODE), contentType: string(CURLINFO_CONTENT_TYPE),
            location: string(CURLINFO_REDIRECT_URL), retryAfterSeconds: size(CURLINFO_RETRY_AFTER),
            isOfPast: hasHeader("Accord-Revision"), isOfTrial: hasHeader("Accord-Dry-Run"), body: sink.bytes)
    }

    /// Whether the last answer has a header field of a name.
    private func hasHeader(_ name: String) -> Bool {
        var header: UnsafeMutablePointer<curl_header>?
        return accord_curl_header(curl, name, UInt32(CURLH_HEADER), &header) == CURLHE_OK
    }

    /// Sets what is the same for all requests.
    private func configure(server: ServerURL, options: Client.Options) throws(CurlFailure) {
        let longs: [(CURLoption, Int)] = [
            (CURLOPT_NOSIGNAL, 1),
            (CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(options.connectSeconds)),
            (CURLOPT_TIMEOUT_MS, Self.milliseconds(options.answerSeconds)),
            // A subject may be called "..": its segment must arrive as it is.
            (CURLOPT_PATH_AS_IS, 1),
            (CURLOPT_FOLLOWLOCATION, 0),
            (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2),
        ]
        for (option, value) in longs { try check(accord_curl_set_long(curl, option, value)) }
        try check(accord_curl_set_string(curl, CURLOPT_PROTOCOLS_STR, "http,https"))
        try check(accord_curl_set_string(curl, CURLOPT_USERAGENT, options.userAgent))
        // All encodings that the library can undo.
        try check(accord_curl_set_string(curl, CURLOPT_ACCEPT_ENCODING, ""))
        if let file = options.authoritiesFile { try check(accord_curl_set_string(curl, CURLOPT_CAINFO, file)) }
        switch options.credentials?.kind {
        case .bearer(let token):
            try check(accord_curl_set_long(curl, CURLOPT_HTTPAUTH, Int(bitPattern: Self.bearer)))
            try check(accord_curl_set_string(curl, CURLOPT_XOAUTH2_BEARER, token))
        case .basic(let user, let password):
            try check(accord_curl_set_long(curl, CURLOPT_HTTPAUTH, Int(bitPattern: Self.basic)))
            try check(accord_curl_set_string(curl, CURLOPT_USERNAME, user))
            try check(accord_curl_set_string(curl, CURLOPT_PASSWORD, password))
        case nil: break
        }
    }

    private func setUp(
        _ request: OutgoingRequest, url: String, headers: UnsafeMutablePointer<curl_slist>?
    ) throws(CurlFailure) {
        try check(accord_curl_set_string(curl, CURLOPT_URL, url))
        try check(accord_curl_set_list(curl, CURLOPT_HTTPHEADER, headers))
        if let body = request.body {
            try check(accord_curl_set_size(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
            let code = body.withUnsafeBytes { bytes in
                accord_curl_set_string(
                    curl, CURLOPT_COPYPOSTFIELDS, bytes.bindMemory(to: CChar.self).baseAddress)
            }
            try check(code)
        }
        // After the body, which by itself would make it a POST.
        try check(accord_curl_set_string(curl, CURLOPT_CUSTOMREQUEST, request.method.rawValue))
    }

    private func headerList(of request: OutgoingRequest) -> UnsafeMutablePointer<curl_slist>? {
        var headers = ["Accept: \(Client.mediaType), application/json;q=0.5"]
        if request.body != nil {
            // Without the second one a long body waits for the server's word first.
            headers += ["Content-Type: \(Client.mediaType)", "Expect:"]
        }
        var list: UnsafeMutablePointer<curl_slist>?
        for header in headers {
            guard let longer = accord_curl_append(list, header) else { preconditionFailure("there is no memory left") }
            list = longer
        }
        return list
    }

    private static let bearer = UInt(1) << 6  // CURLAUTH_BEARER, a cast macro that is not imported
    private static let basic = UInt(1)  // CURLAUTH_BASIC

    private static func milliseconds(_ seconds: Double) -> Int { Int((min(max(seconds, 0.001), 1e6) * 1000).rounded()) }

    private func check(_ code: CURLcode) throws(CurlFailure) {
        guard code == CURLE_OK else { throw failure(code, reason: nil) }
    }

    private func failure(_ code: CURLcode, reason: String?) -> CurlFailure {
        CurlFailure(
            code: code, reason: reason ?? String(cString: accord_curl_strerror(code)),
            systemError: long(CURLINFO_OS_ERRNO), wasConnected: size(CURLINFO_CONNECT_TIME_T) > 0)
    }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        return accord_curl_get_long(curl, info, &value) == CURLE_OK ? value : 0
    }

    private func size(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return accord_curl_get_size(curl, info, &value) == CURLE_OK ? Int(value) : 0
    }

    private func string(_ info: CURLINFO) -> String? {
        var value: UnsafePointer<CChar>?
        guard accord_curl_get_string(curl, info, &value) == CURLE_OK else { return nil }
        return value.map { String(cString: $0) }
    }
}

/// Where the body of an answer collects; alive during the transfer that fills it.
private final class Sink {
    private(set) var bytes: [UInt8] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Takes a piece, or refuses it when the whole would grow beyond the limit.
    func take(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard piece.count <= limit - bytes.count else { return false }
        bytes += piece
        return true
    }
}

/// libcurl's callback for the bytes of the body; anything but their number ends the transfer.
private func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().take(piece) ? piece.count : 0
}
