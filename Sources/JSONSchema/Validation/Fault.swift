import Compatibility
import JSONCore

/// What an explanation has found, before it is put in words: most of it is taken back when an alternative holds.
struct Fault {
    /// The keyword that objects.
    let place: Explainer.Place
    let instancePath: [String]
    let keywordPath: [String]
    /// The name that is objected to, where it is not a value.
    let name: String?
    /// `nil` where there is nothing to say but the causes.
    let complaint: Complaint?
    let causes: [Fault]

    /// The error in words, with its place in the text when that is known.
    func error(_ graph: SchemaGraph, _ map: SourceMap?) -> ValidationError {
        let instance = JSONPointer(instancePath)
        let subject = name.map { Complaint.Subject.name($0, of: instance) } ?? .value(instance)
        return ValidationError(
            instanceLocation: instance, keywordLocation: JSONPointer(keywordPath + place.tokens),
            absoluteKeywordLocation: graph.absoluteLocation(of: place),
            message: complaint?.sentence(about: subject) ?? "",
            position: map?.position(of: instance), causes: causes.map { $0.error(graph, map) })
    }
}

extension Explainer {
    /// A keyword of a schema, or the schema itself.
    struct Place {
        let node: NodeID
        var keyword: String?
        /// A name or position below the keyword.
        var key: String?
        /// Whether the schema that the keyword applies stands elsewhere.
        var isReference = false

        init(node: NodeID, keyword: String? = nil) {
            self.node = node
            self.keyword = keyword
        }

        init(_ entry: SchemaNode.Entry, of node: NodeID) {
            self.node = node
            keyword = entry.name
            isReference = entry.keyword.isReference
        }

        func below(_ key: String) -> Place {
            var place = self
            place.key = key
            return place
        }

        func sibling(_ name: String) -> Place { Place(node: node, keyword: name) }

        /// The way from the schema.
        var tokens: [String] { [keyword, key].compactMap(\.self) }
    }
}

extension SchemaGraph {
    /// The URI of a keyword: that of its resource, with its place in there as the fragment.
    fileprivate func absoluteLocation(of place: Explainer.Place) -> String {
        let node = self[place.node]
        let resource = resources[Int(node.resource)]
        let root = self[resource.root].pointer.tokens.count
        let pointer = JSONPointer(Array(node.pointer.tokens.dropFirst(root)) + place.tokens)
        return resource.uri + "#" + URIReference.fragment(pointer.description)
    }
}
