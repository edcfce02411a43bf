internal import JSONCore
internal import Reports
internal import SchemaCore

/// Where places of a text are, in lines and columns; the text is read only when something is looked for.
struct TextPlaces {
    private let text: String
    private let origin: TextOrigin
    private var map: SourceMap?

    init(_ text: String, from origin: TextOrigin) {
        self.text = text
        self.origin = origin
    }

    /// The place of a pointer; of what is around it, when the text has nothing there.
    mutating func place(of pointer: JSONPointer?) -> Place? {
        guard var tokens = pointer?.tokens else { return nil }
        let map = self.map ?? SourceMap(text)
        self.map = map
        while true {
            if let position = map.namePosition(of: JSONPointer(tokens)) {
                return Place(origin, position)
            }
            guard !tokens.isEmpty else { return nil }
            tokens.removeLast()
        }
    }
}

/// The places of a schema and of the texts that it refers to.
struct SourcePlaces {
    private let source: SchemaSource
    private var texts: [String: TextPlaces] = [:]

    init(_ source: SchemaSource) { self.source = source }

    /// - Parameter document: the name of a text that the schema refers to; empty for the schema itself.
    mutating func place(of pointer: JSONPointer?, in document: String) -> Place? {
        if texts[document] == nil {
            if document.isEmpty {
                texts[document] = TextPlaces(source.text, from: source.origin)
            } else if let text = source.references[document]?.text, let origin = source.origins[document] {
                texts[document] = TextPlaces(text, from: origin)
            }
        }
        return texts[document]?.place(of: pointer)
    }
}
