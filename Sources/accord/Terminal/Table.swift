internal import Reports

/// Columns under a header, as wide as their widest cell.
struct Table {
    private var rows: [[String]]

    init(_ header: String...) { self.init(header: header) }

    init(header: [String]) { rows = [header] }

    mutating func append(_ cells: String...) { append(row: cells) }

    mutating func append(row: [String]) { rows.append(row.map(\.printable)) }

    /// The lines, each ended by a line feed.
    var text: String {
        var widths: [Int] = []
        for row in rows {
            for (column, cell) in row.enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        var text = ""
        for row in rows {
            var line = ""
            for (column, cell) in row.enumerated() {
                line += cell
                if column < row.count - 1 {
                    line += String(repeating: " ", count: widths[column] - cell.count + 2)
                }
            }
            text += line + "\n"
        }
        return text
    }
}
