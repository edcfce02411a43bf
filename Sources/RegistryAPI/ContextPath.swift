internal import HTTP
internal import SchemaCore

extension Request {
    /// The request that `/contexts/{context}/…` means: the rest of the path, with subjects and lists in that context
    /// where they do not name another one.
    ///
    /// - Throws: `.malformedRequest` for a context with a colon inside its name.
    func insideContext() throws(RegistryError) -> Request {
        guard path.count > 2, path[0] == "contexts" else { return self }
        let context = try Context(inPath: path[1])
        let rest = Array(path[2...])
        var request = self
        request.path = rest
        switch (rest[0], rest.count) {
        case ("subjects", 1), ("schemas", 1): request.query = query.qualifying("subjectPrefix", in: context)
        case ("config", 1), ("mode", 1): request.path.append(context.qualified(""))
        case ("subjects", _), ("config", _), ("mode", _): request.path[1] = context.qualified(rest[1])
        case ("compatibility", 3...), ("associations", 3...), ("validate", 3...), ("schemas", 3...):
            if rest[1] == "subjects" { request.path[2] = context.qualified(rest[2]) }
            if rest[1] == "ids" { request.query = query.qualifying("subject", in: context) }
        case ("dek-registry", 6...):
            if rest[4] == "deks" { request.path[5] = context.qualified(rest[5]) }
        default: break
        }
        if ["associations", "dek-registry"].contains(rest[0]), query["context"] == nil {
            request.query = Query(query.parameters + [Query.Parameter(name: "context", value: context.name)])
        }
        return request
    }
}

extension Context {
    /// Reads a context as paths and queries name it: with or without its dot, or as `:.name:`.
    ///
    /// - Throws: `.malformedRequest` for a colon anywhere else.
    init(inPath text: String) throws(RegistryError) {
        let isQualified = text.utf8.count > 2 && text.hasPrefix(":.") && text.hasSuffix(":")
        let name = isQualified ? String(text.dropFirst().dropLast()) : text
        guard !name.utf8.contains(UInt8(ascii: ":")), !name.isEmpty else { throw .invalidContext(text) }
        self.init(name)
    }

    /// A subject's name, or the beginning of one, in this context unless it names another.
    fileprivate func qualified(_ name: String) -> String {
        Subject.isQualified(name) || name.hasPrefix(":*:") ? name : ":\(self.name):\(name)"
    }
}

extension Query {
    /// The same with a parameter's value in a context; with the context alone where it is missing.
    fileprivate func qualifying(_ name: String, in context: Context) -> Query {
        let qualified = Query.Parameter(name: name, value: context.qualified(self[name] ?? ""))
        return Query(parameters.filter { $0.name != name } + [qualified])
    }
}
