public import JSONCore

/// One thing that keeps a text from being a schema: what it is, and where.
public struct SchemaFault: Sendable, Hashable {
    /// The name of the reference whose text it is in; empty for the schema itself.
    public var document: String
    /// The place in that text.
    public var pointer: JSONPointer
    /// The place's line and column, where they are known.
    public var position: SourcePosition?
    public var reason: Reason

    public init(document: String, pointer: JSONPointer, position: SourcePosition? = nil, reason: Reason) {
        self.document = document
        self.pointer = pointer
        self.position = position
        self.reason = reason
    }

    /// What a value should have been.
    public enum Expectation: String, Sendable, Hashable, CaseIterable {
        case schema = "an object or a boolean"
        case objectSchema = "an object, since draft-04 has no boolean schemas"
        case schemaOrSchemas = "a schema or an array of schemas"
        case itemsSchema = "an object or a boolean, since 2020-12 calls an array of items prefixItems"
        case schemas = "a non-empty array of schemas"
        case object = "an object"
        case array = "an array"
        case string = "a string"
        case boolean = "a boolean"
        case number = "a number"
        case positiveNumber = "a number above 0"
        case count = "a whole number from 0 up"
        case names = "an array of strings"
        case schemaOrNames = "a schema or an array of strings"
        case types = "the name of a type or a non-empty array of such names"
        case type = "one of \"null\", \"boolean\", \"integer\", \"number\", \"string\", \"array\", \"object\""
        case uriReference = "a URI reference as RFC 3986 has it"
        case uriWithoutFragment = "a URI reference without a fragment; for a place inside a schema use $anchor"
        case anchor = "a name of letters, digits, \"-\", \"_\" and \".\" that begins with a letter"
        case resourceRoot = "\"#\", the only value that 2019-09 gives a meaning"
    }

    /// Why a place is at fault.
    public enum Reason: Error, Sendable, Hashable {
        case wrongValue(expected: Expectation, found: JSON)
        /// A name that may occur once.
        case repeatedName(String)
        case invalidPattern(String, reason: String, offset: Int)
        /// An identifier that something else in the same schema already has.
        case repeatedIdentifier(String)
        case unsupportedDraft(String)
        case unknownVocabulary(String)
        /// A reference to a text that was not given.
        case unknownDocument(uri: String)
        /// A reference into a known text, at a place or name that is not there.
        case nothingThere(reference: String)
        /// A reference to something that is no schema.
        case noSchemaThere(reference: String, found: JSON)
        /// A referenced text that is not JSON.
        case notJSON(reference: String, JSONError)
        /// A referenced text of another language.
        case otherLanguage(reference: String, SchemaType)
    }
}

extension SchemaFault: CustomStringConvertible {
    /// The sentence, with document, pointer, line and column, without a full stop.
    public var description: String {
        let place = pointer.description.isEmpty ? "the schema" : pointer.description
        let owner = document.isEmpty ? "" : "in the reference \"\(document)\", "
        let suffix = position.map { " (\($0))" } ?? ""
        return owner + sentence(about: place) + suffix
    }

    private func sentence(about place: String) -> String {
        switch reason {
        case .wrongValue(let expected, let found):
            "\(place) must be \(expected.rawValue), not \(Self.shortened(found))"
        case .repeatedName(let name):
            "\(place) is the second \"\(name)\" in its array; every name may occur once"
        case .invalidPattern(let pattern, let reason, let offset):
            "\(place) is not a regular expression: \(reason), at character \(offset + 1) of \"\(pattern)\""
        case .repeatedIdentifier(let identifier):
            "\(place) is \"\(identifier)\", which another part of the schema has already; identifiers must differ"
        case .unsupportedDraft(let draft):
            "\(place): \(draft) is not supported; use draft-04 or later"
        case .unknownVocabulary(let uri):
            "\(place) requires the vocabulary \"\(uri)\", which is not known; make it optional (false) or remove it"
        case .unknownDocument(let uri):
            "\(place) refers to \"\(uri)\", which is neither part of the schema nor one of its references; nothing is "
                + "fetched, so register that schema and add a reference with the name \"\(uri)\""
        case .nothingThere(let reference):
            "\(place) refers to \"\(reference)\", but there is nothing of that name or at that place"
        case .noSchemaThere(let reference, let found):
            "\(place) refers to \"\(reference)\", which is no schema but \(Self.shortened(found))"
        case .notJSON(let reference, let error):
            "\(place) refers to \"\(reference)\", which cannot be read as JSON: \(error)"
        case .otherLanguage(let reference, let type):
            "\(place) refers to \"\(reference)\", which is a schema of type \(type.name), not JSON"
        }
    }

    /// A value as a sentence quotes it: scalars by their text, up to 60 characters, the rest by its kind.
    private static func shortened(_ value: JSON) -> String {
        switch value {
        case .array(let items): return items.isEmpty ? "an empty array" : "an array"
        case .object: return "an object"
        case .null, .boolean, .number, .string:
            let text = value.text
            return text.unicodeScalars.count <= 60 ? text : String(text.unicodeScalars.prefix(60)) + "…"
        }
    }
}

extension RegistryError {
    /// How many faults a message lists before it only counts.
    public static let faultsListed = 20

    /// A text that is not a schema, with all that is wrong.
    ///
    /// - Parameters:
    ///   - faults: in the order of the text.
    ///   - total: how many there are, when not all are given.
    public static func invalidSchema(type: SchemaType, faults: [SchemaFault], total: Int? = nil) -> RegistryError {
        var sentences = faults.prefix(faultsListed).map(\.description)
        let rest = max(total ?? 0, faults.count) - sentences.count
        if rest > 0 { sentences.append("and \(rest) more") }
        return invalidSchema(type: type, sentences.joined(separator: "; "))
    }

    /// A text that is not even JSON.
    public static func invalidSchema(type: SchemaType, notJSON error: JSONError) -> RegistryError {
        invalidSchema(type: type, "the schema cannot be read as JSON: \(error)")
    }
}
