public import JSONCore
public import SchemaCore

/// A rule of somebody's own: a JSON Schema that every subschema of a schema has to be valid by.
public struct CustomRule: Sendable, Hashable {
    /// The schema's `title`.
    public let id: String
    /// The schema's `description`: what a finding says.
    public let message: String
    public let schema: JSON

    /// The longest id, in bytes.
    public static let idBytesLimit = 100

    /// Reads a rule; whether it is a schema is for the schema language to say.
    ///
    /// - Throws: when it has no usable title or no description.
    public init(json: JSON, at pointer: JSONPointer = .root) throws(MalformedMember) {
        let members = try Members(json, at: pointer)
        id = try members.required("title", expected: Self.idExpectation) { json in
            json.string.flatMap { Self.isID($0) ? $0 : nil }
        }
        message = try members.required("description", expected: "a sentence, which is what a finding says") { json in
            json.string.flatMap { $0.isBlank ? nil : $0 }
        }
        schema = json
    }

    private static let idExpectation =
        "a name of at most \(idBytesLimit) letters, digits, \"-\", \"_\" and \".\" that no built-in rule has, the rule's id"

    private static func isID(_ text: String) -> Bool {
        1...idBytesLimit ~= text.utf8.count && BuiltInRule.ID(rawValue: text) == nil
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}

extension String {
    /// Whether there is nothing to read.
    var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
