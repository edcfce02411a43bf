internal import JSONCore
internal import Reports
internal import SchemaCore

/// Where places of a text are, in lines and columns; the text is read only when something is looked for.
struct TextPlaces {
    private let file: String
    private let revision: String?
    private let text: String
    private var map: SourceMap?

    init(_ text: String, file: String, revision: String? = nil) {
        self.text = text
        self.file = file
        self.revision = revision
    }

    /// The place of a pointer; of what is around it, when the text has nothing there.
    mutating func place(of pointer: JSONPointer?) -> Place? {
        guard var tokens = pointer?.tokens else { return nil }
        let map = self.map ?? SourceMap(text)
        self.map = map
        while true {
            if let position = map.namePosition(of: JSONPointer(tokens)) {
                return Place(file: file, revision: revision, position: position)
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
                texts[document] = TextPlaces(
                    source.text, file: source.file ?? source.name, revision: source.revision)
            } else if let definition = source.references[document] {
                texts[document] = TextPlaces(
                    definition.text, file: source.files[document] ?? document, revision: source.revision)
            }
        }
        return texts[document]?.place(of: pointer)
    }
}
