public import JSONCore
public import SchemaCore

// Everything that a registry holds, as it is needed to make another one like it.

/// A version as a registry lists it.
public struct ListedVersion: Sendable, Hashable {
    public var subject: Subject
    public var version: Version
    public var id: SchemaID
    /// `nil` from a registry that tells none.
    public var guid: GUID?
    public var definition: Definition
    /// `nil` from a registry that does not say.
    public var isDeleted: Bool?
    /// When it was registered, to the millisecond; `nil` from a registry that does not say.
    public var at: Timestamp?
    /// The associations of topics with the subject.
    public var associations: [Association]
}

extension ListedVersion: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard answer.object != nil else { throw MalformedAnswer("a schema in the list is no object") }
        subject = try Subject(answer: answer.required("subject"))
        version = try Version(answer: answer.required("version"))
        id = try SchemaID(answer: answer.required("id"))
        guid = answer["guid"]?.string.flatMap { GUID(parsing: $0) }
        isDeleted = answer["deleted"]?.boolean
        at = answer["ts"]?.number?.int64.flatMap { Timestamp(milliseconds: $0) }
        guard let text = answer["schema"]?.string else { throw MalformedAnswer("a schema has no text") }
        associations = []
        for association in answer["associations"]?.array ?? [] {
            associations.append(try Association(answer: association))
        }
        var references: [Reference] = []
        for reference in answer["references"]?.array ?? [] {
            references.append(try Reference(answer: reference, from: subject.context))
        }
        do throws(MalformedMember) {
            definition = Definition(
                type: SchemaType(answer["schemaType"]?.string ?? SchemaType.avro.name), text: text,
                references: references, metadata: try answer.optional("metadata").map(Metadata.init(json:)),
                ruleSet: try answer.optional("ruleSet").map(RuleSet.init(json:)))
        } catch {
            throw MalformedAnswer("in a schema, \(error.pointer) is not \(error.expectation)")
        }
    }
}

extension Association: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        guard let id = answer["resourceId"]?.string, let name = answer["resourceName"]?.string,
            let part = answer["associationType"]?.string.flatMap(Part.init(rawValue:)),
            let lifecycle = answer["lifecycle"]?.string.flatMap(Lifecycle.init(rawValue:))
        else { throw MalformedAnswer("an association lacks what tells it from others") }
        self.init(
            resource: Resource(
                id: id, namespace: answer["resourceNamespace"]?.string ?? "-", name: name,
                type: answer["resourceType"]?.string ?? Resource.topic),
            part: part, subject: try Subject(answer: answer.required("subject")), lifecycle: lifecycle,
            isFrozen: answer["frozen"]?.boolean ?? false)
    }
}

extension Reference {
    /// - Parameter context: what a subject without a context is in.
    fileprivate init(answer: JSON, from context: Context) throws(MalformedAnswer) {
        try self.init(answer: answer)
        guard let text = answer["subject"]?.string, !Subject.isQualified(text) else { return }
        subject = subject.moved(to: context)
    }
}

extension Client {
    /// The names of the contexts; the default one alone from a registry that knows no others.
    public func contexts() throws(ClientError) -> [Context] {
        guard let json = try present(Target("contexts")) else { return [.standard] }
        guard let names = json.array?.compactMap(\.string) else { throw unexpected("the contexts are no strings") }
        return names.map { Context($0) }
    }

    /// Versions of a context with their schemas and associations, by subject and version, deleted ones included.
    public func listedVersions(
        in context: Context, offset: Int, limit: Int
    ) throws(ClientError) -> [ListedVersion] {
        let target = Target("schemas").with("subjectPrefix", context.isStandard ? "" : ":\(context.name):")
            .with("deleted", "true").with("resourceType", "topic").with("offset", "\(offset)").with("limit", "\(limit)")
        return try value(OutgoingRequest(.get, target, repetition: .harmless))
    }

    /// The versions of a subject that are not deleted.
    public func liveVersions(of subject: Subject) throws(ClientError) -> [Version] {
        let target = Target("subjects", subject.qualifiedName, "versions")
        guard let json = try present(target) else { return [] }
        do throws(MalformedAnswer) {
            return try [Version](answer: json)
        } catch {
            throw unexpected(error.reason)
        }
    }

    /// The settings of exactly one scope as the registry gives them; `nil` where it has none.
    ///
    /// - Parameter scope: a subject or the empty subject of a context, by its qualified name; `nil` for the global one.
    public func settings(ofScope scope: String?) throws(ClientError) -> JSONObject? {
        try present(scope.map { Target("config", $0) } ?? Target("config"))?.object
    }

    /// The name of the mode of exactly one scope; `nil` where it has none.
    ///
    /// - Parameter scope: as for ``settings(ofScope:)``.
    public func mode(ofScope scope: String?) throws(ClientError) -> String? {
        try present(scope.map { Target("mode", $0) } ?? Target("mode"))?["mode"]?.string
    }

    /// The highest id given in a context, as far as a schema with a known id tells.
    public func highestID(in context: Context, knowing id: SchemaID) throws(ClientError) -> SchemaID? {
        let target = Target("schemas", "ids", id.description).with("fetchMaxId", "true")
            .with("subject", ":\(context.name):")
        return try present(target)?["maxId"]?.number?.int64.flatMap { SchemaID(Int($0)) }
    }

    /// What a path answers; `nil` when there is nothing.
    func present(_ target: Target) throws(ClientError) -> JSON? {
        do throws(ClientError) {
            return try json(OutgoingRequest(.get, target, repetition: .harmless))
        } catch {
            if case .refused(let refusal) = error, refusal.status == 404 { return nil }
            throw error
        }
    }
}
