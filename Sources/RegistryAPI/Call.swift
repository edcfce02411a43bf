internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// One request on its way through an endpoint: its parts, read as what they mean.
struct Call: Sendable {
    let request: Request
    let parameters: PathParameters
    let endpoint: Endpoint
    let registry: Registry
    let server: ServerState
    let authentication: Authentication
    /// Who asks.
    let caller: Caller
    /// The revision that the registry is read at, where that is asked for.
    let revision: Revision?
    /// Whether the registry is one to try things on, and nothing comes of it.
    let isTrial: Bool

    // MARK: Path

    /// The subject to write to; where the one that is named has an alias, that one.
    ///
    /// - Throws: `.invalidSubject` when it can be none.
    func subject() throws(RegistryError) -> Subject {
        try registry.resolved(try Subject(parsing: parameters["subject"]))
    }

    /// The subject to read, as one that may not be there; where it has an alias, that one.
    ///
    /// - Throws: `.subjectNotFound` for a name that can be none.
    func existingSubject() throws(RegistryError) -> Subject {
        let text = parameters["subject"]
        let subject: Subject
        do { subject = try Subject(parsing: text) } catch { throw .subjectNotFound(Subject(name: text)) }
        return try registry.resolved(subject)
    }

    /// What settings are asked for, or are to be changed.
    ///
    /// - Throws: `.invalidSubject` when it can be no scope.
    func scope() throws(RegistryError) -> Scope { try Scope(parsing: parameters["subject"]) }

    /// What settings are asked for.
    ///
    /// - Throws: what is said of a scope that has none, for a name that can be none.
    func scope(orThrow missing: (Subject) -> RegistryError) throws(RegistryError) -> Scope {
        do { return try scope() } catch { throw missing(Subject(name: parameters["subject"])) }
    }

    func version() throws(RegistryError) -> VersionSelector { try VersionSelector(parsing: parameters["version"]) }

    /// The number of a schema.
    ///
    /// - Throws: `.routeNotFound` when it is no number, `.schemaNotFound` when no schema can have it.
    func id() throws(RegistryError) -> SchemaID {
        let text = parameters["id"]
        guard let number = Int32(text) else { throw .http(.routeNotFound, 404, "Not Found") }
        guard let id = SchemaID(Int(number)) else { throw .schemaNotFound(text) }
        return id
    }

    // MARK: Query

    /// Whether one of these parameters is `true`, in any case; clients spell some names in two ways.
    func flag(_ names: String...) -> Bool {
        names.contains { request.flag($0) }
    }

    /// Which versions count.
    var deleted: Deleted { flag("deleted") ? .included : .excluded }

    /// Which versions or subjects count in a list; `deletedOnly` beats `deleted`.
    var deletedInList: Deleted { flag("deletedOnly", "deleted_only") ? .only : deleted }

    var deletion: Deletion { flag("permanent") ? .permanent : .soft }

    var normalization: Normalization { flag("normalize") ? .always : .asConfigured }

    var inheritance: Inheritance { flag("defaultToGlobal") ? .inForce : .own }

    /// The subject that a request for a number names, or the empty one of the context it means.
    func subjectOfID() throws(RegistryError) -> Subject? {
        guard let text = request.query["subject"], !text.isEmpty else { return nil }
        return try registry.resolved(Subject(qualifiedName: text))
    }

    /// The part of a list to answer with.
    ///
    /// - Parameter maximum: what a limit falls back to that is not from 1 to this; `nil` for no limit at all.
    /// - Throws: `.routeNotFound` when a parameter is no number.
    func page(maximum: Int? = nil) throws(RegistryError) -> Page {
        let offset = try integer("offset") ?? 0
        let limit = try integer("limit") ?? -1
        return Page(offset: max(0, offset), limit: limit > 0 && limit <= maximum ?? .max ? limit : maximum)
    }

    /// One of a few words; `nil` when the parameter is left out.
    ///
    /// - Throws: `.malformedRequest` when it is another word.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String) throws(RegistryError) -> Choice? {
        guard let text = request.query[name] else { return nil }
        guard let choice = Choice(rawValue: text.lowercased()) else {
            throw .invalidParameter(name, text, allowed: Choice.allCases.map(\.rawValue))
        }
        return choice
    }

    private func integer(_ name: String) throws(RegistryError) -> Int? {
        guard let text = request.query[name] else { return nil }
        guard let number = Int32(text) else { throw .http(.routeNotFound, 404, "Not Found") }
        return Int(number)
    }

    /// Which documents count, where the request says it.
    ///
    /// - Throws: `.malformedRequest` when the parameter is no policy.
    var policy: CompatibilityPolicy? {
        get throws(RegistryError) {
            guard let text = request.query["policy"] else { return nil }
            guard let policy = CompatibilityPolicy(rawValue: text.uppercased()) else {
                throw .invalidParameter("policy", text, allowed: CompatibilityPolicy.allCases.map(\.rawValue))
            }
            return policy
        }
    }

    /// A moment that a parameter gives.
    ///
    /// - Throws: `.malformedRequest` when it gives something else.
    static func moment(_ name: String, _ request: Request) throws(RegistryError) -> Moment? {
        guard let text = request.query[name] else { return nil }
        guard let moment = Moment(text) else { throw .invalidMoment(name, text) }
        return moment
    }

    /// A kind of event that a parameter gives.
    ///
    /// - Throws: `.malformedRequest` when there is none of this name.
    static func kind(_ text: String) throws(RegistryError) -> Change.Kind {
        guard let kind = Change.Kind(rawValue: text) else {
            throw .invalidParameter("kind", text, allowed: Change.Kind.allCases.map(\.rawValue))
        }
        return kind
    }

    // MARK: Body

    /// The fields of the body; none when it may be left out and is.
    ///
    /// - Throws: `.missingBody`, or `.malformedRequest` when it is no JSON object.
    func fields() throws(RegistryError) -> Fields { Fields(try object()) }

    private func object() throws(RegistryError) -> JSONObject {
        let json: JSON
        do {
            json = request.body.isEmpty ? .null : try JSON(parsing: request.body)
        } catch {
            throw .malformedBody("\(error)")
        }
        switch (json, endpoint.input) {
        case (.object(let object), _): return object
        case (.null, .optionalBody): return JSONObject()
        case (.null, _): throw .missingBody("\(endpoint.name).request")
        case (.boolean, _), (.number, _), (.string, _), (.array, _):
            throw .malformedField("the body", expected: "an object")
        }
    }
}

extension Request {
    /// Whether a parameter is `true`, in any case.
    func flag(_ name: String) -> Bool { query[name]?.lowercased() == "true" }
}

extension Page {
    /// The part of a list that is at hand.
    func of<Item>(_ items: [Item]) -> ArraySlice<Item> {
        let rest = items.dropFirst(offset)
        return limit.map { rest.prefix($0) } ?? rest
    }
}
