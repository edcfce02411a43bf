internal import JSONCore
internal import Reports
internal import YAML

/// Things of one kind, in every form that a list has.
struct Listing: Sendable {
    /// A column: its title, the member that it shows, and how.
    struct Column: Sendable {
        var title: String
        var member: String
        var cell: @Sendable (JSON?) -> String = { Listing.cell($0) }
    }

    var columns: [Column]
    /// The members that tell one thing from the others.
    var names: [String]

    /// - Parameter names: the members that tell one thing from the others; that of the first column without it.
    init(_ columns: (String, String)..., names: [String]? = nil) {
        self.init(columns: columns.map { Column(title: $0, member: $1) }, names: names)
    }

    init(columns: [Column], names: [String]? = nil) {
        self.columns = columns
        self.names = names ?? columns.prefix(1).map(\.member)
    }

    /// - Parameter json: what is printed where JSON or YAML is asked for; the rows as an array when it is left out.
    func write(_ rows: [JSON], as form: ListingForm, json: JSON? = nil) throws(Failure) {
        switch form {
        case .table: try Console.write(table(rows, columns))
        case .wide: try Console.write(table(rows, columns + furtherColumns(of: rows)))
        case .json: try Console.line((json ?? .array(rows)).indentedText)
        case .jsonl: try Console.write(rows.map { $0.text + "\n" }.joined())
        case .yaml: try Console.write((json ?? .array(rows)).yamlText)
        case .name: try Console.write(rows.map { name(of: $0).printable + "\n" }.joined())
        }
    }

    /// One thing, of which there is no list.
    func write(_ row: JSON, as form: ListingForm) throws(Failure) { try write([row], as: form, json: row) }

    private func name(of row: JSON) -> String {
        let known = names.filter { row[$0] != nil && row[$0] != .null }
        return (known.isEmpty ? Array(names.prefix(1)) : known).map { member in
            (columns.first { $0.member == member }?.cell ?? Self.cell)(row[member])
        }.joined(separator: ":")
    }

    private func table(_ rows: [JSON], _ columns: [Column]) -> String {
        var table = Table(header: columns.map(\.title))
        for row in rows { table.append(row: columns.map { $0.cell(row[$0.member]) }) }
        return table.text
    }

    /// A column for each member that has none, in the order in which they first appear.
    private func furtherColumns(of rows: [JSON]) -> [Column] {
        var shown = Set(columns.map(\.member))
        let members = rows.flatMap { $0.object?.names ?? [] }
        return members.filter { shown.insert($0).inserted }.map { Column(title: Self.title(of: $0), member: $0) }
    }

    /// The title of a column for a member, as `UPDATED BY` for `updatedBy`.
    private static func title(of member: String) -> String {
        member.reduce(into: "") { title, character in
            if character.isUppercase { title += " " }
            title += character.uppercased()
        }
    }

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
