internal import Governance
internal import HTTP
internal import RegistryCore
internal import SchemaCore

// How schemas are read from requests and written into answers; empty members are left out (Confluent 8.x).

extension Candidate {
    /// Reads the body of a registration, a lookup or a check.
    ///
    /// - Parameter context: the context that references without one mean.
    init(_ fields: Fields, in context: Context) throws(RegistryError) {
        let type = try fields.optional("schemaType", .string) ?? ""
        var references: [Reference] = []
        for reference in try fields.objects("references") {
            references.append(try Reference(reference, in: context))
        }
        self.init(
            type: type.isEmpty ? nil : SchemaType(type), text: try fields.optional("schema", .string) ?? "",
            references: references, metadata: try fields.optional("metadata", as: Metadata.init(json:)),
            ruleSet: try fields.optional("ruleSet", as: RuleSet.init(json:)))
    }
}

extension RegistrationRequest {
    /// Reads the body of a registration.
    init(_ fields: Fields, under subject: Subject, _ call: Call) throws(RegistryError) {
        self.init(
            candidate: try Candidate(fields, in: subject.context), subject: subject,
            target: try Target(fields, "version"),
            id: try fields.optional("id", .integer).flatMap { $0 < 0 ? nil : Int($0) },
            normalization: call.normalization, checking: call.flag("force") ? .skipped : .asConfigured,
            tagChanges: TagChanges(
                adding: try fields.entityTags("schemaTagsToAdd"), removing: try fields.entityTags("schemaTagsToRemove"),
                propagates: try fields.optional("propagateSchemaTags", .boolean) ?? false),
            state: try call.beginning)
    }
}

extension RegistrationRequest.Target {
    /// Reads the number of a version that a member holds.
    init(_ fields: Fields, _ name: String) throws(RegistryError) {
        switch try fields.optional(name, .integer) {
        case nil, 0: self = .any
        case -1: self = .latest
        case let number?: self = .number(Int(number))
        }
    }
}

extension Fields {
    /// Tags of parts of a schema.
    func entityTags(_ name: String) throws(RegistryError) -> [EntityTags] {
        var list: [EntityTags] = []
        for item in try objects(name) {
            guard let entity = try item.object("schemaEntity") else {
                throw .malformedField("/\(name)", expected: "an array of objects with a schemaEntity")
            }
            list.append(
                EntityTags(
                    path: try entity.required("entityPath", .string), kind: try entity.required("entityType", .named()),
                    tags: try item.optional("tags", .strings) ?? []))
        }
        return list
    }
}

extension Candidate.Reference {
    fileprivate init(_ fields: Fields, in context: Context) throws(RegistryError) {
        let name = try fields.required("name", .string)
        let text = try fields.required("subject", .string)
        let number = try fields.required("version", .integer)
        let subject: Subject
        do {
            subject = try Subject(parsing: text, from: context)
        } catch {
            throw .invalidReference(name, "leads to \"\(text)\", which can be no subject")
        }
        guard number == -1 || number >= 1 else { throw .referenceNotFound(subject, version: Int(number)) }
        self.init(name: name, subject: subject, version: Version(Int(number)).map { .number($0) } ?? .latest)
    }
}

/// How the subjects of references are written.
enum ReferenceFormat {
    /// Without their context where that is the schema's own.
    case relative
    /// Always with their context, unless that is the default one.
    case qualified
}

extension Call {
    /// The state that a new version is to begin in.
    ///
    /// - Throws: `.malformedRequest` when no version begins in it.
    var beginning: LifecycleState {
        get throws(RegistryError) {
            guard let text = request.query["lifecycle"] else { return .active }
            guard let state = LifecycleTable.beginnings.first(where: { $0.rawValue == text.lowercased() }) else {
                throw .invalidParameter("lifecycle", text, allowed: LifecycleTable.beginnings.map(\.rawValue))
            }
            return state
        }
    }

    /// The parts of a schema that have one of the tags the request asks for; `*` asks for all.
    func foundTags(in schema: StoredSchema) throws(RegistryError) -> [EntityTags] {
        let wanted = request.query.all("findTags")
        guard !wanted.isEmpty else { return [] }
        return try registry.tags(in: schema.definition).filter { entity in
            wanted.contains("*") || entity.tags.contains { wanted.contains($0) }
        }
    }

