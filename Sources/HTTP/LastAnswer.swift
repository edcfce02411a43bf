internal import CMicrohttpd

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Musl
#endif

/// The bytes of an answer after which nothing more is sent on its connection (RFC 9112).
enum LastAnswer {
    static func bytes(_ response: Response, id: String, isHead: Bool) -> [UInt8] {
        let reason = String(cString: MHD_get_reason_phrase_for(CUnsignedInt(clamping: response.status)))
        var text = "HTTP/1.1 \(response.status) \(reason)\r\nDate: \(date())\r\nConnection: close\r\n"
        // A control character would begin another field; libmicrohttpd leaves such a field out as well.
        for field in response.headers.fields where !(field.name + field.value).utf8.contains(where: { $0 < 0x20 }) {
            text += "\(field.name): \(field.value)\r\n"
        }
        text += "X-Request-ID: \(id)\r\nContent-Length: \(response.body.count)\r\n\r\n"
        return Array(text.utf8) + (isHead ? [] : response.body)
    }

    /// The present time as RFC 9110, section 5.6.7, writes it.
    private static func date() -> String {
        var seconds = time(nil)
        var calendar = tm()
        gmtime_r(&seconds, &calendar)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { text in
            strftime(text.baseAddress, text.count, "%a, %d %b %Y %H:%M:%S GMT", &calendar)
            return text.baseAddress.map { String(cString: $0) } ?? ""
        }
    }
}
