internal import CMicrohttpd

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// The header fields of a request, with what they say about its body and its connection.
struct Head {
    private(set) var headers = Headers()
    /// Bytes of the body; none where there is no body, or where it comes in chunks.
    private(set) var contentLength: UInt64?
    /// Whether the body comes in chunks.
    private(set) var isChunked = false
    /// Whether the client waits to be told to send the body (RFC 9110, section 10.1.1).
    private(set) var expectsContinue = false
    /// The client's own identifier, where it can be used.
    private(set) var id: String?
    /// What the client wants to become of the connection (RFC 9112, section 9.3).
    private(set) var connection: AccessEntry.Connection
    /// Whether it is of HTTP/1.0, in which no answer comes in chunks.
    let isOld: Bool
    /// Why the request cannot be served.
    private(set) var refusal: Refusal?

    private var bytes = 0
    private var hosts = 0
    private let limit: Int

    /// Reads the fields that libmicrohttpd has parsed.
    init(of handle: OpaquePointer, version: UnsafePointer<CChar>, limit: Int) {
        isOld = strcmp(version, "HTTP/1.0") == 0
        connection = isOld ? .closed : .kept
        self.limit = limit
        headers.reserveCapacity(8)
        withUnsafeMutablePointer(to: &self) { head in
            _ = MHD_get_connection_values_n(handle, .HEADER_KIND, takeField, head)
        }
        // RFC 9112, section 3.2: one host in each request, from HTTP/1.1 on.
        if hosts > 1 || hosts == 0 && !isOld { refuse(.malformedHead) }
        // RFC 9112, section 6.1: with both, or with chunks in HTTP/1.0, a proxy may have seen another body than this server.
        if isChunked && (contentLength != nil || isOld) { refuse(.malformedHead) }
        if isOld { expectsContinue = false }
    }

    /// Takes a field with blanks around its value.
    fileprivate mutating func take(_ name: UnsafeRawBufferPointer, _ padded: UnsafeRawBufferPointer) {
        // A name, a colon, a blank, a value, and a line end.
        bytes += name.count + padded.count + 4
        guard !name.isEmpty, name.allSatisfy({ (0x21...0x7E).contains($0) }) else { return refuse(.malformedHead) }
        var end = padded.count
        while end > 0, padded[end - 1] == UInt8(ascii: " ") || padded[end - 1] == UInt8(ascii: "\t") { end -= 1 }
        let value = UnsafeRawBufferPointer(rebasing: padded[0..<end])
        let text = Self.text(value)
        // Beyond the limit only the length and the framing of the body are of use.
        if bytes > limit {
            refuse(.headersTooLarge)
        } else {
            headers.append(String(decoding: name, as: UTF8.self), text)
        }
        interpret(name, padded, text)
    }

    /// Notes what a field says; where libmicrohttpd reads it too, with its blanks, as that does.
    private mutating func interpret(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ text: String) {
        switch name.count {
        case 4 where name.isSame(as: "host"): hosts += 1
        case 6 where name.isSame(as: "expect"): expectsContinue = value.isSame(as: "100-continue")
        case 10 where name.isSame(as: "connection"):
            // What nearly every client says, told apart cheaply.
            if value.isSame(as: "keep-alive") { connection = .kept } else { interpretConnection(value) }
        case 12 where name.isSame(as: "x-request-id"): if RequestIDs.isSane(text) { id = text }
        case 14 where name.isSame(as: "content-length"): interpretLength(text)
        case 17 where name.isSame(as: "transfer-encoding"):
            // RFC 9112, section 6.1: 501 may be given for other codings; but where they end is unknown all the same.
            if isChunked || !value.isSame(as: "chunked") { refuse(.malformedHead) }
            isChunked = true
        default: break
        }
    }

    private mutating func interpretLength(_ text: String) {
        // RFC 9112, section 6.3: several lengths are an error unless they agree, which nobody needs.
        guard contentLength == nil, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = UInt64(text)
        else {
            return refuse(.malformedHead)
        }
        contentLength = length
    }

    private mutating func interpretConnection(_ value: UnsafeRawBufferPointer) {
        for option in value.split(whereSeparator: { ", \t".utf8.contains($0) }).map(
            UnsafeRawBufferPointer.init(rebasing:))
        {
            if option.isSame(as: "close") {
                connection = .closed
                return
            }
            if option.isSame(as: "keep-alive") { connection = .kept }
        }
    }

    /// Notes a reason; that the request cannot be told from what follows it outweighs any other.
    private mutating func refuse(_ reason: Refusal) { refusal = refusal == .malformedHead ? refusal : reason }

    /// A value as text: UTF-8, or else ISO 8859-1, as fields were historically (RFC 9110, section 5.5).
    private static func text(_ value: UnsafeRawBufferPointer) -> String {
        do {
            return String(copying: try UTF8Span(validating: value.bindMemory(to: UInt8.self).span))
        } catch {
            return String(String.UnicodeScalarView(value.map { Unicode.Scalar($0) }))
        }
    }
}

/// Passes a field on to the head that `context` points to.
private func takeField(
    _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ nameSize: Int,
    _ value: UnsafePointer<CChar>?, _ valueSize: Int
) -> MHD_Result {
    guard let head = context?.assumingMemoryBound(to: Head.self) else { return .NO }
    head.pointee.take(
        UnsafeRawBufferPointer(start: name, count: name == nil ? 0 : nameSize),
        UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueSize))
    return .YES
}

extension UnsafeRawBufferPointer {
    /// Whether these are the bytes of an ASCII text, in either case.
    fileprivate func isSame(as text: StaticString) -> Bool {
        guard let baseAddress else { return text.utf8CodeUnitCount == 0 }
        return count == text.utf8CodeUnitCount && strncasecmp(baseAddress, text.utf8Start, count) == 0
    }
}