    var referenceFormat: ReferenceFormat {
        let format = request.query["referenceFormat"] ?? request.query["reference_format"]
        return format?.lowercased() == "qualified" ? .qualified : .relative
    }
}

extension JSONBody {
    /// `subject` and `version`.
    mutating func place(of version: RegisteredVersion) {
        member("subject", version.subject.qualifiedName)
        member("version", version.version.number)
    }

    /// `guid`, `schemaType`, `references` and `schema`.
    mutating func content(of schema: StoredSchema, in context: Context, _ format: ReferenceFormat = .relative) {
        member("guid") { $0.value(schema.guid) }
        member("schemaType", schema.definition.type.name)
        if !schema.definition.references.isEmpty {
            member("references") {
                $0.array(schema.definition.references) { $0.reference($1, in: context, format) }
            }
        }
        if let metadata = schema.definition.metadata { member("metadata") { $0.value(metadata.json) } }
        if let ruleSet = schema.definition.ruleSet { member("ruleSet") { $0.value(ruleSet.json) } }
        member("schema", schema.definition.text)
    }

    /// `ts` in milliseconds, and `deleted`.
    mutating func state(of version: RegisteredVersion) {
        member("ts", version.at.milliseconds)
        member("deleted", version.isDeleted)
    }

    /// A version of a subject with its schema, and what is added to it.
    mutating func value(
        _ version: RegisteredVersion, _ format: ReferenceFormat = .relative, tags: [EntityTags] = [],
        adding: (inout JSONBody) -> Void = { _ in }
    ) {
        object {
            $0.place(of: version)
            $0.member("id", version.schema.id.number)
            $0.content(of: version.schema, in: version.subject.context, format)
            $0.schemaTags(tags)
            $0.state(of: version)
            adding(&$0)
        }
    }

    /// `schemaTags`, where there are some.
    mutating func schemaTags(_ tags: [EntityTags]) {
        guard !tags.isEmpty else { return }
        member("schemaTags") { body in
            body.array(tags) { body, entity in
                body.object {
                    $0.member("schemaEntity") {
                        $0.object {
                            $0.member("entityPath", entity.path)
                            $0.member("entityType", entity.kind.rawValue)
                        }
                    }
                    $0.member("tags") { $0.array(entity.tags) { $0.value($1) } }
                }
            }
        }
    }

    /// A schema that was registered just now, or was there.
    mutating func registered(_ version: RegisteredVersion) {
        object {
            $0.member("id", version.schema.id.number)
            $0.member("version", version.version.number)
            $0.content(of: version.schema, in: version.subject.context)
            $0.state(of: version)
        }
    }

    private mutating func reference(_ reference: Reference, in context: Context, _ format: ReferenceFormat) {
        let subject =
            switch format {
            case .relative: reference.subject.name(from: context)
            case .qualified: reference.subject.qualifiedName
            }
        object {
            $0.member("name", reference.name)
            $0.member("subject", subject)
            $0.member("version", reference.version.number)
        }
    }
}

extension Answer {
    /// A version of a subject with its schema.
    static func version(
        _ version: RegisteredVersion, _ format: ReferenceFormat = .relative, tags: [EntityTags] = []
    ) -> Answer {
        json(capacity: capacity(for: version.schema)) { $0.value(version, format, tags: tags) }.telling(of: version)
    }

    /// A schema that was registered just now, or was there.
    static func registered(_ version: RegisteredVersion) -> Answer {
        json(capacity: capacity(for: version.schema)) { $0.registered(version) }.telling(of: version)
    }

    /// The schema's text as it is, not as a JSON string.
    static func text(_ version: RegisteredVersion) -> Answer {
        Answer(body: Array(version.schema.definition.text.utf8)).telling(of: version)
    }

    /// Room for a schema's text with every byte escaped, and what stands around it.
    static func capacity(for schema: StoredSchema) -> Int { schema.definition.text.utf8.count * 2 + 512 }
}
