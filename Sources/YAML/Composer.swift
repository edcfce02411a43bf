internal import JSONCore

/// Makes a JSON value of the events of a YAML text.
struct Composer {
    private let reader: EventReader
    private var anchors: [String: Anchored] = [:]
    private var values = 0
    private(set) var positions: [JSONPointer: SourcePosition] = [:]

    private struct Anchored {
        var json: JSON
        /// The values in it, itself included.
        var values: Int
    }

    init(_ reader: EventReader) { self.reader = reader }

    mutating func document() throws(YAMLError) -> JSON {
        _ = try reader.next()
        guard case .documentStart = try reader.next().kind else { return .null }
        let json = try value(try reader.next(), at: .root, depth: 0)
        _ = try reader.next()
        let next = try reader.next()
        guard case .streamEnd = next.kind else { throw YAMLError("there is a second document", next.position) }
        return json
    }

    private mutating func value(
        _ event: EventReader.Event, at pointer: JSONPointer, depth: Int
    ) throws(YAMLError) -> JSON {
        // Of a member, its key has been noted before.
        if positions[pointer] == nil { positions[pointer] = event.position }
        try count(1, event)
        guard depth < YAMLDocument.depthLimit else {
            throw YAMLError("it is nested deeper than \(YAMLDocument.depthLimit) levels", event.position)
        }
        let before = values
        let json: JSON
        let anchor: String?
        switch event.kind {
        case .alias(let name):
            guard let anchored = anchors[name] else {
                throw YAMLError("no anchor before this is named \"\(name)\"", event.position)
            }
            try count(anchored.values - 1, event)
            return anchored.json
        case .scalar(let scalar):
            json = try Scalars.json(scalar, at: event.position)
            anchor = scalar.anchor
        case .sequenceStart(let name, let tag):
            try check(tag, is: "seq", event)
            json = .array(try items(at: pointer, depth: depth))
            anchor = name
        case .mappingStart(let name, let tag):
            try check(tag, is: "map", event)
            json = .object(try members(at: pointer, depth: depth))
            anchor = name
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            throw YAMLError("a value was expected", event.position)
        }
        if let anchor { anchors[anchor] = Anchored(json: json, values: values - before + 1) }
        return json
    }

    private mutating func items(at pointer: JSONPointer, depth: Int) throws(YAMLError) -> [JSON] {
        var items: [JSON] = []
        while true {
            let event = try reader.next()
            if case .sequenceEnd = event.kind { return items }
            items.append(try value(event, at: pointer.appending(items.count), depth: depth + 1))
        }
    }

    private mutating func members(at pointer: JSONPointer, depth: Int) throws(YAMLError) -> JSONObject {
        var object = JSONObject()
        while true {
            let event = try reader.next()
            if case .mappingEnd = event.kind { return object }
            guard case .scalar(let key) = event.kind else {
                throw YAMLError("a key is a text, not a list, a mapping or an alias", event.position)
            }
            guard object[key.text] == nil else {
                throw YAMLError("the key \"\(key.text)\" is there twice", event.position)
            }
            let place = pointer.appending(key.text)
            positions[place] = event.position
            let json = try value(try reader.next(), at: place, depth: depth + 1)
            object.append(JSONObject.Member(name: key.text, value: json))
        }
    }

    private mutating func count(_ more: Int, _ event: EventReader.Event) throws(YAMLError) {
        values += more
        guard values <= YAMLDocument.valuesLimit else {
            throw YAMLError("it has more than \(YAMLDocument.valuesLimit) values", event.position)
        }
    }

    private func check(_ tag: String?, is name: String, _ event: EventReader.Event) throws(YAMLError) {
        guard let tag, tag != Scalars.standardTags + name else { return }
        throw YAMLError("the tag \"\(tag)\" has no meaning here", event.position)
    }
}
