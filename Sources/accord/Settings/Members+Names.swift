internal import JSONCore
internal import SchemaCore

extension Members {
    /// The members of an object that has no others than these.
    init(_ json: JSON, at pointer: JSONPointer, named names: [String]) throws(MalformedMember) {
        try self.init(json, at: pointer)
        guard let unknown = json.object?.names.first(where: { !names.contains($0) }) else { return }
        let near = Suggestion.nearest(to: unknown, among: names).map { "; did you mean \"\($0)\"?" } ?? ""
        throw malformed(unknown, expected: "one of \(names.joined(separator: ", "))\(near)")
    }
}
