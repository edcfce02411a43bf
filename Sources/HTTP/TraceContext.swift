/// The `traceparent` field (W3C Trace Context, section 3.2), by which others find the log's line again.
enum TraceContext {
    /// The value, where it is one of version 00 that names a trace and a span.
    static func parent(_ value: String?) -> String? {
        guard let value else { return nil }
        let parts = value.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "00", isIdentifier(parts[1], 32), isIdentifier(parts[2], 16),
            isHexadecimal(parts[3], 2)
        else { return nil }
        return value
    }

    private static func isIdentifier(_ part: Substring, _ count: Int) -> Bool {
        isHexadecimal(part, count) && part.utf8.contains { $0 != UInt8(ascii: "0") }
    }

    private static func isHexadecimal(_ part: Substring, _ count: Int) -> Bool {
        part.utf8.count == count
            && part.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }
}
