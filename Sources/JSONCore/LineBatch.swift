/// Lines that follow each other, kept to be looked at together, by whichever thread.
public struct LineBatch: Sendable {
    /// A line, and where it is among the bytes; nowhere when it was beyond a limit.
    private struct Line {
        var number: Int
        var range: Range<Int>?
    }

    private var bytes: [UInt8] = []
    private var lines: [Line] = []

    /// Room for so many bytes.
    public init(bytes capacity: Int) { bytes.reserveCapacity(capacity) }

    /// The bytes of all lines.
    public var byteCount: Int { bytes.count }

    /// The number of lines.
    public var count: Int { lines.count }

    /// Adds a line; `nil` is one that was beyond a limit.
    public mutating func add(_ number: Int, _ line: Span<UInt8>?) {
        guard let line else {
            lines.append(Line(number: number, range: nil))
            return
        }
        let start = bytes.count
        line.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        lines.append(Line(number: number, range: start..<bytes.count))
    }

    /// Hands each line on, with its number.
    public func forEach(_ body: (Int, Span<UInt8>?) -> Void) {
        let text = bytes.span
        for line in lines {
            if let range = line.range { body(line.number, text.extracting(range)) } else { body(line.number, nil) }
        }
    }
}
