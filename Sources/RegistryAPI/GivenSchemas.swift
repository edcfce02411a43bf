internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// Schemas that stand in the body of a request as JSON, with what they refer to.
///
/// Their texts are taken from the body as they are there, so that no number changes and a fault is told with its line and
/// column in the body.
struct GivenSchemas {
    private let fields: Fields
    private let map: SourceMap
    private let referencesLimit: Int

    init(_ call: Call, _ fields: Fields) {
        self.fields = fields
        map = SourceMap(String(decoding: call.request.body, as: UTF8.self))
        referencesLimit = call.registry.referencesLimit
    }

    /// The text of a member, after as many lines and blanks as stand before it in the body.
    ///
    /// - Throws: `.malformedRequest` when there is no such member; one that is `null` is there.
    func text(_ name: String) throws(RegistryError) -> String {
        guard let text = map.textInPlace(of: JSONPointer([name])) else {
            throw .malformedField("/\(name)", expected: "given")
        }
        return text
    }

    /// A member as a schema.
    ///
    /// - Parameters:
    ///   - references: the name of the member that holds what it refers to, by the names it uses.
    /// - Throws: `.malformedRequest` when it is not there, or what is beside it is malformed.
    func schema(
        _ name: String, references: String, type: SchemaType = .json
    ) throws(RegistryError) -> UnregisteredSchema {
        var texts: [String: String] = [:]
        let given = try fields.optional(references, .object) ?? JSONObject()
        for reference in given.members.prefix(referencesLimit + 1) {
            texts[reference.name] = map.text(of: JSONPointer([references, reference.name]))
        }
        return UnregisteredSchema(
            type: type, text: try text(name), references: texts,
            defaultDialect: try fields.optional("defaultDialect", .string))
    }
}
