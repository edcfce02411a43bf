internal import Compatibility
internal import JSONCore

/// A place in documents, with the name that people know it by.
struct Spot {
    /// `*` stands for any name or position.
    var instance = JSONPointer.root
    private var text = ""

    /// The place in words.
    var name: String { text.isEmpty ? "the document" : "\"\(text)\"" }

    /// The place of a property.
    func member(_ name: String) -> Spot {
        var spot = self
        spot.instance = instance.appending(name)
        spot.text += text.isEmpty ? name : ".\(name)"
        return spot
    }

    func item(_ position: Int) -> Spot {
        var spot = self
        spot.instance = instance.appending(position)
        spot.text += "[\(position)]"
        return spot
    }

    func below(_ descent: Aspect.Descent) -> Spot {
        switch descent {
        case .inPlace, .names: return self
        case .members: return member("*")
        case .items:
            var spot = self
            spot.instance = instance.appending("*")
            spot.text += "[]"
            return spot
        }
    }
}

/// Two schemas that are compared, and where.
struct NodeComparison {
    var old: SchemaNode
    var new: SchemaNode
    var spot: Spot
    var mode: Changes.Mode

    /// A change at a keyword of both.
    func change(
        _ kind: SchemaChange.Kind, _ keyword: String, _ message: String,
        _ adjust: (inout SchemaChange) -> Void = { _ in }
    ) -> SchemaChange {
        var change = SchemaChange(
            kind: kind, oldPointer: old.pointer.appending(keyword), newPointer: new.pointer.appending(keyword),
            instancePointer: spot.instance, message: message)
        adjust(&change)
        return change
    }
}

/// A keyword of two schemas that are compared; one of them may not have it.
struct KeywordComparison {
    var before: SchemaNode.Entry?
    var after: SchemaNode.Entry?
    var node: NodeComparison

    init(before: SchemaNode.Entry?, after: SchemaNode.Entry?, in node: NodeComparison) {
        self.before = before
        self.after = after
        self.node = node
    }

    var spot: Spot { node.spot }

    /// One part of what the keyword says in either schema.
    func both<Part>(_ part: (Aspect) -> Part?) -> (old: Part?, new: Part?) {
        (before.flatMap { part($0.keyword.aspect) }, after.flatMap { part($0.keyword.aspect) })
    }

    /// A list in what the keyword says in either schema; empty where the keyword is missing.
    func lists<Item>(_ list: (Aspect) -> [Item]?) -> (old: [Item], new: [Item]) {
        let found = both(list)
        return (found.old ?? [], found.new ?? [])
    }

    /// The keyword as it is written.
    var name: String { after?.name ?? before?.name ?? "" }

    /// Where the keyword or something in it stands in the old schema.
    func old(_ tokens: String...) -> JSONPointer? {
        before.map { JSONPointer(node.old.pointer.tokens + [$0.name] + tokens) }
    }

    /// Where the keyword or something in it stands in the new schema.
    func new(_ tokens: String...) -> JSONPointer? {
        after.map { JSONPointer(node.new.pointer.tokens + [$0.name] + tokens) }
    }
}

extension SchemaGraph {
    /// What a schema that consists of a reference leads to, over others of its kind.
    func target(of id: NodeID) -> NodeID {
        var current = id
        for _ in nodes.indices {
            let node = self[current]
            guard node.truth == nil, node.keywords.count == 1, case .reference(let next) = node.keywords[0].keyword,
                node.annotations.isEmpty
            else { return current }
            current = next
        }
        return current
    }

    /// What the text says at a place in a node's document.
    func value(at pointer: JSONPointer, of node: SchemaNode) -> JSON? {
        documents[Int(node.document)].json[pointer]
    }
}
