public import JSONCore

/// A YAML 1.2 document that stands for a JSON value, with the place of each part (core schema, YAML 1.2.2, section 10.3).
///
/// Aliases stand for copies. What has no JSON form is refused: keys that are no scalars, a key twice, tags of an
/// application, `.inf`, `.nan`, and more than one document.
public struct YAMLDocument: Sendable {
    /// The value; `null` for an empty text.
    public let json: JSON
    private let positions: [JSONPointer: SourcePosition]

    /// The most values of a document, those counted that aliases stand for.
    public static let valuesLimit = 100_000
    /// The most arrays and objects inside one another.
    public static let depthLimit = 100

    /// Reads a text.
    ///
    /// - Throws: where it is not YAML, or has no JSON form, or is larger than the limits.
    public init(parsing text: String) throws(YAMLError) {
        var composer = Composer(try EventReader(text))
        json = try composer.document()
        positions = composer.positions
    }

    /// Where a value begins; of a member, where its key does.
    ///
    /// Of what an alias stands for, that is the place of the alias.
    ///
    /// A place that the document does not have is that of what is around it.
    public func position(of pointer: JSONPointer) -> SourcePosition {
        var tokens = pointer.tokens
        while !tokens.isEmpty {
            if let position = positions[JSONPointer(tokens)] { return position }
            tokens.removeLast()
        }
        return positions[.root] ?? SourcePosition(line: 1, column: 1)
    }
}
