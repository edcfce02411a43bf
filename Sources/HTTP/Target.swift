/// The path and the query of a request's target, decoded.
struct Target {
    var path: [String] = []
    var query = Query()

    init() {}

    /// Decodes a target in origin form, or in absolute form as clients send it to proxies (RFC 9112, section 3.2).
    ///
    /// Slashes separate segments, and only one at the end is dropped: `/a/` is `/a`, while `/a//b` has an empty segment
    /// in its middle. Dots are segments like any others.
    ///
    /// - Throws: `.malformedTarget` or `.tooManyParameters`.
    init(parsing bytes: Span<UInt8>, queryParameters limit: Int) throws(Refusal) {
        for index in bytes.indices where bytes[index] <= 0x20 || bytes[index] == 0x7F { throw .malformedTarget }
        let start = try Self.startOfPath(in: bytes)
        let mark = Self.next("?", in: bytes, from: start)
        path = try Self.segments(bytes.extracting(start..<mark))
        if mark < bytes.count {
            query = try Self.parameters(bytes.extracting((mark + 1)..<bytes.count), limit: limit)
        }
    }

    private static func segments(_ bytes: Span<UInt8>) throws(Refusal) -> [String] {
        var segments: [String] = []
        var start = 1
        while start < bytes.count {
            let end = next("/", in: bytes, from: start)
            segments.append(try Escapes.decode(bytes.extracting(start..<end), plus: .literal))
            start = end + 1
        }
        return segments
    }

    private static func parameters(_ bytes: Span<UInt8>, limit: Int) throws(Refusal) -> Query {
        var parameters: [Query.Parameter] = []
        var start = 0
        while start < bytes.count {
            let end = next("&", in: bytes, from: start)
            if end > start {
                guard parameters.count < limit else { throw .tooManyParameters }
                parameters.append(try parameter(bytes.extracting(start..<end)))
            }
            start = end + 1
        }
        return Query(parameters)
    }

    private static func parameter(_ bytes: Span<UInt8>) throws(Refusal) -> Query.Parameter {
        let equals = next("=", in: bytes, from: 0)
        let name = try Escapes.decode(bytes.extracting(0..<equals), plus: .blank)
        let value = try Escapes.decode(bytes.extracting(min(equals + 1, bytes.count)..<bytes.count), plus: .blank)
        return Query.Parameter(name: name, value: value)
    }

    /// Where the path begins: after the authority, in absolute form.
    private static func startOfPath(in bytes: Span<UInt8>) throws(Refusal) -> Int {
        if bytes.count > 0, bytes[0] == UInt8(ascii: "/") { return 0 }
        for scheme in ["http://", "https://"] where begins(bytes, with: scheme) {
            let slash = next("/", in: bytes, from: scheme.utf8.count)
            let mark = next("?", in: bytes, from: scheme.utf8.count)
            if slash > scheme.utf8.count, mark >= slash { return slash }
        }
        throw .malformedTarget
    }

    private static func begins(_ bytes: Span<UInt8>, with prefix: String) -> Bool {
        guard bytes.count >= prefix.utf8.count else { return false }
        for (index, byte) in prefix.utf8.enumerated() where bytes[index] | 0x20 != byte | 0x20 { return false }
        return true
    }

    /// The place of the next such character, or the end.
    private static func next(_ character: Unicode.Scalar, in bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != UInt8(ascii: character) { index += 1 }
        return index
    }
}
