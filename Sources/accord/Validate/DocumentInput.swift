internal import JSONCore
internal import Reports

/// A file of documents, or the standard input.
struct DocumentInput {
    /// How the documents lie in it.
    enum Layout {
        /// One document a line.
        case lines
        /// The whole is one document.
        case one
    }

    /// What messages call it.
    let name: String
    private let path: String?
    /// What the person says; `nil` leaves it to the name and the text.
    private let layout: Layout?

    /// The most bytes of a document.
    private static let documentBytes = 1 << 30

    /// - Parameter path: `-` is the standard input.
    init(path: String, layout: Layout?) {
        name = path == "-" ? "standard input" : path.printable
        self.path = path == "-" ? nil : path
        self.layout = layout ?? Self.layout(of: path)
    }

    private static func layout(of path: String) -> Layout? {
        if path.hasSuffix(".ndjson") || path.hasSuffix(".jsonl") { return .lines }
        return path.hasSuffix(".json") ? .one : nil
    }

    /// Bytes of the file; `nil` when that cannot be known.
    var size: Int? { path.flatMap(Platform.size) }

    /// Hands on each document with its line, where one a line is read; `nil` for one that is too long.
    ///
    /// - Parameter progress: is told now and then how many bytes have been read.
    func forEachDocument(
        _ each: (Int?, Span<UInt8>?) -> Void, progress: (Int) -> Void
    ) throws(Platform.SystemError) {
        let file = try Platform.File(path: path)
        var layout = layout
        var lines = JSONLines(limit: Self.documentBytes)
        var text: [UInt8] = []
        var bytes = 0
        while let piece = try file.read() {
            bytes += piece.count
            if layout == .lines {
                lines.take(piece.span) { each($0, $1) }
            } else if text.count <= Self.documentBytes {
                text += piece
                if layout == nil, Self.beginsWithADocument(text) {
                    layout = .lines
                    lines.take(text.span) { each($0, $1) }
                    text = []
                }
            }
            progress(bytes)
        }
        if layout == .lines {
            lines.finish { each($0, $1) }
        } else if text.count <= Self.documentBytes {
            each(nil, text.span)
        } else {
            each(nil, nil)
        }
    }

    /// Whether the first line is a document on its own, and something follows it.
    private static func beginsWithADocument(_ text: [UInt8]) -> Bool {
        // Only the first piece is looked at: no later one changes what it begins with.
        guard text.count <= Platform.File.pieceBytes, let end = text.firstIndex(of: UInt8(ascii: "\n")),
            !text[end...].allSatisfy({ $0 <= 0x20 })
        else { return false }
        return (try? JSON(parsing: text[..<end])) != nil
    }
}
