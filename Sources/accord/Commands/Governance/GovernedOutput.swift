internal import JSONCore

/// What a command of governance prints: the JSON of the answer, or a table of some of its members.
struct GovernedOutput {
    /// A column: its title, and the member that it shows.
    struct Column {
        var title: String
        var member: String

        init(_ title: String, _ member: String) {
            self.title = title
            self.member = member
        }
    }

    var columns: [Column]

    init(_ columns: (String, String)...) { self.columns = columns.map { Column($0, $1) } }

    /// - Parameter json: what is printed where JSON is asked for; the rows as an array when it is left out.
    func write(_ rows: [JSON], as form: OutputForm, json: JSON? = nil) throws(Failure) {
        switch form {
        case .json: try Console.write((json ?? .array(rows)).indentedText + "\n")
        case .table:
            var table = Table(header: columns.map(\.title))
            for row in rows { table.append(row: columns.map { Self.cell(row[$0.member]) }) }
            try Console.write(table.text)
        }
    }

    /// One thing, of which there is no list.
    func write(_ row: JSON, as form: OutputForm) throws(Failure) { try write([row], as: form, json: row) }

    /// A value as a table shows it.
    static func cell(_ value: JSON?) -> String {
        switch value {
        case nil, .null?: "-"
        case .string(let text)?: text.isEmpty ? "-" : text
        case .array(let items)?: items.isEmpty ? "-" : items.map { cell($0) }.joined(separator: ", ")
        case .object(let object)?: object.members.map { "\($0.name) \(cell($0.value))" }.joined(separator: ", ")
        case .boolean(let truth)?: truth ? "yes" : "no"
        case .number?: value?.text ?? "-"
        }
    }
}
