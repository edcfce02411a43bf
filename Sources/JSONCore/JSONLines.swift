#if canImport(Glibc)
    private import Glibc
#else
    private import Musl
#endif

/// The lines of a text that comes in pieces, each of them a JSON text (NDJSON).
///
/// A line within one piece is handed on where it lies; only what continues from piece to piece is copied.
public struct JSONLines: Sendable {
    /// The most bytes of a line.
    public let limit: Int
    /// The beginning of a line that is not complete.
    private var rest: [UInt8] = []
    /// Whether the line at hand is beyond the limit, so that it is passed over.
    private var isPassedOver = false
    /// The line at hand, from 1.
    private var number = 1

    public init(limit: Int) { self.limit = limit }

    /// Takes the next piece, and hands on each line that it completes, unless there is nothing but blanks in it.
    ///
    /// - Parameter each: takes the number of a line, from 1, and its text; `nil` for one that is beyond the limit.
    public mutating func take(_ piece: Span<UInt8>, _ each: (Int, Span<UInt8>?) -> Void) {
        piece.withUnsafeBufferPointer { piece in
            var start = 0
            while let end = Self.lineEnd(in: piece, from: start) {
                complete(with: piece.extracting(start..<end), each)
                start = end + 1
            }
            keep(piece.extracting(start..<piece.count))
        }
    }

    /// Hands on the last line, which needs no line feed at its end.
    public mutating func finish(_ each: (Int, Span<UInt8>?) -> Void) {
        complete(with: UnsafeBufferPointer(start: nil, count: 0), each)
    }

    private static func lineEnd(in piece: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard start < piece.count, let base = piece.baseAddress,
            let found = memchr(base + start, CInt(UInt8(ascii: "\n")), piece.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    private mutating func keep(_ text: UnsafeBufferPointer<UInt8>) {
        if rest.count + text.count > limit { isPassedOver = true }
        if isPassedOver { rest = [] } else { rest.append(contentsOf: text) }
    }

    private mutating func complete(with text: UnsafeBufferPointer<UInt8>, _ each: (Int, Span<UInt8>?) -> Void) {
        if rest.isEmpty, !isPassedOver, text.count <= limit {
            if !text.allSatisfy(isWhitespace) { each(number, text.span) }
        } else {
            keep(text)
            if isPassedOver {
                each(number, nil)
            } else if !rest.allSatisfy(isWhitespace) {
                each(number, rest.span)
            }
            rest.removeAll(keepingCapacity: true)
            isPassedOver = false
        }
        number += 1
    }
}
