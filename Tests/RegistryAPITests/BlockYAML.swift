import JSONCore

/// The block style of YAML, as far as `openapi.yaml` uses it; anything else is an error with its line.
///
/// Mappings and sequences by indentation of two blanks, one entry a line; scalars on one line, plain or in double quotes
/// with JSON's escapes; comments on lines of their own.
struct BlockYAML {
    struct Malformed: Error, CustomStringConvertible {
        var line: Int
        var reason: String
        var description: String { "line \(line): \(reason)" }
    }

    private struct Line {
        var number: Int
        var indent: Int
        var text: Substring
    }

    private var rest: ArraySlice<Line>

    /// Reads a text into the JSON that it stands for.
    static func parse(_ text: String) throws -> JSON {
        var lines: [Line] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let content = line.drop { $0 == " " }
            if content.isEmpty || content.hasPrefix("#") { continue }
            guard content.last != " ", !content.contains("\t") else {
                throw Malformed(line: index + 1, reason: "a blank at the end, or a tab")
            }
            lines.append(Line(number: index + 1, indent: line.count - content.count, text: content))
        }
        var reader = BlockYAML(rest: lines[...])
        let value = try reader.block(at: 0)
        if let line = reader.rest.first { throw Malformed(line: line.number, reason: "the indentation fits nothing") }
        return value
    }

    /// The mapping or sequence whose entries are indented so far.
    private mutating func block(at indent: Int) throws -> JSON {
        guard let first = rest.first else { throw Malformed(line: 0, reason: "something is missing at the end") }
        guard first.indent == indent else {
            throw Malformed(line: first.number, reason: "indented by \(first.indent), not \(indent)")
        }
        return first.text.hasPrefix("- ") ? try sequence(at: indent) : try mapping(at: indent)
    }

    private mutating func sequence(at indent: Int) throws -> JSON {
        var items: [JSON] = []
        while let line = rest.first, line.indent == indent, line.text.hasPrefix("- ") {
            let item = line.text.dropFirst(2)
            if key(of: item) == nil {
                rest.removeFirst()
                items.append(try scalar(item, line.number))
            } else {
                // The first entry of a mapping stands behind the dash, the others below it.
                rest[rest.startIndex] = Line(number: line.number, indent: indent + 2, text: item)
                items.append(try mapping(at: indent + 2))
            }
        }
        return .array(items)
    }

    private mutating func mapping(at indent: Int) throws -> JSON {
        var object = JSONObject()
        while let line = rest.first, line.indent == indent, !line.text.hasPrefix("- ") {
            rest.removeFirst()
            guard let (name, value) = key(of: line.text) else {
                throw Malformed(line: line.number, reason: "neither `name: value` nor `name:`")
            }
            guard object[name] == nil else { throw Malformed(line: line.number, reason: "a second \(name)") }
            object[name] = value.isEmpty ? try block(at: indent + 2) : try scalar(value, line.number)
        }
        return .object(object)
    }

    /// The name of an entry and what follows it on its line.
    private func key(of text: Substring) -> (String, Substring)? {
        if text.hasPrefix("\"") {
            guard let end = text.dropFirst().firstIndex(of: "\""), text[end...].hasPrefix("\":") else { return nil }
            return (String(text[text.index(after: text.startIndex)..<end]), value(text[end...].dropFirst(2)))
        }
        guard let colon = text.firstRange(of: ": ")?.lowerBound ?? (text.last == ":" ? text.indices.last : nil) else {
            return nil
        }
        return (String(text[..<colon]), value(text[colon...].dropFirst()))
    }

    private func value(_ text: Substring) -> Substring { text.drop { $0 == " " } }

    private func scalar(_ text: Substring, _ line: Int) throws -> JSON {
        if text.hasPrefix("\"") {
            guard let json = try? JSON(parsing: String(text)) else {
                throw Malformed(line: line, reason: "a text in quotes that is none")
            }
            return json
        }
        if ["true", "false", "null"].contains(text) || text.allSatisfy({ $0.isNumber || $0 == "-" }) {
            guard let json = try? JSON(parsing: String(text)) else { throw Malformed(line: line, reason: "no number") }
            return json
        }
        guard let first = text.first, !"[]{}&*!|>'%@`#,?-".contains(first), !text.contains(" #"), !text.contains(": ")
        else { throw Malformed(line: line, reason: "a plain scalar that is none; put it in quotes") }
        return .string(String(text))
    }
}
