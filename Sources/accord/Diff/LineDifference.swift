internal import Reports

/// Two texts, line by line.
struct LineDifference {
    /// A line of one text, of the other, or of both.
    private enum Line {
        case same(String)
        case removed(String)
        case added(String)

        var isSame: Bool { if case .same = self { true } else { false } }
    }

    private let lines: [Line]

    /// The most lines of a text.
    static let linesLimit = 20_000
    /// How many lines around a difference are shown.
    private static let context = 3

    /// - Returns: `nil` when a text is too long.
    init?(from old: String, to new: String) {
        let (oldLines, newLines) = (Self.lines(old), Self.lines(new))
        guard max(oldLines.count, newLines.count) <= Self.linesLimit else { return nil }
        var (removed, added) = (Set<Int>(), Set<Int>())
        for change in newLines.difference(from: oldLines) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var (left, right) = (0, 0)
        while left < oldLines.count || right < newLines.count {
            if removed.contains(left) {
                lines.append(.removed(oldLines[left]))
                left += 1
            } else if added.contains(right) {
                lines.append(.added(newLines[right]))
                right += 1
            } else {
                lines.append(.same(oldLines[left]))
                left += 1
                right += 1
            }
        }
        self.lines = lines
    }

    private static func lines(_ text: String) -> [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// The stretches of lines that are shown: differences with what is around them.
    private var hunks: [Range<Int>] {
        var hunks: [Range<Int>] = []
        for position in lines.indices where !lines[position].isSame {
            let hunk = max(0, position - Self.context)..<min(lines.count, position + Self.context + 1)
            if let last = hunks.last, last.upperBound >= hunk.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<hunk.upperBound
            } else {
                hunks.append(hunk)
            }
        }
        return hunks
    }

    // MARK: As patch(1) reads it

    func unified(_ names: (old: String, new: String), _ style: Style) -> String {
        guard !hunks.isEmpty else { return "" }
        var text = style.bold("--- \(names.old)\n+++ \(names.new)") + "\n"
        for hunk in hunks {
            text += style.dim(header(hunk)) + "\n"
            for line in lines[hunk] {
                switch line {
                case .same(let line): text += " \(line)\n"
                case .removed(let line): text += style.red("-\(line)") + "\n"
                case .added(let line): text += style.green("+\(line)") + "\n"
                }
            }
        }
        return text
    }

    private func header(_ hunk: Range<Int>) -> String {
        func count(_ range: Range<Int>, without isOther: (Line) -> Bool) -> Int {
            lines[range].count { !isOther($0) }
        }
        let isAdded: (Line) -> Bool = { if case .added = $0 { true } else { false } }
        let isRemoved: (Line) -> Bool = { if case .removed = $0 { true } else { false } }
        func range(_ isOther: (Line) -> Bool) -> String {
            let length = count(hunk, without: isOther)
            // An empty stretch is named by the line before it.
            let start = count(0..<hunk.lowerBound, without: isOther) + (length == 0 ? 0 : 1)
            return length == 1 ? "\(start)" : "\(start),\(length)"
        }
        return "@@ -\(range(isAdded)) +\(range(isRemoved)) @@"
    }

    // MARK: Side by side

    /// Both texts in two columns.
    ///
    /// - Parameter width: of the terminal, in columns.
    func sideBySide(width: Int, _ style: Style) -> String {
        let column = max(20, (width - 3) / 2)
        var text = ""
        for (number, hunk) in hunks.enumerated() {
            if number > 0 { text += style.dim(String(repeating: "·", count: 2 * column + 3)) + "\n" }
            var (removed, added): ([String], [String]) = ([], [])
            func flush() {
                for position in 0..<max(removed.count, added.count) {
                    let left = position < removed.count ? removed[position] : ""
                    let right = position < added.count ? added[position] : ""
                    let mark = position >= added.count ? "<" : position >= removed.count ? ">" : "|"
                    text += "\(style.red(Self.cell(left, column))) \(mark) \(style.green(Self.fitted(right, column)))\n"
                }
                (removed, added) = ([], [])
            }
            for line in lines[hunk] {
                switch line {
                case .removed(let line): removed.append(line)
                case .added(let line): added.append(line)
                case .same(let line):
                    flush()
                    text += "\(Self.cell(line, column))   \(Self.fitted(line, column))\n"
                }
            }
            flush()
        }
        return text
    }

    private static func cell(_ text: String, _ width: Int) -> String {
        let text = fitted(text, width)
        return text + String(repeating: " ", count: width - text.count)
    }

    private static func fitted(_ text: String, _ width: Int) -> String {
        let text = text.replacing("\t", with: "    ").printable
        return text.count <= width ? text : text.prefix(width - 1) + "…"
    }
}
