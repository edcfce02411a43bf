extension JSON {
    /// An object of these members; those that are `nil` are left out.
    public static func object(_ members: KeyValuePairs<String, JSON?>) -> JSON {
        .object(
            JSONObject(
                members.compactMap { name, value in value.map { JSONObject.Member(name: name, value: $0) } }))
    }

    public static func integer(_ number: some BinaryInteger) -> JSON { .number(JSONNumber(Int64(number))) }

    /// The value for people: one member or item a line, indented by two blanks.
    public var indentedText: String { text(indentedBy: 2) }
}
