internal import JSONCore

/// What a scalar of YAML stands for, by the core schema (YAML 1.2.2, section 10.3.2).
enum Scalars {
    static let standardTags = "tag:yaml.org,2002:"

    static func json(_ scalar: EventReader.Scalar, at position: SourcePosition) throws(YAMLError) -> JSON {
        switch scalar.tag {
        case nil: return scalar.isPlain ? try plain(scalar.text, at: position) : .string(scalar.text)
        // "!" alone says that the text is a text (section 6.9.1).
        case "!", standardTags + "str": return .string(scalar.text)
        case let tag? where tag.hasPrefix(standardTags):
            let json = try plain(scalar.text, at: position)
            guard kinds[String(tag.dropFirst(standardTags.count))] == json.kind else {
                throw YAMLError("\"\(scalar.text)\" is not of the kind that the tag \"\(tag)\" says", position)
            }
            return json
        case let tag?: throw YAMLError("the tag \"\(tag)\" has no meaning here", position)
        }
    }

    private static let kinds: [String: JSON.Kind] = [
        "null": .null, "bool": .boolean, "int": .number, "float": .number,
    ]

    private static func plain(_ text: String, at position: SourcePosition) throws(YAMLError) -> JSON {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: break
        }
        let unsigned = text.drop { $0 == "+" || $0 == "-" }
        if [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(String(unsigned)) {
            throw YAMLError("\(text) is no number that JSON has", position)
        }
        if text.hasPrefix("0x"), let number = Int64(text.dropFirst(2), radix: 16) { return .number(JSONNumber(number)) }
        if text.hasPrefix("0o"), let number = Int64(text.dropFirst(2), radix: 8) { return .number(JSONNumber(number)) }
        return number(text).map(JSON.number) ?? .string(text)
    }

    /// A number as JSON writes it, after `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
    private static func number(_ text: String) -> JSONNumber? {
        var rest = text.utf8[...]
        func digits() -> String {
            let digits = rest.prefix { 48...57 ~= $0 }
            rest = rest.dropFirst(digits.count)
            return String(decoding: digits, as: UTF8.self)
        }
        func takes(_ bytes: String) -> String? {
            guard let first = rest.first, bytes.utf8.contains(first) else { return nil }
            rest = rest.dropFirst()
            return String(UnicodeScalar(first))
        }
        let sign = takes("+-") == "-" ? "-" : ""
        let whole = digits()
        let fraction = takes(".") == nil ? "" : digits()
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        var exponent = ""
        if takes("eE") != nil {
            let sign = takes("+-") == "-" ? "-" : ""
            let power = digits()
            guard !power.isEmpty else { return nil }
            exponent = "e\(sign)\(power)"
        }
        guard rest.isEmpty else { return nil }
        let trimmed = String(whole.drop { $0 == "0" })
        return JSONNumber(
            text: sign + (trimmed.isEmpty ? "0" : trimmed) + (fraction.isEmpty ? "" : ".\(fraction)") + exponent)
    }
}
